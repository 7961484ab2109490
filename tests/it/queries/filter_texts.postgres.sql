select (
  coalesce(
    json_agg(
      json_build_object('title', coalesce(t2.masked_title, t2.title), 'number', t2.number) order by t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.id, a1.masked_title, a1.number, a1.received_at, a1.title
  from cases a1
  where (a1.number collate "C" >= $1::text and a1.number collate "C" < $2::text)
  and (coalesce(a1.masked_title, a1.title) = $3::text) is not true
  and (coalesce(a1.masked_title, a1.title) = any($4::text[])) is not true
  and strpos(lower(coalesce(a1.masked_title, a1.title)), lower($5::text)) > 0
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;
