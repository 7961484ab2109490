select (
  select json_object('id', 'case_' || lower(hex(t1.id)), 'key', t1.number)
  from cases t1
  where t1.id = ?1
  and t1.community_id = ?2
  and (
    t1.confidential = false or t1.team_id = ?3 or t1.handler_id = ?4 or t1.first_handler_id = ?4 or t1.overseer_id = ?4
  )
);

select (
  select json_object(
    'id', 'team_' || lower(hex(t1.id)),
    'key', t1.name,
    'unit', json(case t1.unit when 1 then 'true' when 0 then 'false' end)
  )
  from teams t1
  where t1.id = ?1
  and t1.community_id = ?2
);
