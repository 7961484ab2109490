select (
  coalesce(
    json_agg(json_build_object('number', t2.number) order by t2.rn_) filter (where t2.rn_ <= 2),
    '[]'::json
  )
)::text, (
  json_build_object(
    'endCursor', max(
      encode(convert_to(json_build_array('CaseConnection-number'::text, t2.number)::text, 'UTF8'), 'hex')
    ) filter (where t2.rn_ = least(2, t2.count_) and t2.rn_ <= 2)
  )
)::text
from (
  select t2.*, row_number() over (order by t2.number desc) as rn_, count(*) over () as count_
  from (select a1.id, a1.number from cases a1 where a1.town_id = $1::uuid order by a1.number desc limit 3) t2
) t2;
