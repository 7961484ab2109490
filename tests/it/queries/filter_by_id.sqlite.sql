select json_group_array(json_object('id', 'case_' || lower(hex(t2.id))) order by t2.received_at desc, t2.id desc)
from (
  select a1.id, a1.received_at
  from cases a1
  where a1.community_id = ?5
  and (
    a1.confidential = false or a1.team_id = ?6 or a1.handler_id = ?7 or a1.first_handler_id = ?7 or a1.overseer_id = ?7
  )
  and a1.id in (?1, ?2, ?3, ?4)
  order by a1.received_at desc, a1.id desc
  limit 20
) t2;
