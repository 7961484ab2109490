select json_group_array(
  json_object('receivedAt', t2.received_at, 'dueAt', t2.due_at, 'closedAt', t2.closed_at) order by t2.received_at desc,
  t2.id desc
)
from (
  select a1.closed_at, a1.due_at, a1.id, a1.received_at
  from cases a1
  where a1.received_at >= ?1
  and a1.received_at < ?2
  and a1.due_at < ?3
  and a1.due_at is not null
  and a1.closed_at >= ?4
  and ((a1.received_at >= ?5 and a1.received_at < ?6) or (a1.updated_at > ?6))
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;
