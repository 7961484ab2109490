select (
  coalesce(
    json_agg(
      json_build_object(
        'name', t2.name,
        'area', (select json_build_object('name', r3.name) from areas r3 where r3.id = t2.area_id),
        'kind', t2.kind,
        'unit', t2.unit
      ) order by t2.name asc,
      t2.id asc
    ),
    '[]'::json
  )
)::text
from (
  select a1.area_id, a1.id, a1.kind, a1.name, a1.unit
  from teams a1
  where a1.district_id = $1::uuid
  and a1.district_id = $1::uuid
  and a1.kind = any($2::text[])
  and not a1.unit
  and strpos(lower(a1.name), lower($3::text)) > 0
  order by a1.name asc, a1.id asc
  limit 20
) t2;

select count(*)::text
from teams a1
where a1.district_id = $1::uuid
and a1.kind = any($2::text[])
and not a1.unit
and strpos(lower(a1.name), lower($3::text)) > 0
and a1.district_id = $1::uuid;
