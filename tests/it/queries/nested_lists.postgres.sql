select (
  coalesce(
    json_agg(
      json_build_object(
        'name', t2.name,
        'cases', (
          select json_build_object(
            'nodes', coalesce(
              json_agg(
                json_build_object(
                  'number', t4.number,
                  'dueAt', t4.due_at,
                  'events', (
                    select json_build_object(
                      'nodes', coalesce(
                        json_agg(json_build_object('kind', t6.kind, 'at', t6.at) order by t6.rn_ desc) filter (where t6.rn_ <= 1),
                        '[]'::json
                      ),
                      'pageInfo', json_build_object('hasPreviousPage', (count(*) > 1))
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
              '[]'::json
            ),
            'pageInfo', json_build_object('hasNextPage', (count(*) > 2))
          )
          from (
            select t4.*, row_number() over (order by t4.due_at desc nulls last, t4.id desc) as rn_
            from (
              select t4.*
              from (
                select *
                from (
                  select a3.due_at, a3.id, a3.number
                  from cases a3
                  where a3.team_id = t2.id
                  and a3.town_id = $1::uuid
                  and not a3.emergency
                  and a3.due_at is not null
                  order by a3.due_at desc, a3.id desc
                  limit 3
                ) b0
                union all
                select *
                from (
                  select a3.due_at, a3.id, a3.number
                  from cases a3
                  where a3.team_id = t2.id
                  and a3.town_id = $1::uuid
                  and not a3.emergency
                  and a3.due_at is null
                  order by a3.due_at desc, a3.id desc
                  limit 3
                ) b1
              ) t4
              order by t4.due_at desc nulls last, t4.id desc
              limit 3
            ) t4
          ) t4
        ),
        'checks', (
          select json_build_object(
            'nodes', coalesce(
              json_agg(
                json_build_object('number', t8.number, 'plannedFor', t8.planned_for) order by t8.planned_for desc,
                t8.id desc
              ),
              '[]'::json
            )
          )
          from (
            select a7.id, a7.number, a7.planned_for
            from checks a7
            where a7.team_id = t2.id
            and a7.town_id = $1::uuid
            order by a7.planned_for desc, a7.id desc
            limit 1
          ) t8
        )
      ) order by t2.name asc,
      t2.id asc
    ),
    '[]'::json
  )
)::text
from (
  select a1.id, a1.name
  from teams a1
  where a1.town_id = $1::uuid
  order by a1.name asc, a1.id asc
  limit 2
) t2;
