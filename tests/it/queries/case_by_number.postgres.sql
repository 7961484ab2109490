select (
  (
    select json_build_object('id', 'case_' || encode(uuid_send(t1.id), 'hex'), 'number', t1.number)
    from cases t1
    where t1.number = $1::text
    and t1.town_id = $2::uuid
  )
)::text;

select (
  (
    select json_build_object('id', 'case_' || encode(uuid_send(t1.id), 'hex'))
    from cases t1
    where t1.number = $1::text
    and t1.town_id = $2::uuid
  )
)::text;
