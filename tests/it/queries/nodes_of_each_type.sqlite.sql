select json_array(
  (
    select json_object('id', 'area_' || lower(hex(t1.id)), 'name', t1.name)
    from areas t1
    where t1.id = ?1
    and (t1.path >= ?2 and t1.path < ?3)
  ),
  (
    select json_object('id', 'area_' || lower(hex(t2.id)), 'name', t2.name)
    from areas t2
    where t2.id = ?4
    and (t2.path >= ?2 and t2.path < ?3)
  ),
  (
    select json_object('id', 'user_' || lower(hex(t3.id)), 'displayName', t3.display_name, 'username', t3.username)
    from users t3
    where t3.id = ?5
    and t3.community_id = ?1
  ),
  (
    select json_object('id', 'user_' || lower(hex(t4.id)), 'displayName', t4.display_name, 'username', t4.username)
    from users t4
    where t4.id = ?6
    and t4.community_id = ?1
  ),
  (
    select json_object('id', 'grant_' || lower(hex(t5.id)), 'role', t5.role)
    from grants t5
    where t5.id = ?7
    and exists (select 1 from users h6 where h6.id = t5.user_id and h6.community_id = ?1)
  ),
  (
    select json_object('id', 'grant_' || lower(hex(t7.id)), 'role', t7.role)
    from grants t7
    where t7.id = ?8
    and exists (select 1 from users h8 where h8.id = t7.user_id and h8.community_id = ?1)
  ),
  (
    select json_object('id', 'team_' || lower(hex(t9.id)), 'name', t9.name)
    from teams t9
    where t9.id = ?9
    and t9.community_id = ?1
  ),
  (
    select json_object('id', 'team_' || lower(hex(t10.id)), 'name', t10.name)
    from teams t10
    where t10.id = ?10
    and t10.community_id = ?1
  ),
  (
    select json_object('id', 'place_' || lower(hex(t11.id)), 'name', t11.name)
    from places t11
    where t11.id = ?11
    and t11.community_id = ?1
  ),
  (
    select json_object('id', 'place_' || lower(hex(t12.id)), 'name', t12.name)
    from places t12
    where t12.id = ?12
    and t12.community_id = ?1
  ),
  (
    select json_object('id', 'category_' || lower(hex(t13.id)), 'code', t13.code)
    from categories t13
    where t13.id = ?13
  ),
  (
    select json_object('id', 'case_' || lower(hex(t14.id)), 'number', t14.number)
    from cases t14
    where t14.id = ?14
    and t14.community_id = ?1
    and (
      t14.confidential = false or t14.team_id = ?15 or t14.handler_id = ?5 or t14.first_handler_id = ?5 or t14.overseer_id = ?5
    )
  ),
  (
    select json_object('id', 'case_' || lower(hex(t15.id)), 'number', t15.number)
    from cases t15
    where t15.id = ?16
    and t15.community_id = ?1
    and (
      t15.confidential = false or t15.team_id = ?15 or t15.handler_id = ?5 or t15.first_handler_id = ?5 or t15.overseer_id = ?5
    )
  ),
  (
    select json_object('id', 'event_' || lower(hex(t16.id)), 'kind', t16.kind)
    from case_events t16
    where t16.id = ?17
    and exists (
      select 1
      from cases h17
      where h17.id = t16.case_id
      and h17.community_id = ?1
      and (
        h17.confidential = false or h17.team_id = ?15 or h17.handler_id = ?5 or h17.first_handler_id = ?5 or h17.overseer_id = ?5
      )
    )
  ),
  (
    select json_object('id', 'check_' || lower(hex(t18.id)), 'number', t18.number)
    from checks t18
    where t18.id = ?18
    and t18.community_id = ?1
  ),
  (
    select json_object('id', 'area_' || lower(hex(t19.id)), 'name', t19.name)
    from areas t19
    where t19.id = ?1
    and (t19.path >= ?2 and t19.path < ?3)
  )
);
