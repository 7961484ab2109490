select (
  coalesce(
    json_agg(
      json_build_object(
        'number', t2.number,
        'events', (select json_build_object('totalCount', $1::text || encode(uuid_send(t2.id), 'hex')))
      ) order by t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.id, a1.number, a1.received_at
  from cases a1
  where a1.town_id = $2::uuid
  order by a1.received_at desc, a1.id desc
  limit 1
) t2;

select count(*)::text from cases a1 where a1.town_id = $1::uuid;

select encode(uuid_send(t2.id), 'hex'), ((select count(*) from case_events a5 where a5.case_id = t2.id))::text
from cases t2
where t2.id = any($1::uuid[]);

select (
  coalesce(
    json_agg(
      json_build_object(
        'name', t2.name,
        'cases', (select json_build_object('totalCount', $2::text || encode(uuid_send(t2.id), 'hex')))
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
  limit 20
) t2;

select count(*)::text from teams a1 where a1.town_id = $1::uuid;

select encode(uuid_send(t2.id), 'hex'), ((select count(*) from cases a5 where a5.team_id = t2.id and a5.town_id = $1::uuid and a5.is_open))::text
from teams t2
where t2.id = any($2::uuid[]);
