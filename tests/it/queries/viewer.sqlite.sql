select (
  select json_object(
    'user', json_object(
      'id', 'user_' || lower(hex(v1.id)),
      'displayName', v1.display_name,
      'username', v1.username,
      'active', json(case v1.active when 1 then 'true' when 0 then 'false' end),
      'workPhone', v1.work_phone
    ),
    'grants', (
      select json_group_array(
        json_object(
          'role', l2.role,
          'area', (select json_object('name', r3.name) from areas r3 where r3.id = l2.area_id),
          'validFrom', l2.valid_from,
          'validUntil', l2.valid_until
        ) order by l2.created_at asc,
        l2.id asc
      )
      from grants l2
      where l2.user_id = v1.id
    ),
    'teams', (
      select json_group_array(
        json_object(
          'name', l4.name,
          'area', (select json_object('name', r5.name) from areas r5 where r5.id = l4.area_id),
          'leader', (
            select json_object('displayName', r6.display_name)
            from users r6
            where r6.id = l4.leader_id
            and ((l4.community_id = ?2 or l4.group_id = ?3) or (l4.town_id = ?4 and l4.id = ?5))
          )
        ) order by l4.name asc,
        l4.id asc
      )
      from teams l4
      where l4.id in (select m.team_id from team_members m where m.user_id = v1.id and m.left_at is null)
    )
  )
  from users v1
  where v1.id = ?1
);
