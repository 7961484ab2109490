select json_group_array(
  json_object(
    'team', (select json_object('name', r3.name) from teams r3 where r3.id = t2.team_id),
    'handler', (select json_object('displayName', r4.display_name) from users r4 where r4.id = t2.handler_id)
  ) order by t2.received_at desc,
  t2.id desc
)
from (
  select a1.handler_id, a1.id, a1.received_at, a1.team_id
  from cases a1
  where a1.team_id = ?2
  and +a1.town_id = ?1
  union all
  select a1.handler_id, a1.id, a1.received_at, a1.team_id
  from cases a1
  where a1.handler_id = ?3
  and +a1.town_id = ?1
  and (a1.team_id = ?2 and +a1.town_id = ?1) is not true
  union all
  select a1.handler_id, a1.id, a1.received_at, a1.team_id
  from cases a1
  where a1.first_handler_id = ?3
  and +a1.town_id = ?1
  and (((a1.team_id = ?2 and +a1.town_id = ?1) or (a1.handler_id = ?3 and +a1.town_id = ?1))) is not true
  union all
  select a1.handler_id, a1.id, a1.received_at, a1.team_id
  from cases a1
  where a1.overseer_id = ?3
  and +a1.town_id = ?1
  and (
    (
      (a1.team_id = ?2 and +a1.town_id = ?1) or (a1.handler_id = ?3 and +a1.town_id = ?1) or (a1.first_handler_id = ?3 and +a1.town_id = ?1)
    )
  ) is not true
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;

select json_group_array(json_object('name', t2.name) order by t2.name asc, t2.id asc)
from (
  select a1.id, a1.name
  from teams a1
  where a1.id = ?1
  and +a1.town_id = ?2
  order by a1.name asc, a1.id asc
  limit 20
) t2;

select json_group_array(
  json_object(
    'number', t2.number,
    'team', (select json_object('name', r3.name) from teams r3 where r3.id = t2.team_id)
  ) order by t2.planned_for desc,
  t2.id desc
)
from (
  select a1.id, a1.number, a1.planned_for, a1.team_id
  from checks a1
  where a1.team_id = ?2
  and +a1.town_id = ?1
  union all
  select a1.id, a1.number, a1.planned_for, a1.team_id
  from checks a1
  where a1.inspector_id = ?3
  and +a1.town_id = ?1
  and (a1.team_id = ?2 and +a1.town_id = ?1) is not true
  order by a1.planned_for desc, a1.id desc
  limit 20
) t2;
