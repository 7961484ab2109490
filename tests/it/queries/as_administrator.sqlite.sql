select json_group_array(json_object('id', 'case_' || lower(hex(t2.id))) order by t2.received_at desc, t2.id desc)
from (
  select a1.id, a1.received_at
  from cases a1
  where false
  order by a1.received_at desc, a1.id desc
  limit 20
) t2;

select cast(count(*) as text) from cases a1 where false;

select json_group_array(json_object('id', 'check_' || lower(hex(t2.id))) order by t2.planned_for desc, t2.id desc)
from (
  select a1.id, a1.planned_for
  from checks a1
  where false
  order by a1.planned_for desc, a1.id desc
  limit 20
) t2;

select json_group_array(
  json_object(
    'name', t2.name,
    'caseSummary', (
      select json_object('openCount', count(*))
      from (
        select 1 as one
        from cases s3
        where t2.level = 'PROVINCE'
        and s3.province_id = t2.id
        and false
        and s3.is_open
        union all
        select 1 as one
        from cases s3
        where t2.level = 'CITY'
        and s3.city_id = t2.id
        and false
        and s3.is_open
        union all
        select 1 as one
        from cases s3
        where t2.level = 'DISTRICT'
        and s3.district_id = t2.id
        and false
        and s3.is_open
        union all
        select 1 as one
        from cases s3
        where t2.level = 'TOWN'
        and s3.town_id = t2.id
        and false
        and s3.is_open
        union all
        select 1 as one
        from cases s3
        where t2.level = 'COMMUNITY'
        and s3.community_id = t2.id
        and false
        and s3.is_open
        union all
        select 1 as one
        from cases s3
        where t2.level = 'GROUP'
        and s3.group_id = t2.id
        and false
        and s3.is_open
      ) f4
    )
  ) order by t2.path asc
)
from (select a1.id, a1.level, a1.name, a1.path from areas a1 where true order by a1.path asc limit 1) t2;

select (
  select json_object(
    'username', t1.username,
    'active', json(case t1.active when 1 then 'true' when 0 then 'false' end),
    'workPhone', t1.work_phone,
    'grants', (
      select json_group_array(
        json_object(
          'role', l2.role,
          'area', (select json_object('name', r3.name) from areas r3 where r3.id = l2.area_id)
        ) order by l2.created_at asc,
        l2.id asc
      )
      from grants l2
      where l2.user_id = t1.id
    )
  )
  from users t1
  where t1.id = ?1
);
