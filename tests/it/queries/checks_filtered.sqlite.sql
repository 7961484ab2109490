select json_group_array(
  json_object('number', t2.number, 'signedAt', t2.signed_at, 'plannedFor', t2.planned_for) order by t2.signed_at desc nulls last,
  t2.id desc
)
from (
  select a1.id, a1.number, a1.planned_for, a1.signed_at
  from checks a1
  where a1.district_id = ?1
  and a1.district_id = ?1
  and (a1.place_id = ?2) is not true
  and a1.kind in (?3, ?4, ?5)
  and (a1.outcome in (?6)) is not true
  and a1.planned_for < ?7
  and a1.planned_for >= ?8
  order by a1.signed_at desc nulls last, a1.id desc
  limit 20
) t2;

select cast(count(*) as text)
from checks a1
where a1.district_id = ?1
and (a1.place_id = ?2) is not true
and a1.kind in (?3, ?4, ?5)
and (a1.outcome in (?6)) is not true
and a1.planned_for < ?7
and a1.planned_for >= ?8
and a1.district_id = ?1;

select (
  select json_object(
    'number', t1.number,
    'community', (select json_object('name', r2.name) from areas r2 where r2.id = t1.community_id)
  )
  from checks t1
  where t1.number = ?1
  and t1.district_id = ?2
);
