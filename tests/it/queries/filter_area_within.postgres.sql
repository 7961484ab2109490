select (
  coalesce(
    json_agg(
      json_build_object(
        'area', (select json_build_object('code', r3.code) from areas r3 where r3.id = t2.area_id),
        'receivedAt', t2.received_at
      ) order by t2.rn_
    ) filter (where t2.rn_ <= 3),
    '[]'::json
  )
)::text, (json_build_object('hasNextPage', (count(*) > 3)))::text
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_
  from (
    select t2.*
    from (
      select *
      from (
        select a1.area_id, a1.id, a1.received_at
        from cases a1
        where a1.province_id = $1::uuid
        and (
          a1.province_id = $1::uuid or a1.city_id = $1::uuid or a1.district_id = $1::uuid or a1.town_id = $1::uuid or a1.community_id = $1::uuid or a1.group_id = $1::uuid
        )
        order by a1.received_at desc, a1.id desc
        limit 4
      ) b0
      union all
      select *
      from (
        select a1.area_id, a1.id, a1.received_at
        from cases a1
        where a1.city_id = $1::uuid
        and (
          a1.province_id = $1::uuid or a1.city_id = $1::uuid or a1.district_id = $1::uuid or a1.town_id = $1::uuid or a1.community_id = $1::uuid or a1.group_id = $1::uuid
        )
        order by a1.received_at desc, a1.id desc
        limit 4
      ) b1
      union all
      select *
      from (
        select a1.area_id, a1.id, a1.received_at
        from cases a1
        where a1.district_id = $1::uuid
        and (
          a1.province_id = $1::uuid or a1.city_id = $1::uuid or a1.district_id = $1::uuid or a1.town_id = $1::uuid or a1.community_id = $1::uuid or a1.group_id = $1::uuid
        )
        order by a1.received_at desc, a1.id desc
        limit 4
      ) b2
      union all
      select *
      from (
        select a1.area_id, a1.id, a1.received_at
        from cases a1
        where a1.town_id = $1::uuid
        and (
          a1.province_id = $1::uuid or a1.city_id = $1::uuid or a1.district_id = $1::uuid or a1.town_id = $1::uuid or a1.community_id = $1::uuid or a1.group_id = $1::uuid
        )
        order by a1.received_at desc, a1.id desc
        limit 4
      ) b3
      union all
      select *
      from (
        select a1.area_id, a1.id, a1.received_at
        from cases a1
        where a1.community_id = $1::uuid
        and (
          a1.province_id = $1::uuid or a1.city_id = $1::uuid or a1.district_id = $1::uuid or a1.town_id = $1::uuid or a1.community_id = $1::uuid or a1.group_id = $1::uuid
        )
        order by a1.received_at desc, a1.id desc
        limit 4
      ) b4
      union all
      select *
      from (
        select a1.area_id, a1.id, a1.received_at
        from cases a1
        where a1.group_id = $1::uuid
        and (
          a1.province_id = $1::uuid or a1.city_id = $1::uuid or a1.district_id = $1::uuid or a1.town_id = $1::uuid or a1.community_id = $1::uuid or a1.group_id = $1::uuid
        )
        order by a1.received_at desc, a1.id desc
        limit 4
      ) b5
    ) t2
    order by t2.received_at desc, t2.id desc
    limit 4
  ) t2
) t2;
