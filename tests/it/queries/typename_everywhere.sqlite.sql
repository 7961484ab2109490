select json_group_array(
  json_object(
    '__typename', 'Case',
    'area', (
      select json_object('__typename', 'Area', 'caseSummary', json_object('__typename', 'CaseSummary'))
      from areas r3
      where r3.id = t2.area_id
    ),
    'events', (
      select json_object(
        '__typename', 'CaseEventConnection',
        'nodes', json_group_array(json_object('__typename', 'CaseEvent') order by t7.at asc, t7.id asc)
      )
      from (
        select a6.at, a6.id
        from case_events a6
        where a6.case_id = t2.id
        order by a6.at asc, a6.id asc
        limit 1
      ) t7
    )
  ) order by t2.received_at desc,
  t2.id desc
), json_group_array(
  json_object('__typename', 'CaseEdge', 'node', json_object('__typename', 'Case')) order by t2.received_at desc,
  t2.id desc
), json_object('__typename', 'PageInfo')
from (
  select a1.area_id, a1.id, a1.received_at
  from cases a1
  where a1.community_id = ?1
  and (
    a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
  )
  order by a1.received_at desc, a1.id desc
  limit 1
) t2;

select (
  select json_object(
    '__typename', 'Viewer',
    'user', json_object('__typename', 'User'),
    'grants', (
      select json_group_array(json_object('__typename', 'RoleGrant') order by l2.created_at asc, l2.id asc)
      from grants l2
      where l2.user_id = v1.id
    ),
    'teams', (
      select json_group_array(json_object('__typename', 'Team') order by l3.name asc, l3.id asc)
      from teams l3
      where l3.id in (select m.team_id from team_members m where m.user_id = v1.id and m.left_at is null)
    )
  )
  from users v1
  where v1.id = ?1
);

select (
  select json_group_array(json_object('__typename', 'Category') order by l1.position asc, l1.code asc)
  from categories l1
  where true
);
