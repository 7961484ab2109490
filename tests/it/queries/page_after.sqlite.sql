select json_group_array(json_object('receivedAt', t2.received_at) order by t2.rn_) filter (where t2.rn_ <= 3), json_object(
  'hasNextPage', json(case (count(*) > 3) when 1 then 'true' when 0 then 'false' end),
  'hasPreviousPage', json(
    case (
      (
        select 1
        from cases o3
        where (o3.received_at, o3.id) >= (?1, ?2)
        order by o3.received_at asc, o3.id asc
        limit 1
      ) is not null
    ) when 1 then 'true' when 0 then 'false' end
  ),
  'startCursor', max(lower(hex(json_array('CaseConnection-received_at-id', t2.received_at, lower(hex(t2.id)))))) filter (where t2.rn_ = 1 and t2.rn_ <= 3),
  'endCursor', max(lower(hex(json_array('CaseConnection-received_at-id', t2.received_at, lower(hex(t2.id)))))) filter (where t2.rn_ = min(3, t2.count_) and t2.rn_ <= 3)
)
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_, count(*) over () as count_
  from (
    select a1.id, a1.received_at
    from cases a1
    where (a1.received_at, a1.id) < (?1, ?2)
    order by a1.received_at desc, a1.id desc
    limit 4
  ) t2
) t2;
