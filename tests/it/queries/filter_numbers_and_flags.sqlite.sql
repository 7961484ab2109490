select json_group_array(
  json_object(
    'satisfaction', t2.satisfaction,
    'reopenCount', t2.reopen_count,
    'open', json(case t2.is_open when 1 then 'true' when 0 then 'false' end),
    'overdue', json(case coalesce(t2.is_open and t2.due_at < ?1, false) when 1 then 'true' when 0 then 'false' end),
    'emergency', json(case t2.emergency when 1 then 'true' when 0 then 'false' end)
  ) order by t2.received_at desc,
  t2.id desc
)
from (
  select a1.due_at, a1.emergency, a1.id, a1.is_open, a1.received_at, a1.reopen_count, a1.satisfaction
  from cases a1
  where a1.is_open
  and (a1.is_open and a1.due_at < ?1)
  and (a1.closed_at > a1.due_at) is not true
  and not a1.emergency
  and not a1.confidential
  and a1.satisfaction < ?2
  and a1.satisfaction >= ?3
  and a1.reopen_count in (?4, ?3)
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;
