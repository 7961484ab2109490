select (
  coalesce(
    json_agg(
      json_build_object('path', t2.path, 'hasChildren', (exists (select 1 from areas e3 where e3.parent_id = t2.id))) order by t2.rn_
    ) filter (where t2.rn_ <= 4),
    '[]'::json
  )
)::text, (json_build_object('hasNextPage', (count(*) > 4)))::text
from (
  select t2.*, row_number() over (order by t2.path asc) as rn_
  from (select a1.id, a1.path from areas a1 where true order by a1.path asc limit 5) t2
) t2;
