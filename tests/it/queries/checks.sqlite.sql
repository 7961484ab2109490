select json_group_array(
  json_object(
    'number', t2.number,
    'kind', t2.kind,
    'status', t2.status,
    'outcome', t2.outcome,
    'plannedFor', t2.planned_for,
    'signedAt', t2.signed_at,
    'version', t2.version,
    'place', (
      select json_object(
        'code', r3.code,
        'name', r3.name,
        'kind', r3.kind,
        'area', (select json_object('name', r4.name) from areas r4 where r4.id = r3.area_id),
        'location', case when (r3.address is not null or r3.latitude is not null or r3.longitude is not null) and r3.community_id = ?1 then json_object('address', r3.address, 'latitude', r3.latitude, 'longitude', r3.longitude) end,
        'checks', (select json_object('totalCount', ?2 || lower(hex(r3.id))))
      )
      from places r3
      where r3.id = t2.place_id
    ),
    'inspector', (select json_object('displayName', r8.display_name) from users r8 where r8.id = t2.inspector_id),
    'items', (
      select json_group_array(
        json_object(
          'code', l9.code,
          'question', l9.question,
          'passed', json(case l9.passed when 1 then 'true' when 0 then 'false' end),
          'note', coalesce(l9.masked_note, l9.note)
        ) order by l9.position asc
      )
      from check_items l9
      where l9.check_id = t2.id
    ),
    'checklist', (
      select json_object(
        'code', r10.code,
        'revision', r10.revision,
        'name', r10.name,
        'nameEn', r10.name_en,
        'questions', (
          select json_group_array(
            json_object(
              'code', l11.code,
              'text', l11.text,
              'textEn', l11.text_en,
              'mustPass', json(case l11.must_pass when 1 then 'true' when 0 then 'false' end)
            ) order by l11.position asc
          )
          from checklist_questions l11
          where l11.checklist_id = r10.id
        )
      )
      from checklists r10
      where r10.id = t2.checklist_id
    ),
    'allowedActions', ?3 || t2.status || '|' || (select area.path from areas area where area.id = t2.area_id) || '|' || coalesce(lower(hex(t2.team_id)), '') || '|' || coalesce(lower(hex(t2.inspector_id)), '') || '|' || coalesce(lower(hex(t2.created_by_id)), '') || '|' || coalesce(lower(hex(t2.signed_by_id)), '')
  ) order by t2.planned_for desc,
  t2.id desc
)
from (
  select a1.area_id, a1.checklist_id, a1.created_by_id, a1.id, a1.inspector_id, a1.kind, a1.number, a1.outcome, a1.place_id, a1.planned_for, a1.signed_at, a1.signed_by_id, a1.status, a1.team_id, a1.version
  from checks a1
  where a1.community_id = ?1
  and (a1.status = ?4) is not true
  order by a1.planned_for desc, a1.id desc
  limit 2
) t2;

select lower(hex(r3.id)), cast(
  (
    case when r3.community_id = ?1 then (select count(*) from checks a7 where a7.place_id = r3.id and a7.community_id = ?1) else 0 end
  ) as text
)
from places r3
where r3.id in (select unhex(value) from json_each(?2));
