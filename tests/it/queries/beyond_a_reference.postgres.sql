select (
  (
    select json_build_object(
      'area', (
        select json_build_object(
          'parent', (
            select json_build_object(
              'id', 'area_' || encode(uuid_send(r3.id), 'hex'),
              'code', r3.code,
              'path', r3.path,
              'level', r3.level,
              'name', r3.name,
              'nameEn', r3.name_en,
              'parent', (
                select json_build_object('code', r4.code)
                from areas r4
                where r4.id = r3.parent_id
                and (r3.path >= $5::text and r3.path < $6::text)
              ),
              'ancestors', (
                select coalesce(json_agg(json_build_object('code', l5.code) order by l5.path asc), '[]'::json)
                from areas l5
                where l5.id in (r3.province_id, r3.city_id, r3.district_id, r3.town_id, r3.community_id, r3.group_id)
                and l5.id <> r3.id
                and (r3.path >= $5::text and r3.path < $6::text)
              ),
              'hasChildren', (
                ((r3.path >= $5::text and r3.path < $6::text)) is true and exists (
                  select 1
                  from areas e6
                  where e6.parent_id = r3.id
                  and (e6.path >= $5::text and e6.path < $6::text)
                )
              ),
              'children', (
                select json_build_object(
                  'nodes', coalesce(
                    json_agg(json_build_object('code', t8.code) order by t8.rn_) filter (where t8.rn_ <= 20),
                    '[]'::json
                  ),
                  'pageInfo', json_build_object(
                    'hasNextPage', (count(*) > 20),
                    'hasPreviousPage', (1 = 0),
                    'startCursor', max(
                      encode(
                        convert_to(json_build_array('AreaConnection+path'::text, t8.path)::text, 'UTF8'),
                        'hex'
                      )
                    ) filter (where t8.rn_ = 1 and t8.rn_ <= 20)
                  ),
                  'totalCount', $7::text || encode(uuid_send(r3.id), 'hex')
                )
                from (
                  select t8.*, row_number() over (order by t8.path asc) as rn_
                  from (
                    select a7.code, a7.id, a7.path
                    from areas a7
                    where a7.parent_id = r3.id
                    and (a7.path >= $5::text and a7.path < $6::text)
                    and (r3.path >= $5::text and r3.path < $6::text)
                    order by a7.path asc
                    limit 21
                  ) t8
                ) t8
              ),
              'cases', (
                select json_build_object(
                  'totalCount', $8::text || encode(uuid_send(r3.id), 'hex'),
                  'nodes', coalesce(
                    json_agg(
                      json_build_object('number', t11.number) order by t11.received_at desc,
                      t11.id desc
                    ),
                    '[]'::json
                  )
                )
                from (
                  select t11.*
                  from (
                    select *
                    from (
                      select a10.id, a10.number, a10.received_at
                      from cases a10
                      where r3.level = 'PROVINCE'
                      and a10.province_id = r3.id
                      and a10.group_id = $2::uuid
                      and (
                        a10.confidential = false or a10.team_id = $3::uuid or a10.handler_id = $4::uuid or a10.first_handler_id = $4::uuid or a10.overseer_id = $4::uuid
                      )
                      and (r3.path >= $5::text and r3.path < $6::text)
                      order by a10.received_at desc, a10.id desc
                      limit 20
                    ) b0
                    union all
                    select *
                    from (
                      select a10.id, a10.number, a10.received_at
                      from cases a10
                      where r3.level = 'CITY'
                      and a10.city_id = r3.id
                      and a10.group_id = $2::uuid
                      and (
                        a10.confidential = false or a10.team_id = $3::uuid or a10.handler_id = $4::uuid or a10.first_handler_id = $4::uuid or a10.overseer_id = $4::uuid
                      )
                      and (r3.path >= $5::text and r3.path < $6::text)
                      order by a10.received_at desc, a10.id desc
                      limit 20
                    ) b1
                    union all
                    select *
                    from (
                      select a10.id, a10.number, a10.received_at
                      from cases a10
                      where r3.level = 'DISTRICT'
                      and a10.district_id = r3.id
                      and a10.group_id = $2::uuid
                      and (
                        a10.confidential = false or a10.team_id = $3::uuid or a10.handler_id = $4::uuid or a10.first_handler_id = $4::uuid or a10.overseer_id = $4::uuid
                      )
                      and (r3.path >= $5::text and r3.path < $6::text)
                      order by a10.received_at desc, a10.id desc
                      limit 20
                    ) b2
                    union all
                    select *
                    from (
                      select a10.id, a10.number, a10.received_at
                      from cases a10
                      where r3.level = 'TOWN'
                      and a10.town_id = r3.id
                      and a10.group_id = $2::uuid
                      and (
                        a10.confidential = false or a10.team_id = $3::uuid or a10.handler_id = $4::uuid or a10.first_handler_id = $4::uuid or a10.overseer_id = $4::uuid
                      )
                      and (r3.path >= $5::text and r3.path < $6::text)
                      order by a10.received_at desc, a10.id desc
                      limit 20
                    ) b3
                    union all
                    select *
                    from (
                      select a10.id, a10.number, a10.received_at
                      from cases a10
                      where r3.level = 'COMMUNITY'
                      and a10.community_id = r3.id
                      and a10.group_id = $2::uuid
                      and (
                        a10.confidential = false or a10.team_id = $3::uuid or a10.handler_id = $4::uuid or a10.first_handler_id = $4::uuid or a10.overseer_id = $4::uuid
                      )
                      and (r3.path >= $5::text and r3.path < $6::text)
                      order by a10.received_at desc, a10.id desc
                      limit 20
                    ) b4
                    union all
                    select *
                    from (
                      select a10.id, a10.number, a10.received_at
                      from cases a10
                      where r3.level = 'GROUP'
                      and a10.group_id = r3.id
                      and a10.group_id = $2::uuid
                      and (
                        a10.confidential = false or a10.team_id = $3::uuid or a10.handler_id = $4::uuid or a10.first_handler_id = $4::uuid or a10.overseer_id = $4::uuid
                      )
                      and (r3.path >= $5::text and r3.path < $6::text)
                      order by a10.received_at desc, a10.id desc
                      limit 20
                    ) b5
                  ) t11
                  order by t11.received_at desc, t11.id desc
                  limit 20
                ) t11
              ),
              'caseSummary', (
                select json_build_object('openCount', count(*))
                from (
                  select 1 as one
                  from cases s13
                  where r3.level = 'PROVINCE'
                  and s13.province_id = r3.id
                  and s13.group_id = $2::uuid
                  and (
                    s13.confidential = false or s13.team_id = $3::uuid or s13.handler_id = $4::uuid or s13.first_handler_id = $4::uuid or s13.overseer_id = $4::uuid
                  )
                  and s13.is_open
                  union all
                  select 1 as one
                  from cases s13
                  where r3.level = 'CITY'
                  and s13.city_id = r3.id
                  and s13.group_id = $2::uuid
                  and (
                    s13.confidential = false or s13.team_id = $3::uuid or s13.handler_id = $4::uuid or s13.first_handler_id = $4::uuid or s13.overseer_id = $4::uuid
                  )
                  and s13.is_open
                  union all
                  select 1 as one
                  from cases s13
                  where r3.level = 'DISTRICT'
                  and s13.district_id = r3.id
                  and s13.group_id = $2::uuid
                  and (
                    s13.confidential = false or s13.team_id = $3::uuid or s13.handler_id = $4::uuid or s13.first_handler_id = $4::uuid or s13.overseer_id = $4::uuid
                  )
                  and s13.is_open
                  union all
                  select 1 as one
                  from cases s13
                  where r3.level = 'TOWN'
                  and s13.town_id = r3.id
                  and s13.group_id = $2::uuid
                  and (
                    s13.confidential = false or s13.team_id = $3::uuid or s13.handler_id = $4::uuid or s13.first_handler_id = $4::uuid or s13.overseer_id = $4::uuid
                  )
                  and s13.is_open
                  union all
                  select 1 as one
                  from cases s13
                  where r3.level = 'COMMUNITY'
                  and s13.community_id = r3.id
                  and s13.group_id = $2::uuid
                  and (
                    s13.confidential = false or s13.team_id = $3::uuid or s13.handler_id = $4::uuid or s13.first_handler_id = $4::uuid or s13.overseer_id = $4::uuid
                  )
                  and s13.is_open
                  union all
                  select 1 as one
                  from cases s13
                  where r3.level = 'GROUP'
                  and s13.group_id = r3.id
                  and s13.group_id = $2::uuid
                  and (
                    s13.confidential = false or s13.team_id = $3::uuid or s13.handler_id = $4::uuid or s13.first_handler_id = $4::uuid or s13.overseer_id = $4::uuid
                  )
                  and s13.is_open
                ) f14
              ),
              'centre', case when (r3.latitude is not null or r3.longitude is not null) and (r3.path >= $5::text and r3.path < $6::text) then json_build_object('latitude', r3.latitude) end,
              'boundary', ((case when (r3.path >= $5::text and r3.path < $6::text) then r3.boundary end))::json
            )
            from areas r3
            where r3.id = r2.parent_id
          )
        )
        from areas r2
        where r2.id = t1.area_id
      ),
      'desk', (
        select json_build_object(
          'code', r15.code,
          'hasChildren', (
            ((r15.path >= $5::text and r15.path < $6::text)) is true and exists (
              select 1
              from areas e16
              where e16.parent_id = r15.id
              and (e16.path >= $5::text and e16.path < $6::text)
            )
          ),
          'ancestors', (
            select coalesce(json_agg(json_build_object('code', l17.code) order by l17.path asc), '[]'::json)
            from areas l17
            where l17.id in (
              r15.province_id,
              r15.city_id,
              r15.district_id,
              r15.town_id,
              r15.community_id,
              r15.group_id
            )
            and l17.id <> r15.id
            and (r15.path >= $5::text and r15.path < $6::text)
          ),
          'children', (
            select json_build_object(
              'totalCount', $9::text || encode(uuid_send(r15.id), 'hex'),
              'nodes', coalesce(json_agg(json_build_object('code', t19.code) order by t19.path asc), '[]'::json)
            )
            from (
              select a18.code, a18.id, a18.path
              from areas a18
              where a18.parent_id = r15.id
              and (a18.path >= $5::text and a18.path < $6::text)
              and (r15.path >= $5::text and r15.path < $6::text)
              order by a18.path asc
              limit 20
            ) t19
          ),
          'caseSummary', (
            select json_build_object('openCount', count(*))
            from (
              select 1 as one
              from cases s21
              where r15.level = 'PROVINCE'
              and s21.province_id = r15.id
              and s21.group_id = $2::uuid
              and (
                s21.confidential = false or s21.team_id = $3::uuid or s21.handler_id = $4::uuid or s21.first_handler_id = $4::uuid or s21.overseer_id = $4::uuid
              )
              and s21.is_open
              union all
              select 1 as one
              from cases s21
              where r15.level = 'CITY'
              and s21.city_id = r15.id
              and s21.group_id = $2::uuid
              and (
                s21.confidential = false or s21.team_id = $3::uuid or s21.handler_id = $4::uuid or s21.first_handler_id = $4::uuid or s21.overseer_id = $4::uuid
              )
              and s21.is_open
              union all
              select 1 as one
              from cases s21
              where r15.level = 'DISTRICT'
              and s21.district_id = r15.id
              and s21.group_id = $2::uuid
              and (
                s21.confidential = false or s21.team_id = $3::uuid or s21.handler_id = $4::uuid or s21.first_handler_id = $4::uuid or s21.overseer_id = $4::uuid
              )
              and s21.is_open
              union all
              select 1 as one
              from cases s21
              where r15.level = 'TOWN'
              and s21.town_id = r15.id
              and s21.group_id = $2::uuid
              and (
                s21.confidential = false or s21.team_id = $3::uuid or s21.handler_id = $4::uuid or s21.first_handler_id = $4::uuid or s21.overseer_id = $4::uuid
              )
              and s21.is_open
              union all
              select 1 as one
              from cases s21
              where r15.level = 'COMMUNITY'
              and s21.community_id = r15.id
              and s21.group_id = $2::uuid
              and (
                s21.confidential = false or s21.team_id = $3::uuid or s21.handler_id = $4::uuid or s21.first_handler_id = $4::uuid or s21.overseer_id = $4::uuid
              )
              and s21.is_open
              union all
              select 1 as one
              from cases s21
              where r15.level = 'GROUP'
              and s21.group_id = r15.id
              and s21.group_id = $2::uuid
              and (
                s21.confidential = false or s21.team_id = $3::uuid or s21.handler_id = $4::uuid or s21.first_handler_id = $4::uuid or s21.overseer_id = $4::uuid
              )
              and s21.is_open
            ) f22
          ),
          'centre', case when (r15.latitude is not null or r15.longitude is not null) and (r15.path >= $5::text and r15.path < $6::text) then json_build_object('latitude', r15.latitude) end,
          'boundary', ((case when (r15.path >= $5::text and r15.path < $6::text) then r15.boundary end))::json
        )
        from areas r15
        where r15.id = t1.desk_id
      ),
      'team', (
        select json_build_object(
          'id', 'team_' || encode(uuid_send(r23.id), 'hex'),
          'name', r23.name,
          'kind', r23.kind,
          'unit', r23.unit,
          'version', r23.version,
          'area', (select json_build_object('name', r24.name) from areas r24 where r24.id = r23.area_id),
          'leader', (
            select json_build_object('displayName', r25.display_name)
            from users r25
            where r25.id = r23.leader_id
            and r23.group_id = $2::uuid
          ),
          'mandate', (case when r23.group_id = $2::uuid then r23.mandate end),
          'members', (
            select json_build_object(
              'totalCount', $10::text || encode(uuid_send(r23.id), 'hex'),
              'nodes', coalesce(
                json_agg(
                  json_build_object('displayName', t27.display_name) order by t27.display_name asc,
                  t27.id asc
                ),
                '[]'::json
              )
            )
            from (
              select a26.display_name, a26.group_id, a26.id
              from users a26
              where a26.id in (select m.user_id from team_members m where m.team_id = r23.id and m.left_at is null)
              and r23.group_id = $2::uuid
              order by a26.display_name asc, a26.id asc
              limit 20
            ) t27
          ),
          'cases', (
            select json_build_object(
              'totalCount', $11::text || encode(uuid_send(r23.id), 'hex'),
              'nodes', coalesce(
                json_agg(json_build_object('number', t30.number) order by t30.received_at desc, t30.id desc),
                '[]'::json
              )
            )
            from (
              select a29.id, a29.number, a29.received_at
              from cases a29
              where a29.team_id = r23.id
              and a29.group_id = $2::uuid
              and (
                a29.confidential = false or a29.team_id = $3::uuid or a29.handler_id = $4::uuid or a29.first_handler_id = $4::uuid or a29.overseer_id = $4::uuid
              )
              and r23.group_id = $2::uuid
              order by a29.received_at desc, a29.id desc
              limit 20
            ) t30
          )
        )
        from teams r23
        where r23.id = t1.team_id
      ),
      'receivedBy', (
        select json_build_object(
          'displayName', r32.display_name,
          'username', (case when r32.group_id = $2::uuid and r32.id = $4::uuid then r32.username end),
          'active', (case when r32.group_id = $2::uuid and r32.id = $4::uuid then r32.active end),
          'workPhone', (case when r32.group_id = $2::uuid and r32.id = $4::uuid then r32.work_phone end),
          'grants', case when r32.group_id = $2::uuid and r32.id = $4::uuid then (
            select coalesce(
              json_agg(json_build_object('role', l33.role) order by l33.created_at asc, l33.id asc),
              '[]'::json
            )
            from grants l33
            where l33.user_id = r32.id
            and r32.group_id = $2::uuid
            and r32.id = $4::uuid
          ) end
        )
        from users r32
        where r32.id = t1.received_by_id
      )
    )
    from cases t1
    where t1.id = $1::uuid
    and t1.group_id = $2::uuid
    and (
      t1.confidential = false or t1.team_id = $3::uuid or t1.handler_id = $4::uuid or t1.first_handler_id = $4::uuid or t1.overseer_id = $4::uuid
    )
  )
)::text;

