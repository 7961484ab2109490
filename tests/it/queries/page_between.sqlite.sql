select json_group_array(json_object('receivedAt', t2.received_at) order by t2.rn_) filter (where t2.rn_ <= 50), json_object(
  'hasNextPage', json(case (count(*) > 50) when 1 then 'true' when 0 then 'false' end),
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
  )
)
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_
  from (
    select a1.id, a1.received_at
    from cases a1
    where (a1.received_at, a1.id) < (?1, ?2)
    and (a1.received_at, a1.id) > (?3, ?2)
    order by a1.received_at desc, a1.id desc
    limit 51
  ) t2
) t2;
