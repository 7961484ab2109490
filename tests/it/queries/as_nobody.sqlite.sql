select json_group_array(json_object('id', 'case_' || lower(hex(t2.id))) order by t2.rn_) filter (where t2.rn_ <= 20), json_object('hasNextPage', json(case (count(*) > 20) when 1 then 'true' when 0 then 'false' end))
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_
  from (
    select a1.id, a1.received_at
    from cases a1
    where false
    order by a1.received_at desc, a1.id desc
    limit 21
  ) t2
) t2;

select cast(count(*) as text) from cases a1 where false;

select json_group_array(json_object('id', 'area_' || lower(hex(t2.id))) order by t2.path asc)
from (select a1.id, a1.path from areas a1 where false order by a1.path asc limit 20) t2;

select cast(count(*) as text) from teams a1 where false;

select json_group_array(json_object('id', 'check_' || lower(hex(t2.id))) order by t2.planned_for desc, t2.id desc)
from (
  select a1.id, a1.planned_for
  from checks a1
  where false
  order by a1.planned_for desc, a1.id desc
  limit 20
) t2;

select (select json_object('id', 'area_' || lower(hex(t1.id))) from areas t1 where t1.id = ?1 and false);

select (
  select json_object(
    'user', json_object('username', v1.username),
    'grants', (
      select json_group_array(json_object('role', l2.role) order by l2.created_at asc, l2.id asc)
      from grants l2
      where l2.user_id = v1.id
    ),
    'teams', (
      select json_group_array(json_object('name', l3.name) order by l3.name asc, l3.id asc)
      from teams l3
      where l3.id in (select m.team_id from team_members m where m.user_id = v1.id and m.left_at is null)
    )
  )
  from users v1
  where v1.id = ?1
);
