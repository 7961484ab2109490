select json_group_array(
  json_object(
    'id', 'case_' || lower(hex(t2.id)),
    'number', t2.number,
    'title', coalesce(t2.masked_title, t2.title),
    'severity', t2.severity,
    'overdue', json(case coalesce(t2.is_open and t2.due_at < ?1, false) when 1 then 'true' when 0 then 'false' end),
    'dueAt', t2.due_at,
    'area', (
      select json_object(
        'name', r3.name,
        'parent', (select json_object('name', r4.name) from areas r4 where r4.id = r3.parent_id)
      )
      from areas r3
      where r3.id = t2.area_id
    ),
    'team', (select json_object('name', r5.name, 'kind', r5.kind) from teams r5 where r5.id = t2.team_id),
    'events', (
      select json_object(
        'nodes', json_group_array(
          json_object(
            'kind', t7.kind,
            'at', t7.at,
            'actor', (
              select json_object('displayName', r8.display_name)
              from users r8
              where r8.id = t7.actor_id
            )
          ) order by t7.at asc,
          t7.id asc
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
) filter (where t2.rn_ <= 4), json_object(
  'hasNextPage', json(case (count(*) > 4) when 1 then 'true' when 0 then 'false' end),
  'endCursor', max(lower(hex(json_array('CaseConnection+due_at+id', t2.due_at, lower(hex(t2.id)))))) filter (where t2.rn_ = min(4, t2.count_) and t2.rn_ <= 4)
)
from (
  select t2.*, row_number() over (order by t2.due_at asc nulls last, t2.id asc) as rn_, count(*) over () as count_
  from (
    select t2.*
    from (
      select *
      from (
        select a1.area_id, a1.due_at, a1.id, a1.is_open, a1.masked_title, a1.number, a1.severity, a1.team_id, a1.title
        from cases a1
        where a1.community_id = ?2
        and (
          a1.confidential = false or a1.team_id = ?3 or a1.handler_id = ?4 or a1.first_handler_id = ?4 or a1.overseer_id = ?4
        )
        and a1.is_open
        and a1.due_at is not null
        order by a1.due_at asc, a1.id asc
        limit 5
      ) b0
      union all
      select *
      from (
        select a1.area_id, a1.due_at, a1.id, a1.is_open, a1.masked_title, a1.number, a1.severity, a1.team_id, a1.title
        from cases a1
        where a1.community_id = ?2
        and (
          a1.confidential = false or a1.team_id = ?3 or a1.handler_id = ?4 or a1.first_handler_id = ?4 or a1.overseer_id = ?4
        )
        and a1.is_open
        and a1.due_at is null
        order by a1.due_at asc, a1.id asc
        limit 5
      ) b1
    ) t2
    order by t2.due_at asc nulls last, t2.id asc
    limit 5
  ) t2
) t2;
