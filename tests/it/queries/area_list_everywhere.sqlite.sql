select json_group_array(
  json_object(
    'path', t2.path,
    'hasChildren', json(
      case (exists (select 1 from areas e3 where e3.parent_id = t2.id)) when 1 then 'true' when 0 then 'false' end
    )
  ) order by t2.rn_
) filter (where t2.rn_ <= 4), json_object('hasNextPage', json(case (count(*) > 4) when 1 then 'true' when 0 then 'false' end))
from (
  select t2.*, row_number() over (order by t2.path asc) as rn_
  from (select a1.id, a1.path from areas a1 where true order by a1.path asc limit 5) t2
) t2;
