select (
  coalesce(
    json_agg(json_build_object('id', 'case_' || encode(uuid_send(t2.id), 'hex')) order by t2.rn_) filter (where t2.rn_ <= 20),
    '[]'::json
  )
)::text
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

select (
  coalesce(
    json_agg(json_build_object('id', 'case_' || encode(uuid_send(t2.id), 'hex')) order by t2.rn_) filter (where t2.rn_ <= 20),
    '[]'::json
  )
)::text
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

select (
  coalesce(
    json_agg(json_build_object('number', t2.number) order by t2.rn_) filter (where t2.rn_ <= 1),
    '[]'::json
  )
)::text
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

select (
  coalesce(
    json_agg(json_build_object('number', t2.number) order by t2.rn_) filter (where t2.rn_ <= 1),
    '[]'::json
  )
)::text
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
