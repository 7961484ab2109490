select (
  select json_object('__typename', 'Area', 'id', 'area_' || lower(hex(t1.id)))
  from areas t1
  where t1.id = ?1
);

select (
  select json_object('__typename', 'User', 'id', 'user_' || lower(hex(t1.id)))
  from users t1
  where t1.id = ?1
);

select (
  select json_object('__typename', 'RoleGrant', 'id', 'grant_' || lower(hex(t1.id)))
  from grants t1
  where t1.id = ?1
);

select (
  select json_object('__typename', 'Team', 'id', 'team_' || lower(hex(t1.id)))
  from teams t1
  where t1.id = ?1
);

select (
  select json_object('__typename', 'Place', 'id', 'place_' || lower(hex(t1.id)))
  from places t1
  where t1.id = ?1
);

select (
  select json_object('__typename', 'Category', 'id', 'category_' || lower(hex(t1.id)))
  from categories t1
  where t1.id = ?1
);

select (
  select json_object('__typename', 'Case', 'id', 'case_' || lower(hex(t1.id)))
  from cases t1
  where t1.id = ?1
);

select (
  select json_object('__typename', 'CaseEvent', 'id', 'event_' || lower(hex(t1.id)))
  from case_events t1
  where t1.id = ?1
);

select (
  select json_object('__typename', 'Check', 'id', 'check_' || lower(hex(t1.id)))
  from checks t1
  where t1.id = ?1
);

select (
  select json_object('__typename', 'Case', 'id', 'case_' || lower(hex(t1.id)))
  from cases t1
  where t1.id = ?1
);
