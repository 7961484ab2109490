select json_group_array(
  json_object(
    'area', (select json_object('code', r3.code) from areas r3 where r3.id = t2.area_id),
    'receivedAt', t2.received_at
  ) order by t2.rn_
) filter (where t2.rn_ <= 3), json_object('hasNextPage', json(case (count(*) > 3) when 1 then 'true' when 0 then 'false' end))
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_
  from (
    select a1.area_id, a1.id, a1.received_at
    from cases a1
    where a1.province_id = ?1
    and (
      a1.province_id = ?1 or a1.city_id = ?1 or a1.district_id = ?1 or a1.town_id = ?1 or a1.community_id = ?1 or a1.group_id = ?1
    )
    union all
    select a1.area_id, a1.id, a1.received_at
    from cases a1
    where a1.city_id = ?1
    and (
      a1.province_id = ?1 or a1.city_id = ?1 or a1.district_id = ?1 or a1.town_id = ?1 or a1.community_id = ?1 or a1.group_id = ?1
    )
    union all
    select a1.area_id, a1.id, a1.received_at
    from cases a1
    where a1.district_id = ?1
    and (
      a1.province_id = ?1 or a1.city_id = ?1 or a1.district_id = ?1 or a1.town_id = ?1 or a1.community_id = ?1 or a1.group_id = ?1
    )
    union all
    select a1.area_id, a1.id, a1.received_at
    from cases a1
    where a1.town_id = ?1
    and (
      a1.province_id = ?1 or a1.city_id = ?1 or a1.district_id = ?1 or a1.town_id = ?1 or a1.community_id = ?1 or a1.group_id = ?1
    )
    union all
    select a1.area_id, a1.id, a1.received_at
    from cases a1
    where a1.community_id = ?1
    and (
      a1.province_id = ?1 or a1.city_id = ?1 or a1.district_id = ?1 or a1.town_id = ?1 or a1.community_id = ?1 or a1.group_id = ?1
    )
    union all
    select a1.area_id, a1.id, a1.received_at
    from cases a1
    where a1.group_id = ?1
    and (
      a1.province_id = ?1 or a1.city_id = ?1 or a1.district_id = ?1 or a1.town_id = ?1 or a1.community_id = ?1 or a1.group_id = ?1
    )
    order by a1.received_at desc, a1.id desc
    limit 4
  ) t2
) t2;
