with groups as materialized (
  select g.category_id, g.status, g.n, k.name, case status when 'RECEIVED' then 0 when 'TRIAGED' then 1 when 'ASSIGNED' then 2 when 'IN_PROGRESS' then 3 when 'RESOLVED' then 4
    when 'REPLIED' then 5 when 'FOLLOWED_UP' then 6 when 'ARCHIVED' then 7 when 'WITHDRAWN' then 8 else 9 end as place
  from (select category_id, status, count(*) as n from cases
        where {condition} and received_at >= {since} group by category_id, status) g
  left join categories k on k.id = g.category_id
)
select json_build_object('data', json_build_object('caseStats', json_build_object(
  'rows', (select coalesce(json_agg(json_build_object(
     'keys', json_build_array(
        json_build_object('value', 'category_' || encode(uuid_send(category_id), 'hex')),
        json_build_object('value', status)),
     'count', n) order by name, category_id, place), '[]') from groups),
  'total', json_build_object('count', (select coalesce(sum(n), 0) from groups))
)))::text
