select json_group_array(json_object('id', 'case_' || lower(hex(t2.id))) order by t2.received_at desc, t2.id desc)
from (
  select a1.id, a1.received_at
  from cases a1
  where false
  order by a1.received_at desc, a1.id desc
  limit 20
) t2;

select json_group_array(json_object('id', 'case_' || lower(hex(t2.id))) order by t2.received_at desc, t2.id desc)
from (
  select a1.id, a1.received_at
  from cases a1
  where false
  order by a1.received_at desc, a1.id desc
  limit 20
) t2;

select json_group_array(json_object('number', t2.number) order by t2.received_at desc, t2.id desc)
from (
  select a1.id, a1.number, a1.received_at
  from cases a1
  where (false) is not true
  order by a1.received_at desc, a1.id desc
  limit 1
) t2;

select json_group_array(json_object('number', t2.number) order by t2.received_at desc, t2.id desc)
from (
  select a1.id, a1.number, a1.received_at
  from cases a1
  where true
  order by a1.received_at desc, a1.id desc
  limit 1
) t2;
