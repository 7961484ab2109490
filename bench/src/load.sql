-- A district of 10 towns with 50 communities of 4 grids each, and $cases cases with 3 events each.
insert into areas(id, code, path, level, name, parent_id, district_id, created_at, updated_at)
select i, 'D', '/D/', 'DISTRICT', 'District', null, i, now(), now() from (select gen_random_uuid() i) x;
insert into areas(id, code, path, level, name, parent_id, district_id, town_id, created_at, updated_at)
select x.i, 'T'||n, d.path||'T'||n||'/', 'TOWN', 'Town '||n, d.id, d.id, x.i, now(), now()
from areas d, (select n, gen_random_uuid() i from generate_series(1, 10) n) x where d.level = 'DISTRICT';
insert into areas(id, code, path, level, name, parent_id, district_id, town_id, community_id, created_at, updated_at)
select x.i, t.code||'C'||n, t.path||t.code||'C'||n||'/', 'COMMUNITY', 'Community '||n, t.id, t.district_id, t.id, x.i, now(), now()
from areas t cross join lateral (select n, gen_random_uuid() i from generate_series(1, 50) n where t.id is not null) x where t.level = 'TOWN';
insert into areas(id, code, path, level, name, parent_id, district_id, town_id, community_id, group_id, created_at, updated_at)
select x.i, c.code||'G'||n, c.path||c.code||'G'||n||'/', 'GROUP', 'Grid '||n, c.id, c.district_id, c.town_id, c.id, x.i, now(), now()
from areas c cross join lateral (select n, gen_random_uuid() i from generate_series(1, 4) n where c.id is not null) x where c.level = 'COMMUNITY';
insert into teams(id, name, kind, area_id, district_id, town_id, unit, version, created_at, updated_at)
select gen_random_uuid(), 'Team', 'PATROL', t.id, t.district_id, t.id, false, 1, now(), now() from areas t where t.level = 'TOWN';
insert into cases(id, number, title, description, source, severity, emergency, confidential, status, is_open, area_id, district_id, town_id, community_id, group_id, desk_id,
  received_at, due_at, closed_at, updated_at, team_id)
select gen_random_uuid(), 'N-'||n, 'Matter '||n, 'What somebody wrote about it, in a sentence or two of some length.', 'PHONE', 'ORDINARY', false, n % 20 = 0,
  case when n % 4 = 0 then 'IN_PROGRESS' else 'ARCHIVED' end, n % 4 = 0, g.id, g.district_id, g.town_id, g.community_id, g.id, g.id,
  r.at, r.at + interval '7 days', case when n % 4 = 0 then null else r.at + interval '3 days' end, r.at, (select t.id from teams t where t.town_id = g.town_id)
from generate_series(1, $cases) n
join lateral (select timestamptz '2026-11-01' - (n % 525600) * interval '1 minute' as at) r on true
join (select *, row_number() over (order by code) k from areas where level = 'GROUP') g on g.k = 1 + (n * 7919) % 2000;
insert into case_events(id, case_id, kind, at, note)
select gen_random_uuid(), c.id, 'NOTED', c.received_at + e * interval '1 hour', 'Somebody went there and looked.' from cases c, generate_series(1, 3) e;
analyze;
