select (
  coalesce(
    json_agg(json_build_object('receivedAt', t2.received_at) order by t2.rn_) filter (where t2.rn_ <= 50),
    '[]'::json
  )
)::text, (
  json_build_object(
    'hasNextPage', (count(*) > 50),
    'hasPreviousPage', (
      (
        select 1
        from cases o3
        where (o3.received_at, o3.id) >= ($1::timestamptz, $2::uuid)
        order by o3.received_at asc, o3.id asc
        limit 1
      ) is not null
    )
  )
)::text
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_
  from (
    select a1.id, a1.received_at
    from cases a1
    where (a1.received_at, a1.id) < ($1::timestamptz, $2::uuid)
    and (a1.received_at, a1.id) > ($3::timestamptz, $2::uuid)
    order by a1.received_at desc, a1.id desc
    limit 51
  ) t2
) t2;
