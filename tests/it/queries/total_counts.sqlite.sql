select json_group_array(
  json_object('number', t2.number, 'events', (select json_object('totalCount', ?1 || lower(hex(t2.id))))) order by t2.received_at desc,
  t2.id desc
)
from (
  select a1.id, a1.number, a1.received_at
  from cases a1
  where a1.town_id = ?2
  order by a1.received_at desc, a1.id desc
  limit 1
) t2;

select cast(count(*) as text) from cases a1 where a1.town_id = ?1;

select lower(hex(t2.id)), cast(((select count(*) from case_events a5 where a5.case_id = t2.id)) as text)
from cases t2
where t2.id in (select unhex(value) from json_each(?1));

select json_group_array(
  json_object('name', t2.name, 'cases', (select json_object('totalCount', ?2 || lower(hex(t2.id))))) order by t2.name asc,
  t2.id asc
)
from (select a1.id, a1.name from teams a1 where a1.town_id = ?1 order by a1.name asc, a1.id asc limit 20) t2;

select cast(count(*) as text) from teams a1 where a1.town_id = ?1;

select lower(hex(t2.id)), cast(
  ((select count(*) from cases a5 where a5.team_id = t2.id and a5.town_id = ?1 and a5.is_open)) as text
)
from teams t2
where t2.id in (select unhex(value) from json_each(?2));
