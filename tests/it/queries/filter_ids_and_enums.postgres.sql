select (
  coalesce(
    json_agg(
      json_build_object(
        'status', t2.status,
        'severity', t2.severity,
        'source', t2.source,
        'team', (select json_build_object('name', r3.name) from teams r3 where r3.id = t2.team_id)
      ) order by t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.id, a1.received_at, a1.severity, a1.source, a1.status, a1.team_id
  from cases a1
  where (a1.status = any($1::text[])) is not true
  and (a1.severity = $2::text) is not true
  and a1.source = any($3::text[])
  and a1.team_id = any($4::uuid[])
  and a1.handler_id is null
  and (a1.first_handler_id = $5::uuid) is not true
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;
