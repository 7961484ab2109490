select json_object('data', json_object('cases', json_object(
  'nodes', json_group_array(json_object(
    'number', c.number, 'title', c.title, 'status', c.status, 'receivedAt', c.received_at,
    'area', (select json_object('name', a.name, 'parent',
               (select json_object('name', p.name, 'parent',
                  (select json_object('name', g.name) from areas g where g.id = p.parent_id))
                from areas p where p.id = a.parent_id))
             from areas a where a.id = c.area_id),
    'team', (select json_object('name', t.name, 'members', json_object('nodes', (
               select json_group_array(json_object('displayName', m.display_name))
               from (select u.display_name from team_members m join users u on u.id = m.user_id
                     where m.team_id = t.id and m.left_at is null and {team_in_sight}
                     order by u.display_name, u.id limit 20) m)))
             from teams t where t.id = c.team_id),
    'events', json_object('nodes', (
      select json_group_array(json_object('kind', e.kind, 'at', e.at, 'actor',
        (select json_object('displayName', u.display_name) from users u where u.id = e.actor_id)))
      from (select * from case_events v where v.case_id = c.id order by v.at, v.id limit 10) e))
  ))
)))
from (
    {page}
) c
