select json_object('data', json_object('cases', json_object(
  'nodes', json_group_array(json_object(
    'number', c.number, 'title', c.title, 'status', c.status, 'dueAt', c.due_at,
    'area', (select json_object('name', a.name, 'parent',
               (select json_object('name', p.name) from areas p where p.id = a.parent_id))
             from areas a where a.id = c.area_id),
    'team', (select json_object('name', t.name) from teams t where t.id = c.team_id),
    'events', json_object('nodes', (
      select json_group_array(json_object('kind', e.kind, 'at', e.at, 'note', e.note) order by e.at, e.id)
      from (select v.kind, v.at, v.note, v.id from case_events v
            where v.case_id = c.id order by v.at desc, v.id desc limit 3) e))
  )) filter (where c.n <= 20),
  'pageInfo', json_object('hasNextPage', json(iif(count(*) > 20, 'true', 'false')))
)))
from (select c.*, row_number() over (order by c.due_at, c.id) as n from (
    {page}
) c) c
