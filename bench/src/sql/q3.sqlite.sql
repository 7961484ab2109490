select json_object('data', json_object('case', (
  select json_object(
    'id', 'case_' || lower(hex(c.id)), 'number', c.number, 'title', c.title,
    'description', c.description, 'status', c.status, 'severity', c.severity, 'source', c.source,
    'receivedAt', c.received_at, 'dueAt', c.due_at, 'closedAt', c.closed_at,
    'area', (select json_object('name', a.name, 'parent',
               (select json_object('name', p.name) from areas p where p.id = a.parent_id))
             from areas a where a.id = c.area_id),
    'team', (select json_object('name', t.name) from teams t where t.id = c.team_id),
    'handler', (select json_object('displayName', u.display_name) from users u where u.id = c.handler_id),
    'events', json_object('nodes', (
      select json_group_array(json_object('kind', e.kind, 'at', e.at, 'note', e.note,
        'fromStatus', e.from_status, 'toStatus', e.to_status, 'actor',
        (select json_object('displayName', u.display_name) from users u where u.id = e.actor_id)))
      from (select * from case_events v where v.case_id = c.id order by v.at, v.id limit 100) e))
  )
  from cases c where c.number = {number} and {condition}
)))