select encode(uuid_send(r3.id), 'hex'), (
  case when (r3.path >= $1::text and r3.path < $2::text) then (
    select count(*)
    from areas a9
    where a9.parent_id = r3.id
    and (a9.path >= $1::text and a9.path < $2::text)
  ) else 0 end
)::text
from areas r3
where r3.id = any($3::uuid[]);

select encode(uuid_send(r3.id), 'hex'), (
  case when (r3.path >= $4::text and r3.path < $5::text) then (
    select count(*)
    from cases a12
    where r3.level = 'PROVINCE'
    and a12.province_id = r3.id
    and a12.group_id = $1::uuid
    and (
      a12.confidential = false or a12.team_id = $2::uuid or a12.handler_id = $3::uuid or a12.first_handler_id = $3::uuid or a12.overseer_id = $3::uuid
    )
  ) + (
    select count(*)
    from cases a12
    where r3.level = 'CITY'
    and a12.city_id = r3.id
    and a12.group_id = $1::uuid
    and (
      a12.confidential = false or a12.team_id = $2::uuid or a12.handler_id = $3::uuid or a12.first_handler_id = $3::uuid or a12.overseer_id = $3::uuid
    )
  ) + (
    select count(*)
    from cases a12
    where r3.level = 'DISTRICT'
    and a12.district_id = r3.id
    and a12.group_id = $1::uuid
    and (
      a12.confidential = false or a12.team_id = $2::uuid or a12.handler_id = $3::uuid or a12.first_handler_id = $3::uuid or a12.overseer_id = $3::uuid
    )
  ) + (
    select count(*)
    from cases a12
    where r3.level = 'TOWN'
    and a12.town_id = r3.id
    and a12.group_id = $1::uuid
    and (
      a12.confidential = false or a12.team_id = $2::uuid or a12.handler_id = $3::uuid or a12.first_handler_id = $3::uuid or a12.overseer_id = $3::uuid
    )
  ) + (
    select count(*)
    from cases a12
    where r3.level = 'COMMUNITY'
    and a12.community_id = r3.id
    and a12.group_id = $1::uuid
    and (
      a12.confidential = false or a12.team_id = $2::uuid or a12.handler_id = $3::uuid or a12.first_handler_id = $3::uuid or a12.overseer_id = $3::uuid
    )
  ) + (
    select count(*)
    from cases a12
    where r3.level = 'GROUP'
    and a12.group_id = r3.id
    and a12.group_id = $1::uuid
    and (
      a12.confidential = false or a12.team_id = $2::uuid or a12.handler_id = $3::uuid or a12.first_handler_id = $3::uuid or a12.overseer_id = $3::uuid
    )
  ) else 0 end
)::text
from areas r3
where r3.id = any($6::uuid[]);

select encode(uuid_send(r15.id), 'hex'), (
  case when (r15.path >= $1::text and r15.path < $2::text) then (
    select count(*)
    from areas a20
    where a20.parent_id = r15.id
    and (a20.path >= $1::text and a20.path < $2::text)
  ) else 0 end
)::text
from areas r15
where r15.id = any($3::uuid[]);

select encode(uuid_send(r23.id), 'hex'), (
  case when r23.group_id = $1::uuid then (
    select count(*)
    from users a28
    where a28.id in (select m.user_id from team_members m where m.team_id = r23.id and m.left_at is null)
  ) else 0 end
)::text
from teams r23
where r23.id = any($2::uuid[]);

select encode(uuid_send(r23.id), 'hex'), (
  case when r23.group_id = $1::uuid then (
    select count(*)
    from cases a31
    where a31.team_id = r23.id
    and a31.group_id = $1::uuid
    and (
      a31.confidential = false or a31.team_id = $2::uuid or a31.handler_id = $3::uuid or a31.first_handler_id = $3::uuid or a31.overseer_id = $3::uuid
    )
  ) else 0 end
)::text
from teams r23
where r23.id = any($4::uuid[]);
