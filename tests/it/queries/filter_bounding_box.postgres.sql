select (
  coalesce(
    json_agg(
      json_build_object(
        'location', case when (t2.address is not null or t2.latitude is not null or t2.longitude is not null) then json_build_object('latitude', t2.latitude, 'longitude', t2.longitude) end
      ) order by t2.rn_
    ) filter (where t2.rn_ <= 50),
    '[]'::json
  )
)::text
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_, count(*) over () as count_
  from (
    select a1.address, a1.id, a1.latitude, a1.longitude, a1.received_at
    from cases a1
    where a1.latitude >= $1::float8
    and a1.latitude <= $2::float8
    and (a1.longitude >= $3::float8 and a1.longitude <= $4::float8)
    order by a1.received_at desc, a1.id desc
    limit 51
  ) t2
) t2;

select (
  coalesce(
    json_agg(
      json_build_object(
        'location', case when (t2.address is not null or t2.latitude is not null or t2.longitude is not null) then json_build_object('latitude', t2.latitude, 'longitude', t2.longitude) end
      ) order by t2.rn_
    ) filter (where t2.rn_ <= 50),
    '[]'::json
  )
)::text
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_, count(*) over () as count_
  from (
    select a1.address, a1.id, a1.latitude, a1.longitude, a1.received_at
    from cases a1
    where a1.latitude >= $1::float8
    and a1.latitude <= $2::float8
    and (a1.longitude >= $3::float8 or a1.longitude <= $4::float8)
    order by a1.received_at desc, a1.id desc
    limit 51
  ) t2
) t2;
