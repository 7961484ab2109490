select (
  coalesce(
    json_agg(
      json_build_object('satisfaction', t2.satisfaction, 'status', t2.status, 'emergency', t2.emergency) order by t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.emergency, a1.id, a1.received_at, a1.satisfaction, a1.status
  from cases a1
  where true
  and ((a1.status = $1::text) or ((a1.emergency) and ((false) is not true)))
  and (a1.satisfaction > $2::int8) is not true
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;
