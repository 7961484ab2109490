select json_group_array(json_object('code', t2.code, 'level', t2.level) order by t2.path asc)
from (
  select a1.code, a1.id, a1.level, a1.path
  from areas a1
  where a1.path >= (select w.path from areas w where w.id = ?1)
  and a1.path < (select substr(w.path, 1, length(w.path) - 1) || '0' from areas w where w.id = ?1)
  order by a1.path asc
  limit 10
) t2;
