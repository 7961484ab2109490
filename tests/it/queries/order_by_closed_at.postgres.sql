select (
  coalesce(
    json_agg(json_build_object('closedAt', t2.closed_at) order by t2.rn_) filter (where t2.rn_ <= 2),
    '[]'::json
  )
)::text
from (
  select t2.*, row_number() over (order by t2.closed_at asc nulls last, t2.id asc) as rn_, count(*) over () as count_
  from (
    select a1.closed_at, a1.id
    from cases a1
    where true
    order by a1.closed_at asc nulls last, a1.id asc
    limit 3
  ) t2
) t2;

select (
  coalesce(
    json_agg(json_build_object('closedAt', t2.closed_at) order by t2.rn_ desc) filter (where t2.rn_ <= 2),
    '[]'::json
  )
)::text
from (
  select t2.*, row_number() over (order by t2.closed_at asc nulls first, t2.id asc) as rn_, count(*) over () as count_
  from (
    select t2.*
    from (
      select *
      from (
        select a1.closed_at, a1.id
        from cases a1
        where a1.closed_at is not null
        order by a1.closed_at asc, a1.id asc
        limit 3
      ) b0
      union all
      select *
      from (select a1.closed_at, a1.id from cases a1 where a1.closed_at is null order by a1.id asc limit 3) b1
    ) t2
    order by t2.closed_at asc nulls first, t2.id asc
    limit 3
  ) t2
) t2;
