select (
  select json_object(
    'name', t1.name,
    'accountableLeader', (
      select json_object('displayName', r2.display_name)
      from users r2
      where r2.id = t1.accountable_leader_id
    ),
    'members', (
      select json_object(
        'totalCount', ?3 || lower(hex(t1.id)),
        'nodes', json_group_array(json_object('displayName', t4.display_name) order by t4.display_name asc, t4.id asc),
        'edges', json_group_array(
          json_object(
            'cursor', lower(hex(json_array('UserConnection+display_name+id', t4.display_name, lower(hex(t4.id)))))
          ) order by t4.display_name asc,
          t4.id asc
        )
      )
      from (
        select a3.display_name, a3.id, a3.town_id
        from users a3
        where a3.id in (select m.user_id from team_members m where m.team_id = t1.id and m.left_at is null)
        order by a3.display_name asc, a3.id asc
        limit 20
      ) t4
    ),
    'cases', (
      select json_object(
        'nodes', json_group_array(json_object('number', t7.number) order by t7.received_at desc, t7.id desc)
      )
      from (
        select a6.id, a6.number, a6.received_at
        from cases a6
        where a6.team_id = t1.id
        and a6.town_id = ?2
        order by a6.received_at desc, a6.id desc
        limit 1
      ) t7
    )
  )
  from teams t1
  where t1.id = ?1
  and t1.town_id = ?2
);

select lower(hex(t1.id)), cast(
  (
    (
      select count(*)
      from users a5
      where a5.id in (select m.user_id from team_members m where m.team_id = t1.id and m.left_at is null)
    )
  ) as text
)
from teams t1
where t1.id in (select unhex(value) from json_each(?1));
