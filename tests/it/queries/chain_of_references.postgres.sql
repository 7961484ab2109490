select (
  (
    select json_build_object(
      'events', (
        select json_build_object(
          'nodes', coalesce(
            json_agg(
              json_build_object(
                'actor', (
                  select json_build_object('displayName', r4.display_name)
                  from users r4
                  where r4.id = t3.actor_id
                )
              ) order by t3.at asc,
              t3.id asc
            ),
            '[]'::json
          )
        )
        from (
          select a2.actor_id, a2.at, a2.id
          from case_events a2
          where a2.case_id = t1.id
          order by a2.at asc, a2.id asc
          limit 1
        ) t3
      ),
      'area', (
        select json_build_object(
          'parent', (
            select json_build_object(
              'parent', (
                select json_build_object(
                  'name', r7.name,
                  'parent', (
                    select json_build_object('name', r8.name)
                    from areas r8
                    where r8.id = r7.parent_id
                    and (r7.path >= $3::text and r7.path < $4::text)
                  )
                )
                from areas r7
                where r7.id = r6.parent_id
                and (r6.path >= $3::text and r6.path < $4::text)
              )
            )
            from areas r6
            where r6.id = r5.parent_id
          )
        )
        from areas r5
        where r5.id = t1.area_id
      ),
      'team', (
        select json_build_object(
          'area', (
            select json_build_object(
              'parent', (
                select json_build_object(
                  'children', (
                    select json_build_object(
                      'nodes', coalesce(
                        json_agg(
                          json_build_object(
                            'parent', (
                              select json_build_object(
                                'parent', (
                                  select json_build_object('code', r15.code)
                                  from areas r15
                                  where r15.id = r14.parent_id
                                  and (r14.path >= $3::text and r14.path < $4::text)
                                )
                              )
                              from areas r14
                              where r14.id = t13.parent_id
                            )
                          ) order by t13.path asc
                        ),
                        '[]'::json
                      )
                    )
                    from (
                      select a12.id, a12.parent_id, a12.path
                      from areas a12
                      where a12.parent_id = r11.id
                      and (a12.path >= $3::text and a12.path < $4::text)
                      and (r11.path >= $3::text and r11.path < $4::text)
                      order by a12.path asc
                      limit 1
                    ) t13
                  )
                )
                from areas r11
                where r11.id = r10.parent_id
                and (r10.path >= $3::text and r10.path < $4::text)
              )
            )
            from areas r10
            where r10.id = r9.area_id
          ),
          'leader', (
            select json_build_object('username', (case when r16.town_id = $2::uuid then r16.username end))
            from users r16
            where r16.id = r9.leader_id
            and r9.town_id = $2::uuid
          )
        )
        from teams r9
        where r9.id = t1.team_id
      ),
      'category', (
        select json_build_object(
          'parent', (
            select json_build_object(
              'parent', (
                select json_build_object('name', r19.name)
                from categories r19
                where r19.id = r18.parent_id
              )
            )
            from categories r18
            where r18.id = r17.parent_id
          )
        )
        from categories r17
        where r17.id = t1.category_id
      )
    )
    from cases t1
    where t1.id = $1::uuid
    and t1.town_id = $2::uuid
  )
)::text;
