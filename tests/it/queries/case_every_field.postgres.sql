select (
  (
    select json_build_object(
      'id', 'case_' || encode(uuid_send(t1.id), 'hex'),
      'number', t1.number,
      'title', t1.title,
      'description', t1.description,
      'category', (
        select json_build_object(
          'id', 'category_' || encode(uuid_send(r2.id), 'hex'),
          'code', r2.code,
          'name', r2.name,
          'nameEn', r2.name_en,
          'parent', (select json_build_object('code', r3.code) from categories r3 where r3.id = r2.parent_id),
          'simpleDays', r2.simple_days,
          'ordinaryDays', r2.ordinary_days,
          'majorDays', r2.major_days,
          'version', r2.version
        )
        from categories r2
        where r2.id = t1.category_id
      ),
      'source', t1.source,
      'severity', t1.severity,
      'emergency', t1.emergency,
      'confidential', t1.confidential,
      'status', t1.status,
      'open', t1.is_open,
      'area', (select json_build_object('code', r4.code) from areas r4 where r4.id = t1.area_id),
      'town', (select json_build_object('code', r5.code) from areas r5 where r5.id = t1.town_id),
      'community', (select json_build_object('code', r6.code) from areas r6 where r6.id = t1.community_id),
      'group', (select json_build_object('code', r7.code) from areas r7 where r7.id = t1.group_id),
      'desk', (select json_build_object('code', r8.code) from areas r8 where r8.id = t1.desk_id),
      'location', case when (t1.address is not null or t1.latitude is not null or t1.longitude is not null) then json_build_object('address', t1.address, 'latitude', t1.latitude, 'longitude', t1.longitude) end,
      'receivedAt', t1.received_at,
      'dueAt', t1.due_at,
      'closedAt', t1.closed_at,
      'updatedAt', t1.updated_at,
      'overdue', coalesce(t1.is_open and t1.due_at < $2::timestamptz, false),
      'receivedBy', (
        select json_build_object('displayName', r9.display_name)
        from users r9
        where r9.id = t1.received_by_id
      ),
      'firstHandler', (
        select json_build_object('displayName', r10.display_name)
        from users r10
        where r10.id = t1.first_handler_id
      ),
      'handler', (
        select json_build_object('displayName', r11.display_name)
        from users r11
        where r11.id = t1.handler_id
      ),
      'team', (select json_build_object('name', r12.name) from teams r12 where r12.id = t1.team_id),
      'hasReporter', exists (select 1 from reporters known where known.case_id = t1.id),
      'satisfaction', t1.satisfaction,
      'reopenCount', t1.reopen_count,
      'version', t1.version,
      'events', (
        select json_build_object(
          'nodes', coalesce(
            json_agg(
              json_build_object(
                'id', 'event_' || encode(uuid_send(t14.id), 'hex'),
                'kind', t14.kind,
                'at', t14.at,
                'fromStatus', t14.from_status,
                'toStatus', t14.to_status,
                'dueBefore', t14.due_before,
                'dueAfter', t14.due_after,
                'note', t14.note,
                'attachment', (
                  select json_build_object('id', 'attachment_' || encode(uuid_send(r15.id), 'hex'), 'fileName', r15.file_name)
                  from files r15
                  where r15.id = t14.attachment_id
                  and (
                    r15.case_id is not null or r15.check_id is not null or r15.before_hazard_id is not null or r15.after_hazard_id is not null or r15.visit_id is not null
                  )
                )
              ) order by t14.at asc,
              t14.id asc
            ),
            '[]'::json
          )
        )
        from (
          select a13.at, a13.attachment_id, a13.due_after, a13.due_before, a13.from_status, a13.id, a13.kind, a13.note, a13.to_status
          from case_events a13
          where a13.case_id = t1.id
          order by a13.at asc, a13.id asc
          limit 1
        ) t14
      ),
      'attachments', (
        select coalesce(
          json_agg(
            json_build_object(
              'id', 'attachment_' || encode(uuid_send(l22.id), 'hex'),
              'fileName', l22.file_name,
              'mediaType', l22.media_type,
              'byteLength', l22.byte_length,
              'sha256', l22.sha256,
              'uploadedBy', (
                select json_build_object('displayName', r23.display_name)
                from users r23
                where r23.id = l22.uploaded_by_id
              ),
              'uploadedAt', l22.uploaded_at,
              'personal', l22.personal
            ) order by l22.uploaded_at asc,
            l22.id asc
          ),
          '[]'::json
        )
        from files l22
        where l22.case_id = t1.id
      )
    )
    from cases t1
    where t1.id = $1::uuid
  )
)::text;
