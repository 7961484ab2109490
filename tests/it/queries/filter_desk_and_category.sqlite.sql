select json_group_array(
  json_object(
    'desk', (select json_object('code', r3.code) from areas r3 where r3.id = t2.desk_id),
    'category', (select json_object('code', r4.code) from categories r4 where r4.id = t2.category_id)
  ) order by t2.received_at desc,
  t2.id desc
)
from (
  select a1.category_id, a1.desk_id, a1.id, a1.received_at
  from cases a1
  where +a1.desk_id in (
    select inside.id
    from areas inside
    where inside.path >= (select w.path from areas w where w.id = ?1)
    and inside.path < (select substr(w.path, 1, length(w.path) - 1) || '0' from areas w where w.id = ?1)
  )
  and a1.category_id in (
    with recursive below(id) as (select ?2 union select k.id from categories k join below on k.parent_id = below.id) select id from below
  )
  order by a1.received_at desc, a1.id desc
  limit 50
) t2;
