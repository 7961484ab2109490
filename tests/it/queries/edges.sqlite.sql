select json_group_array(
  json_object(
    'cursor', lower(hex(json_array('CaseConnection-received_at-id', t2.received_at, lower(hex(t2.id))))),
    'node', json_object('number', t2.number)
  ) order by t2.rn_ desc
) filter (where t2.rn_ <= 2), json_object(
  'startCursor', max(lower(hex(json_array('CaseConnection-received_at-id', t2.received_at, lower(hex(t2.id)))))) filter (where t2.rn_ = min(2, t2.count_) and t2.rn_ <= 2),
  'endCursor', max(lower(hex(json_array('CaseConnection-received_at-id', t2.received_at, lower(hex(t2.id)))))) filter (where t2.rn_ = 1 and t2.rn_ <= 2)
)
from (
  select t2.*, row_number() over (order by t2.received_at asc, t2.id asc) as rn_, count(*) over () as count_
  from (
    select a1.id, a1.number, a1.received_at
    from cases a1
    where a1.community_id = ?1
    and (
      a1.confidential = false or a1.team_id = ?2 or a1.handler_id = ?3 or a1.first_handler_id = ?3 or a1.overseer_id = ?3
    )
    order by a1.received_at asc, a1.id asc
    limit 3
  ) t2
) t2;
