select (
  (
    select json_build_object(
      'id', 'area_' || encode(uuid_send(t1.id), 'hex'),
      'code', t1.code,
      'path', t1.path,
      'level', t1.level,
      'name', t1.name,
      'nameEn', t1.name_en,
      'parent', (
        select json_build_object(
          'code', r2.code,
          'boundary', ((case when (r2.path >= $2::text and r2.path < $3::text) then r2.boundary end))::json
        )
        from areas r2
        where r2.id = t1.parent_id
      ),
      'ancestors', (
        select coalesce(
          json_agg(json_build_object('code', l3.code, 'level', l3.level) order by l3.path asc),
          '[]'::json
        )
        from areas l3
        where l3.id in (t1.province_id, t1.city_id, t1.district_id, t1.town_id, t1.community_id, t1.group_id)
        and l3.id <> t1.id
      ),
      'hasChildren', (
        exists (
          select 1
          from areas e4
          where e4.parent_id = t1.id
          and (e4.path >= $2::text and e4.path < $3::text)
        )
      ),
      'children', (
        select json_build_object(
          'nodes', coalesce(json_agg(json_build_object('code', t6.code) order by t6.path asc), '[]'::json)
        )
        from (
          select a5.code, a5.id, a5.path
          from areas a5
          where a5.parent_id = t1.id
          and (a5.path >= $2::text and a5.path < $3::text)
          order by a5.path asc
          limit 20
        ) t6
      ),
      'cases', (
        select json_build_object(
          'nodes', coalesce(
            json_agg(json_build_object('number', t8.number) order by t8.received_at desc, t8.id desc),
            '[]'::json
          )
        )
        from (
          select t8.*
          from (
            select *
            from (
              select a7.id, a7.number, a7.received_at
              from cases a7
              where t1.level = 'PROVINCE'
              and a7.province_id = t1.id
              and a7.district_id = $4::uuid
              order by a7.received_at desc, a7.id desc
              limit 2
            ) b0
            union all
            select *
            from (
              select a7.id, a7.number, a7.received_at
              from cases a7
              where t1.level = 'CITY'
              and a7.city_id = t1.id
              and a7.district_id = $4::uuid
              order by a7.received_at desc, a7.id desc
              limit 2
            ) b1
            union all
            select *
            from (
              select a7.id, a7.number, a7.received_at
              from cases a7
              where t1.level = 'DISTRICT'
              and a7.district_id = t1.id
              and a7.district_id = $4::uuid
              order by a7.received_at desc, a7.id desc
              limit 2
            ) b2
            union all
            select *
            from (
              select a7.id, a7.number, a7.received_at
              from cases a7
              where t1.level = 'TOWN'
              and a7.town_id = t1.id
              and a7.district_id = $4::uuid
              order by a7.received_at desc, a7.id desc
              limit 2
            ) b3
            union all
            select *
            from (
              select a7.id, a7.number, a7.received_at
              from cases a7
              where t1.level = 'COMMUNITY'
              and a7.community_id = t1.id
              and a7.district_id = $4::uuid
              order by a7.received_at desc, a7.id desc
              limit 2
            ) b4
            union all
            select *
            from (
              select a7.id, a7.number, a7.received_at
              from cases a7
              where t1.level = 'GROUP'
              and a7.group_id = t1.id
              and a7.district_id = $4::uuid
              order by a7.received_at desc, a7.id desc
              limit 2
            ) b5
          ) t8
          order by t8.received_at desc, t8.id desc
          limit 2
        ) t8
      ),
      'checks', (
        select json_build_object(
          'nodes', coalesce(
            json_agg(json_build_object('number', t10.number) order by t10.planned_for desc, t10.id desc),
            '[]'::json
          )
        )
        from (
          select t10.*
          from (
            select *
            from (
              select a9.id, a9.number, a9.planned_for
              from checks a9
              where t1.level = 'PROVINCE'
              and a9.province_id = t1.id
              and a9.district_id = $4::uuid
              order by a9.planned_for desc, a9.id desc
              limit 2
            ) b0
            union all
            select *
            from (
              select a9.id, a9.number, a9.planned_for
              from checks a9
              where t1.level = 'CITY'
              and a9.city_id = t1.id
              and a9.district_id = $4::uuid
              order by a9.planned_for desc, a9.id desc
              limit 2
            ) b1
            union all
            select *
            from (
              select a9.id, a9.number, a9.planned_for
              from checks a9
              where t1.level = 'DISTRICT'
              and a9.district_id = t1.id
              and a9.district_id = $4::uuid
              order by a9.planned_for desc, a9.id desc
              limit 2
            ) b2
            union all
            select *
            from (
              select a9.id, a9.number, a9.planned_for
              from checks a9
              where t1.level = 'TOWN'
              and a9.town_id = t1.id
              and a9.district_id = $4::uuid
              order by a9.planned_for desc, a9.id desc
              limit 2
            ) b3
            union all
            select *
            from (
              select a9.id, a9.number, a9.planned_for
              from checks a9
              where t1.level = 'COMMUNITY'
              and a9.community_id = t1.id
              and a9.district_id = $4::uuid
              order by a9.planned_for desc, a9.id desc
              limit 2
            ) b4
            union all
            select *
            from (
              select a9.id, a9.number, a9.planned_for
              from checks a9
              where t1.level = 'GROUP'
              and a9.group_id = t1.id
              and a9.district_id = $4::uuid
              order by a9.planned_for desc, a9.id desc
              limit 2
            ) b5
          ) t10
          order by t10.planned_for desc, t10.id desc
          limit 2
        ) t10
      ),
      'teams', (
        select json_build_object(
          'nodes', coalesce(
            json_agg(json_build_object('name', t12.name, 'unit', t12.unit) order by t12.name asc, t12.id asc),
            '[]'::json
          )
        )
        from (
          select t12.*
          from (
            select *
            from (
              select a11.id, a11.name, a11.unit
              from teams a11
              where t1.level = 'PROVINCE'
              and a11.province_id = t1.id
              and a11.district_id = $4::uuid
              order by a11.name asc, a11.id asc
              limit 20
            ) b0
            union all
            select *
            from (
              select a11.id, a11.name, a11.unit
              from teams a11
              where t1.level = 'CITY'
              and a11.city_id = t1.id
              and a11.district_id = $4::uuid
              order by a11.name asc, a11.id asc
              limit 20
            ) b1
            union all
            select *
            from (
              select a11.id, a11.name, a11.unit
              from teams a11
              where t1.level = 'DISTRICT'
              and a11.district_id = t1.id
              and a11.district_id = $4::uuid
              order by a11.name asc, a11.id asc
              limit 20
            ) b2
            union all
            select *
            from (
              select a11.id, a11.name, a11.unit
              from teams a11
              where t1.level = 'TOWN'
              and a11.town_id = t1.id
              and a11.district_id = $4::uuid
              order by a11.name asc, a11.id asc
              limit 20
            ) b3
            union all
            select *
            from (
              select a11.id, a11.name, a11.unit
              from teams a11
              where t1.level = 'COMMUNITY'
              and a11.community_id = t1.id
              and a11.district_id = $4::uuid
              order by a11.name asc, a11.id asc
              limit 20
            ) b4
            union all
            select *
            from (
              select a11.id, a11.name, a11.unit
              from teams a11
              where t1.level = 'GROUP'
              and a11.group_id = t1.id
              and a11.district_id = $4::uuid
              order by a11.name asc, a11.id asc
              limit 20
            ) b5
          ) t12
          order by t12.name asc, t12.id asc
          limit 20
        ) t12
      ),
      'caseSummary', (
        select json_build_object(
          'openCount', count(*),
          'overdueCount', count(*) filter (where f14.due_at < $5::timestamptz),
          'dueSoonCount', count(*) filter (where f14.due_at >= $5::timestamptz and f14.due_at < $6::timestamptz),
          'emergencyCount', count(*) filter (where f14.emergency = true)
        )
        from (
          select s13.due_at, s13.emergency
          from cases s13
          where t1.level = 'PROVINCE'
          and s13.province_id = t1.id
          and s13.district_id = $4::uuid
          and s13.is_open
          union all
          select s13.due_at, s13.emergency
          from cases s13
          where t1.level = 'CITY'
          and s13.city_id = t1.id
          and s13.district_id = $4::uuid
          and s13.is_open
          union all
          select s13.due_at, s13.emergency
          from cases s13
          where t1.level = 'DISTRICT'
          and s13.district_id = t1.id
          and s13.district_id = $4::uuid
          and s13.is_open
          union all
          select s13.due_at, s13.emergency
          from cases s13
          where t1.level = 'TOWN'
          and s13.town_id = t1.id
          and s13.district_id = $4::uuid
          and s13.is_open
          union all
          select s13.due_at, s13.emergency
          from cases s13
          where t1.level = 'COMMUNITY'
          and s13.community_id = t1.id
          and s13.district_id = $4::uuid
          and s13.is_open
          union all
          select s13.due_at, s13.emergency
          from cases s13
          where t1.level = 'GROUP'
          and s13.group_id = t1.id
          and s13.district_id = $4::uuid
          and s13.is_open
        ) f14
      ),
      'centre', case when (t1.latitude is not null or t1.longitude is not null) then json_build_object('address', null, 'latitude', t1.latitude, 'longitude', t1.longitude) end,
      'boundary', (t1.boundary)::json
    )
    from areas t1
    where t1.code = $1::text
    and (t1.path >= $2::text and t1.path < $3::text)
  )
)::text;
