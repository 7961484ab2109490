select json_group_array(json_object('id', 'case_' || lower(hex(t2.id))) order by t2.rn_) filter (where t2.rn_ <= 20)
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_, count(*) over () as count_
  from (
    select a1.id, a1.received_at
    from cases a1
    where false
    order by a1.received_at desc, a1.id desc
    limit 21
  ) t2
) t2;

select json_group_array(json_object('id', 'case_' || lower(hex(t2.id))) order by t2.rn_) filter (where t2.rn_ <= 20)
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_, count(*) over () as count_
  from (
    select a1.id, a1.received_at
    from cases a1
    where false
    order by a1.received_at desc, a1.id desc
    limit 21
  ) t2
) t2;

select json_group_array(json_object('number', t2.number) order by t2.rn_) filter (where t2.rn_ <= 1)
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_, count(*) over () as count_
  from (
    select a1.id, a1.number, a1.received_at
    from cases a1
    where (false) is not true
    order by a1.received_at desc, a1.id desc
    limit 2
  ) t2
) t2;

select json_group_array(json_object('number', t2.number) order by t2.rn_) filter (where t2.rn_ <= 1)
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_, count(*) over () as count_
  from (
    select a1.id, a1.number, a1.received_at
    from cases a1
    where true
    order by a1.received_at desc, a1.id desc
    limit 2
  ) t2
) t2;
