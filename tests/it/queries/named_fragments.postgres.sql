select (
  coalesce(
    json_agg(
      json_build_object(
        'number', t2.number,
        'area', (select json_build_object('name', r3.name) from areas r3 where r3.id = t2.area_id),
        'desk', (select json_build_object('name', r4.name) from areas r4 where r4.id = t2.desk_id)
      ) order by t2.rn_
    ) filter (where t2.rn_ <= 2),
    '[]'::json
  )
)::text, (json_build_object('hasNextPage', (count(*) > 2)))::text
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_
  from (
    select a1.area_id, a1.desk_id, a1.id, a1.number, a1.received_at
    from cases a1
    where a1.community_id = $1::uuid
    and (
      a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
    )
    order by a1.received_at desc, a1.id desc
    limit 3
  ) t2
) t2;
