select json_group_array(json_object('number', t2.number, 'receivedAt', t2.received_at) order by t2.rn_) filter (where t2.rn_ <= 5), json_object(
  'hasNextPage', json(case (count(*) > 5) when 1 then 'true' when 0 then 'false' end),
  'endCursor', max(lower(hex(json_array('CaseConnection-received_at-id', t2.received_at, lower(hex(t2.id)))))) filter (where t2.rn_ = min(5, t2.count_) and t2.rn_ <= 5)
)
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_, count(*) over () as count_
  from (
    select a1.id, a1.number, a1.received_at
    from cases a1
    where a1.community_id = ?1
    and (
      a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
    )
    union all
    select a1.id, a1.number, a1.received_at
    from cases a1
    where a1.group_id = ?4
    and (
      a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
    )
    union all
    select a1.id, a1.number, a1.received_at
    from cases a1
    where a1.team_id = ?2
    and +a1.town_id = ?5
    and (
      (
        (
          +a1.community_id = ?1 and (
            a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
          )
        ) or (
          +a1.group_id = ?4 and (
            a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
          )
        )
      )
    ) is not true
    union all
    select a1.id, a1.number, a1.received_at
    from cases a1
    where a1.handler_id = ?3
    and +a1.town_id = ?5
    and (
      (
        (
          +a1.community_id = ?1 and (
            a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
          )
        ) or (
          +a1.group_id = ?4 and (
            a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
          )
        ) or (a1.team_id = ?2 and +a1.town_id = ?5)
      )
    ) is not true
    union all
    select a1.id, a1.number, a1.received_at
    from cases a1
    where a1.first_handler_id = ?3
    and +a1.town_id = ?5
    and (
      (
        (
          +a1.community_id = ?1 and (
            a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
          )
        ) or (
          +a1.group_id = ?4 and (
            a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
          )
        ) or (a1.team_id = ?2 and +a1.town_id = ?5) or (a1.handler_id = ?3 and +a1.town_id = ?5)
      )
    ) is not true
    union all
    select a1.id, a1.number, a1.received_at
    from cases a1
    where a1.overseer_id = ?3
    and +a1.town_id = ?5
    and (
      (
        (
          +a1.community_id = ?1 and (
            a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
          )
        ) or (
          +a1.group_id = ?4 and (
            a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
          )
        ) or (a1.team_id = ?2 and +a1.town_id = ?5) or (a1.handler_id = ?3 and +a1.town_id = ?5) or (a1.first_handler_id = ?3 and +a1.town_id = ?5)
      )
    ) is not true
    order by a1.received_at desc, a1.id desc
    limit 6
  ) t2
) t2;

select cast(count(*) as text)
from cases a1
where (
  (
    (a1.community_id = ?1 or a1.group_id = ?2) and (
      a1.confidential = false or a1.team_id = ?3 or a1.handler_id = ?4 or a1.first_handler_id = ?4 or a1.overseer_id = ?4
    )
  ) or (
    a1.town_id = ?5 and (a1.team_id = ?3 or a1.handler_id = ?4 or a1.first_handler_id = ?4 or a1.overseer_id = ?4)
  )
);

select json_group_array(json_object('code', t2.code) order by t2.path asc)
from (
  select a1.code, a1.id, a1.path
  from areas a1
  where a1.path >= ?1
  and a1.path < ?2
  union all
  select a1.code, a1.id, a1.path
  from areas a1
  where a1.path >= ?3
  and a1.path < ?4
  union all
  select a1.code, a1.id, a1.path
  from areas a1
  where a1.path >= ?5
  and a1.path < ?6
  order by a1.path asc
  limit 20
) t2;
