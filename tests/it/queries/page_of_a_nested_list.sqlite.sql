select (
  select json_object(
    'cases', (
      select json_object(
        'nodes', json_group_array(json_object('receivedAt', t3.received_at) order by t3.rn_) filter (where t3.rn_ <= 2),
        'pageInfo', json_object(
          'hasPreviousPage', json(
            case (
              (
                select 1
                from cases o4
                where t1.level = 'PROVINCE'
                and o4.province_id = t1.id
                and o4.town_id = ?6
                and (o4.received_at, o4.id) >= (?4, ?5)
                order by o4.received_at asc, o4.id asc
                limit 1
              ) is not null or (
                select 1
                from cases o4
                where t1.level = 'CITY'
                and o4.city_id = t1.id
                and o4.town_id = ?6
                and (o4.received_at, o4.id) >= (?4, ?5)
                order by o4.received_at asc, o4.id asc
                limit 1
              ) is not null or (
                select 1
                from cases o4
                where t1.level = 'DISTRICT'
                and o4.district_id = t1.id
                and o4.town_id = ?6
                and (o4.received_at, o4.id) >= (?4, ?5)
                order by o4.received_at asc, o4.id asc
                limit 1
              ) is not null or (
                select 1
                from cases o4
                where t1.level = 'TOWN'
                and o4.town_id = t1.id
                and o4.town_id = ?6
                and (o4.received_at, o4.id) >= (?4, ?5)
                order by o4.received_at asc, o4.id asc
                limit 1
              ) is not null or (
                select 1
                from cases o4
                where t1.level = 'COMMUNITY'
                and o4.community_id = t1.id
                and o4.town_id = ?6
                and (o4.received_at, o4.id) >= (?4, ?5)
                order by o4.received_at asc, o4.id asc
                limit 1
              ) is not null or (
                select 1
                from cases o4
                where t1.level = 'GROUP'
                and o4.group_id = t1.id
                and o4.town_id = ?6
                and (o4.received_at, o4.id) >= (?4, ?5)
                order by o4.received_at asc, o4.id asc
                limit 1
              ) is not null
            ) when 1 then 'true' when 0 then 'false' end
          ),
          'hasNextPage', json(case (count(*) > 2) when 1 then 'true' when 0 then 'false' end)
        )
      )
      from (
        select t3.*, row_number() over (order by t3.received_at desc, t3.id desc) as rn_
        from (
          select a2.id, a2.received_at
          from cases a2
          where t1.level = 'PROVINCE'
          and a2.province_id = t1.id
          and a2.town_id = ?6
          and (a2.received_at, a2.id) < (?4, ?5)
          union all
          select a2.id, a2.received_at
          from cases a2
          where t1.level = 'CITY'
          and a2.city_id = t1.id
          and a2.town_id = ?6
          and (a2.received_at, a2.id) < (?4, ?5)
          union all
          select a2.id, a2.received_at
          from cases a2
          where t1.level = 'DISTRICT'
          and a2.district_id = t1.id
          and a2.town_id = ?6
          and (a2.received_at, a2.id) < (?4, ?5)
          union all
          select a2.id, a2.received_at
          from cases a2
          where t1.level = 'TOWN'
          and a2.town_id = t1.id
          and a2.town_id = ?6
          and (a2.received_at, a2.id) < (?4, ?5)
          union all
          select a2.id, a2.received_at
          from cases a2
          where t1.level = 'COMMUNITY'
          and a2.community_id = t1.id
          and a2.town_id = ?6
          and (a2.received_at, a2.id) < (?4, ?5)
          union all
          select a2.id, a2.received_at
          from cases a2
          where t1.level = 'GROUP'
          and a2.group_id = t1.id
          and a2.town_id = ?6
          and (a2.received_at, a2.id) < (?4, ?5)
          order by a2.received_at desc, a2.id desc
          limit 3
        ) t3
      ) t3
    )
  )
  from areas t1
  where t1.code = ?1
  and (t1.path >= ?2 and t1.path < ?3)
);
