with groups as materialized (
  select g.category_id, g.status, g.n, k.name, case status when 'RECEIVED' then 0 when 'TRIAGED' then 1 when 'ASSIGNED' then 2 when 'IN_PROGRESS' then 3 when 'RESOLVED' then 4
    when 'REPLIED' then 5 when 'FOLLOWED_UP' then 6 when 'ARCHIVED' then 7 when 'WITHDRAWN' then 8 else 9 end as place
  from (select category_id, status, count(*) as n from cases
        where {condition} and received_at >= {since} group by category_id, status) g
  left join categories k on k.id = g.category_id
)
select json_object('data', json_object('caseStats', json_object(
  'rows', (select json_group_array(json_object(
     'keys', json_array(
        json_object('value', 'category_' || lower(hex(category_id))),
        json_object('value', status)),
     'count', n) order by name, category_id, place) from groups),
  'total', json_object('count', (select coalesce(sum(n), 0) from groups))
)))
