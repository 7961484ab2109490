select json_group_array(
  json_object(
    'name', t2.name,
    'area', (select json_object('name', r3.name) from areas r3 where r3.id = t2.area_id),
    'kind', t2.kind,
    'unit', json(case t2.unit when 1 then 'true' when 0 then 'false' end)
  ) order by t2.name asc,
  t2.id asc
)
from (
  select a1.area_id, a1.id, a1.kind, a1.name, a1.unit
  from teams a1
  where a1.district_id = ?1
  and a1.district_id = ?1
  and a1.kind in (?2, ?3)
  and not a1.unit
  and instr(lower(a1.name), lower(?4)) > 0
  order by a1.name asc, a1.id asc
  limit 20
) t2;

select cast(count(*) as text)
from teams a1
where a1.district_id = ?1
and a1.kind in (?2, ?3)
and not a1.unit
and instr(lower(a1.name), lower(?4)) > 0
and a1.district_id = ?1;
