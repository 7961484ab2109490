select (
  (
    select json_build_object(
      'id', 'attachment_' || encode(uuid_send(t1.id), 'hex'),
      'fileName', t1.file_name,
      'mediaType', t1.media_type,
      'byteLength', t1.byte_length,
      'sha256', t1.sha256,
      'personal', t1.personal
    )
    from files t1
    where t1.id = $1::uuid
    and exists (
      select 1
      from cases h2
      where h2.id = t1.case_id
      and h2.district_id = $2::uuid
      and (t1.personal = false or (h2.district_id = $2::uuid))
    )
  )
)::text;
