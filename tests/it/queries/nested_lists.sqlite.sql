select json_group_array(
  json_object(
    'name', t2.name,
    'cases', (
      select json_object(
        'nodes', json_group_array(
          json_object(
            'number', t4.number,
            'dueAt', t4.due_at,
            'events', (
              select json_object(
                'nodes', json_group_array(json_object('kind', t6.kind, 'at', t6.at) order by t6.rn_ desc) filter (where t6.rn_ <= 1),
                'pageInfo', json_object(
                  'hasPreviousPage', json(case (count(*) > 1) when 1 then 'true' when 0 then 'false' end)
                )
              )
              from (
                select t6.*, row_number() over (order by t6.at desc, t6.id desc) as rn_
                from (
                  select a5.at, a5.id, a5.kind
                  from case_events a5
                  where a5.case_id = t4.id
                  order by a5.at desc, a5.id desc
                  limit 2
                ) t6
              ) t6
            )
          ) order by t4.rn_
        ) filter (where t4.rn_ <= 2),
        'pageInfo', json_object('hasNextPage', json(case (count(*) > 2) when 1 then 'true' when 0 then 'false' end))
      )
      from (
        select t4.*, row_number() over (order by t4.due_at desc nulls last, t4.id desc) as rn_
        from (
          select a3.due_at, a3.id, a3.number
          from cases a3
          where a3.team_id = t2.id
          and a3.town_id = ?1
          and not a3.emergency
          order by a3.due_at desc nulls last, a3.id desc
          limit 3
        ) t4
      ) t4
    ),
    'checks', (
      select json_object(
        'nodes', json_group_array(
          json_object('number', t8.number, 'plannedFor', t8.planned_for) order by t8.planned_for desc,
          t8.id desc
        )
      )
      from (
        select a7.id, a7.number, a7.planned_for
        from checks a7
        where a7.team_id = t2.id
        and a7.town_id = ?1
        order by a7.planned_for desc, a7.id desc
        limit 1
      ) t8
    )
  ) order by t2.name asc,
  t2.id asc
)
from (select a1.id, a1.name from teams a1 where a1.town_id = ?1 order by a1.name asc, a1.id asc limit 2) t2;
