select (
  select json_object(
    'area', (
      select json_object(
        'name', r2.name,
        'code', r2.code,
        'parent', (
          select json_object('name', r3.name, 'level', r3.level)
          from areas r3
          where r3.id = r2.parent_id
        ),
        'level', r2.level
      )
      from areas r2
      where r2.id = t1.area_id
    ),
    'number', t1.number
  )
  from cases t1
  where t1.id = ?1
  and t1.community_id = ?2
  and (
    t1.confidential = false or t1.team_id = ?3 or t1.handler_id = ?4 or t1.first_handler_id = ?4 or t1.overseer_id = ?4
  )
);
