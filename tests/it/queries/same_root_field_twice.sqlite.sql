select (
  select json_object(
    'number', t1.number,
    'title', coalesce(t1.masked_title, t1.title),
    'area', (select json_object('name', r2.name) from areas r2 where r2.id = t1.area_id)
  )
  from cases t1
  where t1.id = ?1
  and t1.community_id = ?2
  and (
    t1.confidential = false or t1.team_id = ?3 or t1.handler_id = ?4 or t1.first_handler_id = ?4 or t1.overseer_id = ?4
  )
);

select (
  select json_object('user', json_object('displayName', v1.display_name))
  from users v1
  where v1.id = ?1
);
