select (
  coalesce(
    json_agg(
      json_build_object(
        'satisfaction', t2.satisfaction,
        'reopenCount', t2.reopen_count,
        'open', t2.is_open,
        'overdue', coalesce(t2.is_open and t2.due_at < $1::timestamptz, false),
        'emergency', t2.emergency
      ) order by t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.due_at, a1.emergency, a1.id, a1.is_open, a1.received_at, a1.reopen_count, a1.satisfaction
  from cases a1
  where a1.is_open
  and (a1.is_open and a1.due_at < $1::timestamptz)
  and (a1.closed_at > a1.due_at) is not true
  and not a1.emergency
  and not a1.confidential
  and a1.satisfaction < $2::int8
  and a1.satisfaction >= $3::int8
  and a1.reopen_count in ($4::int8, $3::int8)
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;
