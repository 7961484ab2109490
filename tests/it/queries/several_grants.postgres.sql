select (
  coalesce(
    json_agg(json_build_object('number', t2.number, 'receivedAt', t2.received_at) order by t2.rn_) filter (where t2.rn_ <= 5),
    '[]'::json
  )
)::text, (
  json_build_object(
    'hasNextPage', (count(*) > 5),
    'endCursor', max(
      encode(
        convert_to(
          json_build_array('CaseConnection-received_at-id'::text, t2.received_at, encode(uuid_send(t2.id), 'hex'))::text,
          'UTF8'
        ),
        'hex'
      )
    ) filter (where t2.rn_ = least(5, t2.count_) and t2.rn_ <= 5)
  )
)::text
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_, count(*) over () as count_
  from (
    select t2.*
    from (
      select *
      from (
        select a1.id, a1.number, a1.received_at
        from cases a1
        where a1.community_id = $1::uuid
        and (
          a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
        )
        order by a1.received_at desc, a1.id desc
        limit 6
      ) b0
      union all
      select *
      from (
        select a1.id, a1.number, a1.received_at
        from cases a1
        where a1.group_id = $4::uuid
        and (
          a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
        )
        order by a1.received_at desc, a1.id desc
        limit 6
      ) b1
      union all
      select *
      from (
        select a1.id, a1.number, a1.received_at
        from cases a1
        where a1.team_id = $2::uuid
        and a1.town_id = $5::uuid
        and (
          (
            (
              a1.community_id = $1::uuid and (
                a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
              )
            ) or (
              a1.group_id = $4::uuid and (
                a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
              )
            )
          )
        ) is not true
        order by a1.received_at desc, a1.id desc
        limit 6
      ) b2
      union all
      select *
      from (
        select a1.id, a1.number, a1.received_at
        from cases a1
        where a1.handler_id = $3::uuid
        and a1.town_id = $5::uuid
        and (
          (
            (
              a1.community_id = $1::uuid and (
                a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
              )
            ) or (
              a1.group_id = $4::uuid and (
                a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
              )
            ) or (a1.team_id = $2::uuid and a1.town_id = $5::uuid)
          )
        ) is not true
        order by a1.received_at desc, a1.id desc
        limit 6
      ) b3
      union all
      select *
      from (
        select a1.id, a1.number, a1.received_at
        from cases a1
        where a1.first_handler_id = $3::uuid
        and a1.town_id = $5::uuid
        and (
          (
            (
              a1.community_id = $1::uuid and (
                a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
              )
            ) or (
              a1.group_id = $4::uuid and (
                a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
              )
            ) or (a1.team_id = $2::uuid and a1.town_id = $5::uuid) or (a1.handler_id = $3::uuid and a1.town_id = $5::uuid)
          )
        ) is not true
        order by a1.received_at desc, a1.id desc
        limit 6
      ) b4
      union all
      select *
      from (
        select a1.id, a1.number, a1.received_at
        from cases a1
        where a1.overseer_id = $3::uuid
        and a1.town_id = $5::uuid
        and (
          (
            (
              a1.community_id = $1::uuid and (
                a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
              )
            ) or (
              a1.group_id = $4::uuid and (
                a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
              )
            ) or (a1.team_id = $2::uuid and a1.town_id = $5::uuid) or (a1.handler_id = $3::uuid and a1.town_id = $5::uuid) or (a1.first_handler_id = $3::uuid and a1.town_id = $5::uuid)
          )
        ) is not true
        order by a1.received_at desc, a1.id desc
        limit 6
      ) b5
    ) t2
    order by t2.received_at desc, t2.id desc
    limit 6
  ) t2
) t2;

select count(*)::text
from cases a1
where (
  (
    (a1.community_id = $1::uuid or a1.group_id = $2::uuid) and (
      a1.confidential = false or a1.team_id = $3::uuid or a1.handler_id = $4::uuid or a1.first_handler_id = $4::uuid or a1.overseer_id = $4::uuid
    )
  ) or (
    a1.town_id = $5::uuid and (
      a1.team_id = $3::uuid or a1.handler_id = $4::uuid or a1.first_handler_id = $4::uuid or a1.overseer_id = $4::uuid
    )
  )
);

select (coalesce(json_agg(json_build_object('code', t2.code) order by t2.path asc), '[]'::json))::text
from (
  select t2.*
  from (
    select *
    from (
      select a1.code, a1.id, a1.path
      from areas a1
      where a1.path >= $1::text
      and a1.path < $2::text
      order by a1.path asc
      limit 20
    ) b0
    union all
    select *
    from (
      select a1.code, a1.id, a1.path
      from areas a1
      where a1.path >= $3::text
      and a1.path < $4::text
      order by a1.path asc
      limit 20
    ) b1
    union all
    select *
    from (
      select a1.code, a1.id, a1.path
      from areas a1
      where a1.path >= $5::text
      and a1.path < $6::text
      order by a1.path asc
      limit 20
    ) b2
  ) t2
  order by t2.path asc
  limit 20
) t2;
