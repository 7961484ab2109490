select json_group_array(
  json_object(
    'number', t2.number,
    'confidential', json(case t2.confidential when 1 then 'true' when 0 then 'false' end),
    'handler', (
      select json_object(
        'displayName', r3.display_name,
        'username', (case when r3.district_id = ?1 and r3.id = ?2 then r3.username end),
        'active', json(
          case (case when r3.district_id = ?1 and r3.id = ?2 then r3.active end) when 1 then 'true' when 0 then 'false' end
        ),
        'grants', case when r3.district_id = ?1 and r3.id = ?2 then (
          select json_group_array(json_object('role', l4.role) order by l4.created_at asc, l4.id asc)
          from grants l4
          where l4.user_id = r3.id
          and r3.district_id = ?1
          and r3.id = ?2
        ) end
      )
      from users r3
      where r3.id = t2.handler_id
    )
  ) order by t2.received_at desc,
  t2.id desc
)
from (
  select a1.confidential, a1.handler_id, a1.id, a1.number, a1.received_at
  from cases a1
  where a1.district_id = ?1
  and a1.confidential = false
  order by a1.received_at desc, a1.id desc
  limit 2
) t2;

select cast(count(*) as text) from cases a1 where a1.district_id = ?1 and a1.confidential = false;
