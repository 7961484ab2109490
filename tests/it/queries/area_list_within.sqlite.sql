select json_group_array(json_object('code', t2.code, 'level', t2.level) order by t2.rn_) filter (where t2.rn_ <= 10)
from (
  select t2.*, row_number() over (order by t2.path asc) as rn_, count(*) over () as count_
  from (
    select a1.code, a1.id, a1.level, a1.path
    from areas a1
    where a1.path >= (select w.path from areas w where w.id = ?1)
    and a1.path < (select substr(w.path, 1, length(w.path) - 1) || '0' from areas w where w.id = ?1)
    order by a1.path asc
    limit 11
  ) t2
) t2;
