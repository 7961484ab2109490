select (
  coalesce(
    json_agg(
      json_build_object('id', 'case_' || encode(uuid_send(t2.id), 'hex')) order by t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.id, a1.received_at
  from cases a1
  where a1.community_id = $2::uuid
  and (
    a1.confidential = false or a1.team_id = $3::uuid or a1.handler_id = $4::uuid or a1.first_handler_id = $4::uuid or a1.overseer_id = $4::uuid
  )
  and a1.id = any($1::uuid[])
  order by a1.received_at desc, a1.id desc
  limit 20
) t2;
