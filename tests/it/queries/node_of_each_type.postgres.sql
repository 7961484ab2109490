select (
  (
    select json_build_object('__typename', 'Area', 'id', 'area_' || encode(uuid_send(t1.id), 'hex'))
    from areas t1
    where t1.id = $1::uuid
  )
)::text;

select (
  (
    select json_build_object('__typename', 'User', 'id', 'user_' || encode(uuid_send(t1.id), 'hex'))
    from users t1
    where t1.id = $1::uuid
  )
)::text;

select (
  (
    select json_build_object('__typename', 'RoleGrant', 'id', 'grant_' || encode(uuid_send(t1.id), 'hex'))
    from grants t1
    where t1.id = $1::uuid
  )
)::text;

select (
  (
    select json_build_object('__typename', 'Team', 'id', 'team_' || encode(uuid_send(t1.id), 'hex'))
    from teams t1
    where t1.id = $1::uuid
  )
)::text;

select (
  (
    select json_build_object('__typename', 'Place', 'id', 'place_' || encode(uuid_send(t1.id), 'hex'))
    from places t1
    where t1.id = $1::uuid
  )
)::text;

select (
  (
    select json_build_object('__typename', 'Category', 'id', 'category_' || encode(uuid_send(t1.id), 'hex'))
    from categories t1
    where t1.id = $1::uuid
  )
)::text;

select (
  (
    select json_build_object('__typename', 'Case', 'id', 'case_' || encode(uuid_send(t1.id), 'hex'))
    from cases t1
    where t1.id = $1::uuid
  )
)::text;

select (
  (
    select json_build_object('__typename', 'CaseEvent', 'id', 'event_' || encode(uuid_send(t1.id), 'hex'))
    from case_events t1
    where t1.id = $1::uuid
  )
)::text;

select (
  (
    select json_build_object('__typename', 'Check', 'id', 'check_' || encode(uuid_send(t1.id), 'hex'))
    from checks t1
    where t1.id = $1::uuid
  )
)::text;

select (
  (
    select json_build_object('__typename', 'Case', 'id', 'case_' || encode(uuid_send(t1.id), 'hex'))
    from cases t1
    where t1.id = $1::uuid
  )
)::text;
