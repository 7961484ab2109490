select json_group_array(json_object('closedAt', t2.closed_at) order by t2.closed_at asc nulls last, t2.id asc)
from (
  select t2.*
  from (
    select *
    from (
      select a1.closed_at, a1.id
      from cases a1
      where a1.closed_at is not null
      order by a1.closed_at asc, a1.id asc
      limit 2
    ) b0
    union all
    select *
    from (
      select a1.closed_at, a1.id
      from cases a1
      where a1.closed_at is null
      order by a1.closed_at asc, a1.id asc
      limit 2
    ) b1
  ) t2
  order by t2.closed_at asc nulls last, t2.id asc
  limit 2
) t2;

select json_group_array(json_object('closedAt', t2.closed_at) order by t2.closed_at desc nulls last, t2.id desc)
from (
  select a1.closed_at, a1.id
  from cases a1
  where true
  order by a1.closed_at asc nulls first, a1.id asc
  limit 2
) t2;
