with groups as materialized (
  select g.*, a.name
  from (select community_id, count(*) as n, count(*) filter (where is_open) as open_n,
          count(*) filter (where is_open and due_at < now()) as overdue_n,
          count(*) filter (where status in ('RESOLVED', 'REPLIED', 'FOLLOWED_UP', 'ARCHIVED')) as closed_n
        from cases where {condition} group by community_id) g
  left join areas a on a.id = g.community_id
)
select json_build_object('data', json_build_object('caseStats', json_build_object(
  'rows', (select coalesce(json_agg(json_build_object(
     'keys', json_build_array(
        json_build_object('value', 'area_' || encode(uuid_send(community_id), 'hex'), 'label', name)),
     'count', n, 'openCount', open_n, 'overdueCount', overdue_n, 'closedCount', closed_n)
     order by name, community_id), '[]') from groups),
  'total', json_build_object('count', (select coalesce(sum(n), 0) from groups))
)))::text
