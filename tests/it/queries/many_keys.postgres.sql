select (
  coalesce(
    json_agg(
      (
        select ('{' || string_agg(substr(part, 2, length(part) - 2), ',' order by n) || '}')::json
        from (
          select 0 as n, (
            json_build_object(
              'a0', t2.number,
              'a1', t2.number,
              'a2', t2.number,
              'a3', t2.number,
              'a4', t2.number,
              'a5', t2.number,
              'a6', t2.number,
              'a7', t2.number,
              'a8', t2.number,
              'a9', t2.number,
              'a10', t2.number,
              'a11', t2.number,
              'a12', t2.number,
              'a13', t2.number,
              'a14', t2.number,
              'a15', t2.number,
              'b0', coalesce(t2.masked_title, t2.title),
              'b1', coalesce(t2.masked_title, t2.title),
              'b2', coalesce(t2.masked_title, t2.title),
              'b3', coalesce(t2.masked_title, t2.title),
              'b4', coalesce(t2.masked_title, t2.title),
              'b5', coalesce(t2.masked_title, t2.title),
              'b6', coalesce(t2.masked_title, t2.title),
              'b7', coalesce(t2.masked_title, t2.title),
              'b8', coalesce(t2.masked_title, t2.title),
              'b9', coalesce(t2.masked_title, t2.title),
              'b10', coalesce(t2.masked_title, t2.title),
              'b11', coalesce(t2.masked_title, t2.title),
              'b12', coalesce(t2.masked_title, t2.title),
              'b13', coalesce(t2.masked_title, t2.title),
              'b14', coalesce(t2.masked_title, t2.title),
              'b15', coalesce(t2.masked_title, t2.title),
              'c0', t2.status,
              'c1', t2.status,
              'c2', t2.status,
              'c3', t2.status,
              'c4', t2.status,
              'c5', t2.status,
              'c6', t2.status,
              'c7', t2.status,
              'c8', t2.status,
              'c9', t2.status,
              'c10', t2.status,
              'c11', t2.status,
              'c12', t2.status,
              'c13', t2.status,
              'c14', t2.status,
              'c15', t2.status,
              'd0', t2.version,
              'd1', t2.version
            )
          )::text as part
          union all
          select 1 as n, (
            json_build_object(
              'd2', t2.version,
              'd3', t2.version,
              'd4', t2.version,
              'd5', t2.version,
              'd6', t2.version,
              'd7', t2.version,
              'd8', t2.version,
              'd9', t2.version,
              'd10', t2.version,
              'd11', t2.version,
              'd12', t2.version,
              'd13', t2.version,
              'd14', t2.version,
              'd15', t2.version,
              'area', (select json_build_object('name', r3.name) from areas r3 where r3.id = t2.area_id)
            )
          )::text as part
        ) parts
      ) order by t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.area_id, a1.id, a1.masked_title, a1.number, a1.received_at, a1.status, a1.title, a1.version
  from cases a1
  where a1.community_id = $1::uuid
  and (
    a1.confidential = false or a1.team_id = $2::uuid or a1.handler_id = $3::uuid or a1.first_handler_id = $3::uuid or a1.overseer_id = $3::uuid
  )
  order by a1.received_at desc, a1.id desc
  limit 1
) t2;
