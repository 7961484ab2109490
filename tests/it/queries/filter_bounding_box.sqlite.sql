select json_group_array(
  json_object(
    'location', case when (t2.address is not null or t2.latitude is not null or t2.longitude is not null) then json_object('latitude', t2.latitude, 'longitude', t2.longitude) end
  ) order by t2.received_at desc,
  t2.id desc
)
from (
  select a1.address, a1.id, a1.latitude, a1.longitude, a1.received_at
  from cases a1
  where a1.latitude >= ?1
  and a1.latitude <= ?2
  and (a1.longitude >= ?3 and a1.longitude <= ?4)
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;

select json_group_array(
  json_object(
    'location', case when (t2.address is not null or t2.latitude is not null or t2.longitude is not null) then json_object('latitude', t2.latitude, 'longitude', t2.longitude) end
  ) order by t2.received_at desc,
  t2.id desc
)
from (
  select a1.address, a1.id, a1.latitude, a1.longitude, a1.received_at
  from cases a1
  where a1.latitude >= ?1
  and a1.latitude <= ?2
  and (a1.longitude >= ?3 or a1.longitude <= ?4)
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;
