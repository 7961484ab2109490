select (
  (
    select json_build_object(
      'name', t1.name,
      'accountableLeader', (
        select json_build_object('displayName', r2.display_name)
        from users r2
        where r2.id = t1.accountable_leader_id
      ),
      'members', (
        select json_build_object(
          'totalCount', $3::text || encode(uuid_send(t1.id), 'hex'),
          'nodes', coalesce(
            json_agg(
              json_build_object('displayName', t4.display_name) order by t4.display_name asc,
              t4.id asc
            ),
            '[]'::json
          ),
          'edges', coalesce(
            json_agg(
              json_build_object(
                'cursor', encode(
                  convert_to(
                    json_build_array(
                      'UserConnection+display_name+id'::text,
                      t4.display_name,
                      encode(uuid_send(t4.id), 'hex')
                    )::text,
                    'UTF8'
                  ),
                  'hex'
                )
              ) order by t4.display_name asc,
              t4.id asc
            ),
            '[]'::json
          )
        )
        from (
          select a3.display_name, a3.id, a3.town_id
          from users a3
          where a3.id in (select m.user_id from team_members m where m.team_id = t1.id and m.left_at is null)
          order by a3.display_name asc, a3.id asc
          limit 20
        ) t4
      ),
      'cases', (
        select json_build_object(
          'nodes', coalesce(
            json_agg(json_build_object('number', t7.number) order by t7.received_at desc, t7.id desc),
            '[]'::json
          )
        )
        from (
          select a6.id, a6.number, a6.received_at
          from cases a6
          where a6.team_id = t1.id
          and a6.town_id = $2::uuid
          order by a6.received_at desc, a6.id desc
          limit 1
        ) t7
      )
    )
    from teams t1
    where t1.id = $1::uuid
    and t1.town_id = $2::uuid
  )
)::text;

select encode(uuid_send(t1.id), 'hex'), (
  (
    select count(*)
    from users a5
    where a5.id in (select m.user_id from team_members m where m.team_id = t1.id and m.left_at is null)
  )
)::text
from teams t1
where t1.id = any($1::uuid[]);
