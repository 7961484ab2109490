select (
  (
    select json_build_object(
      'number', t1.number,
      'title', coalesce(t1.masked_title, t1.title),
      'area', (select json_build_object('name', r2.name) from areas r2 where r2.id = t1.area_id)
    )
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
    select json_build_object('user', json_build_object('displayName', v1.display_name))
    from users v1
    where v1.id = $1::uuid
  )
)::text;
