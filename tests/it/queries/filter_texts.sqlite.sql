select json_group_array(
  json_object('title', coalesce(t2.masked_title, t2.title), 'number', t2.number) order by t2.received_at desc,
  t2.id desc
)
from (
  select a1.id, a1.masked_title, a1.number, a1.received_at, a1.title
  from cases a1
  where (a1.number >= ?1 and a1.number < ?2)
  and (coalesce(a1.masked_title, a1.title) = ?3) is not true
  and (coalesce(a1.masked_title, a1.title) in (?4, ?5)) is not true
  and instr(lower(coalesce(a1.masked_title, a1.title)), lower(?6)) > 0
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;
