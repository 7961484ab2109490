with groups as materialized (
  select g.*, a.name
  from (select community_id, count(*) as n, count(*) filter (where is_open) as open_n,
          count(*) filter (where is_open and due_at < strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now')) as overdue_n,
          count(*) filter (where status in ('RESOLVED', 'REPLIED', 'FOLLOWED_UP', 'ARCHIVED')) as closed_n
        from cases where {condition} group by community_id) g
  left join areas a on a.id = g.community_id
)
select json_object('data', json_object('caseStats', json_object(
  'rows', (select json_group_array(json_object(
     'keys', json_array(
        json_object('value', 'area_' || lower(hex(community_id)), 'label', name)),
     'count', n, 'openCount', open_n, 'overdueCount', overdue_n, 'closedCount', closed_n)
     order by name, community_id) from groups),
  'total', json_object('count', (select coalesce(sum(n), 0) from groups))
)))
