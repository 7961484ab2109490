select json_group_array(json_object('dueAt', t2.due_at, 'updatedAt', t2.updated_at) order by t2.rn_) filter (where t2.rn_ <= 4), json_object(
  'endCursor', max(
    lower(
      hex(json_array('CaseConnection-due_at+updated_at+id', t2.due_at, t2.updated_at, lower(hex(t2.id))))
    )
  ) filter (where t2.rn_ = min(4, t2.count_) and t2.rn_ <= 4)
)
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
