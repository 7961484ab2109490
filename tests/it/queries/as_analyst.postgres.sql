select (
  coalesce(
    json_agg(
      json_build_object(
        'number', t2.number,
        'confidential', t2.confidential,
        'handler', (
          select json_build_object(
            'displayName', r3.display_name,
            'username', (case when r3.district_id = $1::uuid and r3.id = $2::uuid then r3.username end),
            'active', (case when r3.district_id = $1::uuid and r3.id = $2::uuid then r3.active end),
            'grants', case when r3.district_id = $1::uuid and r3.id = $2::uuid then (
              select coalesce(
                json_agg(json_build_object('role', l4.role) order by l4.created_at asc, l4.id asc),
                '[]'::json
              )
              from grants l4
              where l4.user_id = r3.id
              and r3.district_id = $1::uuid
              and r3.id = $2::uuid
            ) end
          )
          from users r3
          where r3.id = t2.handler_id
        )
      ) order by t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.confidential, a1.handler_id, a1.id, a1.number, a1.received_at
  from cases a1
  where a1.district_id = $1::uuid
  and a1.confidential = false
  order by a1.received_at desc, a1.id desc
  limit 2
) t2;

select count(*)::text from cases a1 where a1.district_id = $1::uuid and a1.confidential = false;
