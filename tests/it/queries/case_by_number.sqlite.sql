select (
  select json_object('id', 'case_' || lower(hex(t1.id)), 'number', t1.number)
  from cases t1
  where t1.number = ?1
  and t1.town_id = ?2
);

select (
  select json_object('id', 'case_' || lower(hex(t1.id)))
  from cases t1
  where t1.number = ?1
  and t1.town_id = ?2
);
