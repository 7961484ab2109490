select (
  select json_object(
    'id', 'attachment_' || lower(hex(t1.id)),
    'fileName', t1.file_name,
    'mediaType', t1.media_type,
    'byteLength', t1.byte_length,
    'sha256', t1.sha256,
    'personal', json(case t1.personal when 1 then 'true' when 0 then 'false' end)
  )
  from files t1
  where t1.id = ?1
  and (
    exists (
      select 1
      from cases h2
      where h2.id = t1.case_id
      and h2.district_id = ?2
      and (t1.personal = false or (+h2.district_id = ?2))
    ) or exists (select 1 from checks h3 where h3.id = t1.check_id and h3.district_id = ?2) or exists (select 1 from hazards h4 where h4.id = t1.before_hazard_id and h4.district_id = ?2) or exists (select 1 from hazards h5 where h5.id = t1.after_hazard_id and h5.district_id = ?2) or exists (
      select 1
      from patrol_visits h6
      where h6.id = t1.visit_id
      and exists (select 1 from patrol_routes h7 where h7.id = h6.route_id and h7.district_id = ?2)
    )
  )
);
