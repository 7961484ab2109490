select (
  select json_object(
    'number', t1.number,
    'title', t1.title,
    'description', t1.description,
    'status', t1.status,
    'events', (
      select json_object(
        'nodes', json_group_array(
          json_object(
            'kind', t3.kind,
            'at', t3.at,
            'fromStatus', t3.from_status,
            'toStatus', t3.to_status,
            'note', t3.note,
            'actor', (
              select json_object('displayName', r4.display_name)
              from users r4
              where r4.id = t3.actor_id
            ),
            'team', (select json_object('name', r5.name) from teams r5 where r5.id = t3.team_id),
            'desk', (select json_object('name', r6.name) from areas r6 where r6.id = t3.desk_id)
          ) order by t3.rn_
        ) filter (where t3.rn_ <= 20),
        'pageInfo', json_object('hasNextPage', json(case (count(*) > 20) when 1 then 'true' when 0 then 'false' end))
      )
      from (
        select t3.*, row_number() over (order by t3.at asc, t3.id asc) as rn_
        from (
          select a2.actor_id, a2.at, a2.desk_id, a2.from_status, a2.id, a2.kind, a2.note, a2.team_id, a2.to_status
          from case_events a2
          where a2.case_id = t1.id
          order by a2.at asc, a2.id asc
          limit 21
        ) t3
      ) t3
    )
  )
  from cases t1
  where t1.id = ?1
  and t1.community_id = ?2
  and (
    t1.confidential = false or t1.team_id = ?3 or t1.handler_id = ?4 or t1.first_handler_id = ?4 or t1.overseer_id = ?4
  )
);
