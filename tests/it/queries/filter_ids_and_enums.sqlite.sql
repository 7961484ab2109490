select json_group_array(
  json_object(
    'status', t2.status,
    'severity', t2.severity,
    'source', t2.source,
    'team', (select json_object('name', r3.name) from teams r3 where r3.id = t2.team_id)
  ) order by t2.received_at desc,
  t2.id desc
)
from (
  select a1.id, a1.received_at, a1.severity, a1.source, a1.status, a1.team_id
  from cases a1
  where (a1.status in (?1, ?2)) is not true
  and (a1.severity = ?3) is not true
  and a1.source in (?4, ?5)
  and a1.team_id in (?6, ?7, ?8)
  and a1.handler_id is null
  and (a1.first_handler_id = ?9) is not true
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;
