select json_group_array(json_object('dueAt', t2.due_at) order by t2.rn_) filter (where t2.rn_ <= 3), json_object('hasNextPage', json(case (count(*) > 3) when 1 then 'true' when 0 then 'false' end))
from (
  select t2.*, row_number() over (order by t2.due_at asc nulls last, t2.id asc) as rn_
  from (
    select a1.due_at, a1.id
    from cases a1
    where a1.due_at is null
    and (a1.id) > (?1)
    order by a1.due_at asc, a1.id asc
    limit 4
  ) t2
) t2;
