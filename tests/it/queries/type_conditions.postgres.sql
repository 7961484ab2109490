select (
  (
    select json_build_object('id', 'case_' || encode(uuid_send(t1.id), 'hex'), 'key', t1.number)
    from cases t1
    where t1.id = $1::uuid
    and t1.community_id = $2::uuid
    and (
      t1.confidential = false or t1.team_id = $3::uuid or t1.handler_id = $4::uuid or t1.first_handler_id = $4::uuid or t1.overseer_id = $4::uuid
    )
  )
)::text;

select (
  (
    select json_build_object('id', 'team_' || encode(uuid_send(t1.id), 'hex'), 'key', t1.name, 'unit', t1.unit)
    from teams t1
    where t1.id = $1::uuid
    and t1.community_id = $2::uuid
  )
)::text;
