select (
  coalesce(
    json_agg(
      json_build_object(
        'id', 'case_' || encode(uuid_send(t2.id), 'hex'),
        'number', t2.number,
        'title', coalesce(t2.masked_title, t2.title),
        'severity', t2.severity,
        'overdue', coalesce(t2.is_open and t2.due_at < $1::timestamptz, false),
        'dueAt', t2.due_at,
        'area', (
          select json_build_object(
            'name', r3.name,
            'parent', (select json_build_object('name', r4.name) from areas r4 where r4.id = r3.parent_id)
          )
          from areas r3
          where r3.id = t2.area_id
        ),
        'team', (
          select json_build_object('name', r5.name, 'kind', r5.kind)
          from teams r5
          where r5.id = t2.team_id
        ),
        'events', (
          select json_build_object(
            'nodes', coalesce(
              json_agg(
                json_build_object(
                  'kind', t7.kind,
                  'at', t7.at,
                  'actor', (
                    select json_build_object('displayName', r8.display_name)
                    from users r8
                    where r8.id = t7.actor_id
                  )
                ) order by t7.at asc,
                t7.id asc
              ),
              '[]'::json
            )
          )
          from (
            select a6.actor_id, a6.at, a6.id, a6.kind
            from case_events a6
            where a6.case_id = t2.id
            order by a6.at desc, a6.id desc
            limit 3
          ) t7
        )
      ) order by t2.rn_
    ) filter (where t2.rn_ <= 4),
    '[]'::json
  )
)::text, (
  json_build_object(
    'hasNextPage', (count(*) > 4),
    'endCursor', max(
      encode(
        convert_to(
          json_build_array('CaseConnection+due_at+id'::text, t2.due_at, encode(uuid_send(t2.id), 'hex'))::text,
          'UTF8'
        ),
        'hex'
      )
    ) filter (where t2.rn_ = least(4, t2.count_) and t2.rn_ <= 4)
  )
)::text
from (
  select t2.*, row_number() over (order by t2.due_at asc nulls last, t2.id asc) as rn_, count(*) over () as count_
  from (
    select a1.area_id, a1.due_at, a1.id, a1.is_open, a1.masked_title, a1.number, a1.severity, a1.team_id, a1.title
    from cases a1
    where a1.community_id = $2::uuid
    and (
      a1.confidential = false or a1.team_id = $3::uuid or a1.handler_id = $4::uuid or a1.first_handler_id = $4::uuid or a1.overseer_id = $4::uuid
    )
    and a1.is_open
    order by a1.due_at asc nulls last, a1.id asc
    limit 5
  ) t2
) t2;
