select (
  coalesce(
    json_agg(
      json_build_object(
        'location', case when (t2.address is not null or t2.latitude is not null or t2.longitude is not null) then json_build_object('latitude', t2.latitude, 'longitude', t2.longitude) end
      ) order by t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.address, a1.id, a1.latitude, a1.longitude, a1.received_at
  from cases a1
  where a1.latitude >= $1::float8
  and a1.latitude <= $2::float8
  and (a1.longitude >= $3::float8 and a1.longitude <= $4::float8)
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;

select (
  coalesce(
    json_agg(
      json_build_object(
        'location', case when (t2.address is not null or t2.latitude is not null or t2.longitude is not null) then json_build_object('latitude', t2.latitude, 'longitude', t2.longitude) end
      ) order by t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.address, a1.id, a1.latitude, a1.longitude, a1.received_at
  from cases a1
  where a1.latitude >= $1::float8
  and a1.latitude <= $2::float8
  and (a1.longitude >= $3::float8 or a1.longitude <= $4::float8)
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;
