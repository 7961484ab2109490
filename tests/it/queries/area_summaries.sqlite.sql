select json_group_array(
  json_object(
    'name', t2.name,
    'caseSummary', (
      select json_object(
        'openCount', count(*),
        'overdueCount', count(*) filter (where f4.due_at < ?1),
        'emergencyCount', count(*) filter (where f4.emergency = true)
      )
      from (
        select s3.due_at, s3.emergency
        from cases s3
        where t2.level = 'PROVINCE'
        and s3.province_id = t2.id
        and s3.town_id = ?2
        and s3.is_open
        union all
        select s3.due_at, s3.emergency
        from cases s3
        where t2.level = 'CITY'
        and s3.city_id = t2.id
        and s3.town_id = ?2
        and s3.is_open
        union all
        select s3.due_at, s3.emergency
        from cases s3
        where t2.level = 'DISTRICT'
        and s3.district_id = t2.id
        and s3.town_id = ?2
        and s3.is_open
        union all
        select s3.due_at, s3.emergency
        from cases s3
        where t2.level = 'TOWN'
        and s3.town_id = t2.id
        and s3.town_id = ?2
        and s3.is_open
        union all
        select s3.due_at, s3.emergency
        from cases s3
        where t2.level = 'COMMUNITY'
        and s3.community_id = t2.id
        and s3.town_id = ?2
        and s3.is_open
        union all
        select s3.due_at, s3.emergency
        from cases s3
        where t2.level = 'GROUP'
        and s3.group_id = t2.id
        and s3.town_id = ?2
        and s3.is_open
      ) f4
    )
  ) order by t2.path asc
)
from (
  select a1.id, a1.level, a1.name, a1.path
  from areas a1
  where (a1.path >= ?4 and a1.path < ?5)
  and a1.level = ?3
  and a1.path >= (select w.path from areas w where w.id = ?2)
  and a1.path < (select substr(w.path, 1, length(w.path) - 1) || '0' from areas w where w.id = ?2)
  order by a1.path asc
  limit 20
) t2;
