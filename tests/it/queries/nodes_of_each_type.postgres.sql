select (
  json_build_array(
    (
      select json_build_object('id', 'area_' || encode(uuid_send(t1.id), 'hex'), 'name', t1.name)
      from areas t1
      where t1.id = $1::uuid
      and (t1.path >= $2::text and t1.path < $3::text)
    ),
    (
      select json_build_object('id', 'area_' || encode(uuid_send(t2.id), 'hex'), 'name', t2.name)
      from areas t2
      where t2.id = $4::uuid
      and (t2.path >= $2::text and t2.path < $3::text)
    ),
    (
      select json_build_object(
        'id', 'user_' || encode(uuid_send(t3.id), 'hex'),
        'displayName', t3.display_name,
        'username', t3.username
      )
      from users t3
      where t3.id = $5::uuid
      and t3.community_id = $1::uuid
    ),
    (
      select json_build_object(
        'id', 'user_' || encode(uuid_send(t4.id), 'hex'),
        'displayName', t4.display_name,
        'username', t4.username
      )
      from users t4
      where t4.id = $6::uuid
      and t4.community_id = $1::uuid
    ),
    (
      select json_build_object('id', 'grant_' || encode(uuid_send(t5.id), 'hex'), 'role', t5.role)
      from grants t5
      where t5.id = $7::uuid
      and exists (select 1 from users h6 where h6.id = t5.user_id and h6.community_id = $1::uuid)
    ),
    (
      select json_build_object('id', 'grant_' || encode(uuid_send(t7.id), 'hex'), 'role', t7.role)
      from grants t7
      where t7.id = $8::uuid
      and exists (select 1 from users h8 where h8.id = t7.user_id and h8.community_id = $1::uuid)
    ),
    (
      select json_build_object('id', 'team_' || encode(uuid_send(t9.id), 'hex'), 'name', t9.name)
      from teams t9
      where t9.id = $9::uuid
      and t9.community_id = $1::uuid
    ),
    (
      select json_build_object('id', 'team_' || encode(uuid_send(t10.id), 'hex'), 'name', t10.name)
      from teams t10
      where t10.id = $10::uuid
      and t10.community_id = $1::uuid
    ),
    (
      select json_build_object('id', 'place_' || encode(uuid_send(t11.id), 'hex'), 'name', t11.name)
      from places t11
      where t11.id = $11::uuid
      and t11.community_id = $1::uuid
    ),
    (
      select json_build_object('id', 'place_' || encode(uuid_send(t12.id), 'hex'), 'name', t12.name)
      from places t12
      where t12.id = $12::uuid
      and t12.community_id = $1::uuid
    ),
    (
      select json_build_object('id', 'category_' || encode(uuid_send(t13.id), 'hex'), 'code', t13.code)
      from categories t13
      where t13.id = $13::uuid
    ),
    (
      select json_build_object('id', 'case_' || encode(uuid_send(t14.id), 'hex'), 'number', t14.number)
      from cases t14
      where t14.id = $14::uuid
      and t14.community_id = $1::uuid
      and (
        t14.confidential = false or t14.team_id = $15::uuid or t14.handler_id = $5::uuid or t14.first_handler_id = $5::uuid or t14.overseer_id = $5::uuid
      )
    ),
    (
      select json_build_object('id', 'case_' || encode(uuid_send(t15.id), 'hex'), 'number', t15.number)
      from cases t15
      where t15.id = $16::uuid
      and t15.community_id = $1::uuid
      and (
        t15.confidential = false or t15.team_id = $15::uuid or t15.handler_id = $5::uuid or t15.first_handler_id = $5::uuid or t15.overseer_id = $5::uuid
      )
    ),
    (
      select json_build_object('id', 'event_' || encode(uuid_send(t16.id), 'hex'), 'kind', t16.kind)
      from case_events t16
      where t16.id = $17::uuid
      and exists (
        select 1
        from cases h17
        where h17.id = t16.case_id
        and h17.community_id = $1::uuid
        and (
          h17.confidential = false or h17.team_id = $15::uuid or h17.handler_id = $5::uuid or h17.first_handler_id = $5::uuid or h17.overseer_id = $5::uuid
        )
      )
    ),
    (
      select json_build_object('id', 'check_' || encode(uuid_send(t18.id), 'hex'), 'number', t18.number)
      from checks t18
      where t18.id = $18::uuid
      and t18.community_id = $1::uuid
    ),
    (
      select json_build_object('id', 'area_' || encode(uuid_send(t19.id), 'hex'), 'name', t19.name)
      from areas t19
      where t19.id = $1::uuid
      and (t19.path >= $2::text and t19.path < $3::text)
    )
  )
)::text;
