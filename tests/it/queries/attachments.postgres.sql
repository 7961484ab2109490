select (
  coalesce(
    json_agg(
      json_build_object(
        'number', t2.number,
        'attachments', (
          select coalesce(
            json_agg(
              json_build_object(
                'id', 'attachment_' || encode(uuid_send(l3.id), 'hex'),
                'fileName', coalesce(l3.masked_name, l3.file_name),
                'personal', l3.personal
              ) order by l3.uploaded_at asc,
              l3.id asc
            ),
            '[]'::json
          )
          from files l3
          where l3.case_id = t2.id
          and (l3.personal = false or (false))
        ),
        'events', (
          select json_build_object(
            'nodes', coalesce(
              json_agg(
                json_build_object(
                  'attachment', (
                    select json_build_object('fileName', coalesce(r6.masked_name, r6.file_name))
                    from files r6
                    where r6.id = t5.attachment_id
                    and (
                      exists (
                        select 1
                        from cases h7
                        where h7.id = r6.case_id
                        and h7.district_id = $1::uuid
                        and h7.confidential = false
                        and (r6.personal = false or (false))
                      ) or exists (
                        select 1
                        from checks h8
                        where h8.id = r6.check_id
                        and h8.district_id = $1::uuid
                      ) or exists (
                        select 1
                        from hazards h9
                        where h9.id = r6.before_hazard_id
                        and h9.district_id = $1::uuid
                      ) or exists (
                        select 1
                        from hazards h10
                        where h10.id = r6.after_hazard_id
                        and h10.district_id = $1::uuid
                      ) or exists (
                        select 1
                        from patrol_visits h11
                        where h11.id = r6.visit_id
                        and exists (
                          select 1
                          from patrol_routes h12
                          where h12.id = h11.route_id
                          and h12.district_id = $1::uuid
                        )
                      )
                    )
                  )
                ) order by t5.at asc,
                t5.id asc
              ),
              '[]'::json
            )
          )
          from (
            select a4.at, a4.attachment_id, a4.id
            from case_events a4
            where a4.case_id = t2.id
            order by a4.at asc, a4.id asc
            limit 1
          ) t5
        )
      ) order by t2.number asc
    ),
    '[]'::json
  )
)::text
from (
  select a1.id, a1.number
  from cases a1
  where a1.district_id = $1::uuid
  and a1.confidential = false
  and strpos(lower(a1.number), lower($2::text)) > 0
  order by a1.number asc
  limit 3
) t2;
