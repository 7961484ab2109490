select (
  (
    select json_build_object(
      'user', json_build_object(
        'id', 'user_' || encode(uuid_send(v1.id), 'hex'),
        'displayName', v1.display_name,
        'username', v1.username,
        'active', v1.active,
        'workPhone', v1.work_phone
      ),
      'grants', (
        select coalesce(
          json_agg(
            json_build_object(
              'role', l2.role,
              'area', (select json_build_object('name', r3.name) from areas r3 where r3.id = l2.area_id),
              'validFrom', l2.valid_from,
              'validUntil', l2.valid_until
            ) order by l2.created_at asc,
            l2.id asc
          ),
          '[]'::json
        )
        from grants l2
        where l2.user_id = v1.id
      ),
      'teams', (
        select coalesce(
          json_agg(
            json_build_object(
              'name', l4.name,
              'area', (select json_build_object('name', r5.name) from areas r5 where r5.id = l4.area_id),
              'leader', (
                select json_build_object('displayName', r6.display_name)
                from users r6
                where r6.id = l4.leader_id
                and (
                  (l4.community_id = $2::uuid or l4.group_id = $3::uuid) or (l4.town_id = $4::uuid and l4.id = $5::uuid)
                )
              )
            ) order by l4.name asc,
            l4.id asc
          ),
          '[]'::json
        )
        from teams l4
        where l4.id in (select m.team_id from team_members m where m.user_id = v1.id and m.left_at is null)
      )
    )
    from users v1
    where v1.id = $1::uuid
  )
)::text;
