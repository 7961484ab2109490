select (
  coalesce(
    json_agg(json_build_object('id', 'case_' || encode(uuid_send(t2.id), 'hex')) order by t2.rn_) filter (where t2.rn_ <= 20),
    '[]'::json
  )
)::text, (json_build_object('hasNextPage', (count(*) > 20)))::text
from (
  select t2.*, row_number() over (order by t2.received_at desc, t2.id desc) as rn_
  from (
    select a1.id, a1.received_at
    from cases a1
    where false
    order by a1.received_at desc, a1.id desc
    limit 21
  ) t2
) t2;

select count(*)::text from cases a1 where false;

select (
  coalesce(
    json_agg(json_build_object('id', 'area_' || encode(uuid_send(t2.id), 'hex')) order by t2.path asc),
    '[]'::json
  )
)::text
from (select a1.id, a1.path from areas a1 where false order by a1.path asc limit 20) t2;

select count(*)::text from teams a1 where false;

select (
  coalesce(
    json_agg(
      json_build_object('id', 'check_' || encode(uuid_send(t2.id), 'hex')) order by t2.planned_for desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.id, a1.planned_for
  from checks a1
  where false
  order by a1.planned_for desc, a1.id desc
  limit 20
) t2;

select (
  (
    select json_build_object('id', 'area_' || encode(uuid_send(t1.id), 'hex'))
    from areas t1
    where t1.id = $1::uuid
    and false
  )
)::text;

select (
  (
    select json_build_object(
      'user', json_build_object('username', v1.username),
      'grants', (
        select coalesce(
          json_agg(json_build_object('role', l2.role) order by l2.created_at asc, l2.id asc),
          '[]'::json
        )
        from grants l2
        where l2.user_id = v1.id
      ),
      'teams', (
        select coalesce(json_agg(json_build_object('name', l3.name) order by l3.name asc, l3.id asc), '[]'::json)
        from teams l3
        where l3.id in (select m.team_id from team_members m where m.user_id = v1.id and m.left_at is null)
      )
    )
    from users v1
    where v1.id = $1::uuid
  )
)::text;
