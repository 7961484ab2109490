select (
  coalesce(
    json_agg(json_build_object('dueAt', t2.due_at, 'updatedAt', t2.updated_at) order by t2.rn_) filter (where t2.rn_ <= 4),
    '[]'::json
  )
)::text, (
  json_build_object(
    'endCursor', max(
      encode(
        convert_to(
          json_build_array(
            'CaseConnection-due_at+updated_at+id'::text,
            t2.due_at,
            t2.updated_at,
            encode(uuid_send(t2.id), 'hex')
          )::text,
          'UTF8'
        ),
        'hex'
      )
    ) filter (where t2.rn_ = least(4, t2.count_) and t2.rn_ <= 4)
  )
)::text
from (
  select t2.*, row_number() over (order by t2.due_at desc nulls last, t2.updated_at asc, t2.id asc) as rn_, count(*) over () as count_
  from (
    select a1.due_at, a1.id, a1.updated_at
    from cases a1
    where true
    order by a1.due_at desc nulls last, a1.updated_at asc, a1.id asc
    limit 5
  ) t2
) t2;
