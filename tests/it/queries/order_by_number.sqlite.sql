select json_group_array(json_object('number', t2.number) order by t2.rn_) filter (where t2.rn_ <= 2), json_object(
  'endCursor', max(lower(hex(json_array('CaseConnection-number', t2.number)))) filter (where t2.rn_ = min(2, t2.count_) and t2.rn_ <= 2)
)
from (
  select t2.*, row_number() over (order by t2.number desc) as rn_, count(*) over () as count_
  from (select a1.id, a1.number from cases a1 where a1.town_id = ?1 order by a1.number desc limit 3) t2
) t2;
