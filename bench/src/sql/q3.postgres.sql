select json_build_object('data', json_build_object('case', (
  select json_build_object(
    'id', 'case_' || encode(uuid_send(c.id), 'hex'), 'number', c.number, 'title', c.title,
    'description', c.description, 'status', c.status, 'severity', c.severity, 'source', c.source,
    'receivedAt', c.received_at, 'dueAt', c.due_at, 'closedAt', c.closed_at,
    'area', (select json_build_object('name', a.name, 'parent',
               (select json_build_object('name', p.name) from areas p where p.id = a.parent_id))
             from areas a where a.id = c.area_id),
    'team', (select json_build_object('name', t.name) from teams t where t.id = c.team_id),
    'handler', (select json_build_object('displayName', u.display_name) from users u where u.id = c.handler_id),
    'events', json_build_object('nodes', (
      select coalesce(json_agg(json_build_object('kind', e.kind, 'at', e.at, 'note', e.note,
        'fromStatus', e.from_status, 'toStatus', e.to_status, 'actor',
        (select json_build_object('displayName', u.display_name) from users u where u.id = e.actor_id))), '[]')
      from (select * from case_events v where v.case_id = c.id order by v.at, v.id limit 100) e))
  )
  from cases c where c.number = {number} and {condition}
)))::text
