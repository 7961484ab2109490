select (
  coalesce(
    json_agg(
      json_build_object(
        'cursor', encode(
          convert_to(
            json_build_array('CaseConnection-received_at-id'::text, t2.received_at, encode(uuid_send(t2.id), 'hex'))::text,
            'UTF8'
          ),
          'hex'
        ),
        'node', json_build_object('number', t2.number)
      ) order by t2.rn_ desc
    ) filter (where t2.rn_ <= 2),
    '[]'::json
  )
)::text, (
  json_build_object(
    'startCursor', max(
      encode(
        convert_to(
          json_build_array('CaseConnection-received_at-id'::text, t2.received_at, encode(uuid_send(t2.id), 'hex'))::text,
          'UTF8'
        ),
        'hex'
      )
    ) filter (where t2.rn_ = least(2, t2.count_) and t2.rn_ <= 2),
    'endCursor', max(
      encode(
        convert_to(
          json_build_array('CaseConnection-received_at-id'::text, t2.received_at, encode(uuid_send(t2.id), 'hex'))::text,
          'UTF8'
        ),
        'hex'
      )
    ) filter (where t2.rn_ = 1 and t2.rn_ <= 2)
  )
)::text
from (
  select t2.*, row_number() over (order by t2.received_at asc, t2.id asc) as rn_, count(*) over () as count_
  from (
    select a1.id, a1.number, a1.received_at
    from cases a1
    where a1.community_id = $1::uuid
    and (
      a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
    )
    order by a1.received_at asc, a1.id asc
    limit 3
  ) t2
) t2;
