select json_group_array(
  json_object(
    'number', t2.number,
    'id', 'case_' || lower(hex(t2.id)),
    'title', coalesce(t2.masked_title, t2.title)
  ) order by t2.received_at desc,
  t2.id desc
)
from (
  select a1.id, a1.masked_title, a1.number, a1.received_at, a1.title
  from cases a1
  where a1.community_id = ?1
  and (
    a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
  )
  order by a1.received_at desc, a1.id desc
  limit 1
) t2;
