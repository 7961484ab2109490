select (
  coalesce(
    json_agg(
      json_build_object('number', t2.number, 'severity', t2.severity) order by t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.id, a1.number, a1.received_at, a1.severity
  from cases a1
  where a1.community_id = $1::uuid
  and (
    a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
  )
  order by a1.received_at desc, a1.id desc
  limit 1
) t2;
