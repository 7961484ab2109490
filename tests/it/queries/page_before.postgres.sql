select (
  coalesce(
    json_agg(json_build_object('receivedAt', t2.received_at) order by t2.rn_ desc) filter (where t2.rn_ <= 3),
    '[]'::json
  )
)::text, (
  json_build_object(
    'hasNextPage', (
      (
        select 1
        from cases o3
        where (o3.received_at, o3.id) <= ($1::timestamptz, $2::uuid)
        order by o3.received_at desc, o3.id desc
        limit 1
      ) is not null
    ),
    'hasPreviousPage', (count(*) > 3),
    'startCursor', max(
      encode(
        convert_to(
          json_build_array('CaseConnection-received_at-id'::text, t2.received_at, encode(uuid_send(t2.id), 'hex'))::text,
          'UTF8'
        ),
        'hex'
      )
    ) filter (where t2.rn_ = least(3, t2.count_) and t2.rn_ <= 3),
    'endCursor', max(
      encode(
        convert_to(
          json_build_array('CaseConnection-received_at-id'::text, t2.received_at, encode(uuid_send(t2.id), 'hex'))::text,
          'UTF8'
        ),
        'hex'
      )
    ) filter (where t2.rn_ = 1 and t2.rn_ <= 3)
  )
)::text
from (
  select t2.*, row_number() over (order by t2.received_at asc, t2.id asc) as rn_, count(*) over () as count_
  from (
    select a1.id, a1.received_at
    from cases a1
    where (a1.received_at, a1.id) > ($1::timestamptz, $2::uuid)
    order by a1.received_at asc, a1.id asc
    limit 4
  ) t2
) t2;
