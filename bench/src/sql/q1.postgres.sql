select json_build_object('data', json_build_object('cases', json_build_object(
  'nodes', coalesce(json_agg(json_build_object(
    'number', c.number, 'title', c.title, 'status', c.status, 'dueAt', c.due_at,
    'area', (select json_build_object('name', a.name, 'parent',
               (select json_build_object('name', p.name) from areas p where p.id = a.parent_id))
             from areas a where a.id = c.area_id),
    'team', (select json_build_object('name', t.name) from teams t where t.id = c.team_id),
    'events', json_build_object('nodes', (
      select coalesce(json_agg(json_build_object('kind', e.kind, 'at', e.at, 'note', e.note) order by e.at, e.id), '[]')
      from (select v.kind, v.at, v.note, v.id from case_events v
            where v.case_id = c.id order by v.at desc, v.id desc limit 3) e))
  )) filter (where c.n <= 20), '[]'),
  'pageInfo', json_build_object('hasNextPage', count(*) > 20)
)))::text
from (select c.*, row_number() over (order by c.due_at, c.id) as n from (
    {page}
) c) c
