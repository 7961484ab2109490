select json_group_array(
  json_object(
    'number', t2.number,
    'receivedAt', t2.received_at,
    'confidential', json(case t2.confidential when 1 then 'true' when 0 then 'false' end)
  ) order by t2.rn_
) filter (where t2.rn_ <= 3), json_object(
  'hasNextPage', json(case (count(*) > 3) when 1 then 'true' when 0 then 'false' end),
  'hasPreviousPage', json(case (1 = 0) when 1 then 'true' when 0 then 'false' end),
  'startCursor', max(lower(hex(json_array('CaseConnection-received_at-id', t2.received_at, lower(hex(t2.id)))))) filter (where t2.rn_ = 1 and t2.rn_ <= 3),
  'endCursor', max(lower(hex(json_array('CaseConnection-received_at-id', t2.received_at, lower(hex(t2.id)))))) filter (where t2.rn_ = min(3, t2.count_) and t2.rn_ <= 3)
)
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_, count(*) over () as count_
  from (
    select a1.confidential, a1.id, a1.number, a1.received_at
    from cases a1
    where a1.town_id = ?1
    order by a1.received_at desc, a1.id desc
    limit 4
  ) t2
) t2;
