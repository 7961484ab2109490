select (
  coalesce(
    json_agg(
      json_build_object('number', t2.number, 'signedAt', t2.signed_at, 'plannedFor', t2.planned_for) order by t2.signed_at desc nulls last,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select t2.*
  from (
    select *
    from (
      select a1.id, a1.number, a1.planned_for, a1.signed_at
      from checks a1
      where a1.district_id = $1::uuid
      and a1.district_id = $1::uuid
      and (a1.place_id = $2::uuid) is not true
      and a1.kind = any($3::text[])
      and (a1.outcome = any($4::text[])) is not true
      and a1.planned_for < $5::date
      and a1.planned_for >= $6::date
      and a1.signed_at is not null
      order by a1.signed_at desc, a1.id desc
      limit 20
    ) b0
    union all
    select *
    from (
      select a1.id, a1.number, a1.planned_for, a1.signed_at
      from checks a1
      where a1.district_id = $1::uuid
      and a1.district_id = $1::uuid
      and (a1.place_id = $2::uuid) is not true
      and a1.kind = any($3::text[])
      and (a1.outcome = any($4::text[])) is not true
      and a1.planned_for < $5::date
      and a1.planned_for >= $6::date
      and a1.signed_at is null
      order by a1.signed_at desc, a1.id desc
      limit 20
    ) b1
  ) t2
  order by t2.signed_at desc nulls last, t2.id desc
  limit 20
) t2;

select count(*)::text
from checks a1
where a1.district_id = $1::uuid
and (a1.place_id = $2::uuid) is not true
and a1.kind = any($3::text[])
and (a1.outcome = any($4::text[])) is not true
and a1.planned_for < $5::date
and a1.planned_for >= $6::date
and a1.district_id = $1::uuid;

select (
  (
    select json_build_object(
      'number', t1.number,
      'community', (select json_build_object('name', r2.name) from areas r2 where r2.id = t1.community_id)
    )
    from checks t1
    where t1.number = $1::text
    and t1.district_id = $2::uuid
  )
)::text;
