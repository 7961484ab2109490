select (
  coalesce(
    json_agg(json_build_object('dueAt', t2.due_at) order by t2.rn_ desc) filter (where t2.rn_ <= 2),
    '[]'::json
  )
)::text, (
  json_build_object(
    'hasNextPage', (
      (
        select 1
        from cases o3
        where (o3.due_at, o3.id) <= ($1::timestamptz, $2::uuid)
        order by o3.due_at desc, o3.id desc
        limit 1
      ) is not null or (select 1 from cases o3 where o3.due_at is null order by o3.due_at desc, o3.id desc limit 1) is not null
    ),
    'hasPreviousPage', (count(*) > 2)
  )
)::text
from (
  select t2.*, row_number() over (order by t2.due_at asc nulls first, t2.id asc) as rn_
  from (
    select a1.due_at, a1.id
    from cases a1
    where a1.due_at is not null
    and (a1.due_at, a1.id) > ($1::timestamptz, $2::uuid)
    order by a1.due_at asc, a1.id asc
    limit 3
  ) t2
) t2;
