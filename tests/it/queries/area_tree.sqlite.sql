select (
  select json_object(
    'children', (
      select json_object(
        'nodes', json_group_array(
          json_object(
            'name', t3.name,
            'children', (
              select json_object(
                'nodes', json_group_array(
                  json_object(
                    'name', t5.name,
                    'children', (
                      select json_object(
                        'nodes', json_group_array(json_object('name', t7.name) order by t7.rn_) filter (where t7.rn_ <= 5),
                        'pageInfo', json_object(
                          'hasNextPage', json(case (count(*) > 5) when 1 then 'true' when 0 then 'false' end)
                        )
                      )
                      from (
                        select t7.*, row_number() over (order by t7.path asc) as rn_
                        from (
                          select a6.id, a6.name, a6.path
                          from areas a6
                          where a6.parent_id = t5.id
                          and (a6.path >= ?2 and a6.path < ?3)
                          order by a6.path asc
                          limit 6
                        ) t7
                      ) t7
                    )
                  ) order by t5.rn_ desc
                ) filter (where t5.rn_ <= 1),
                'pageInfo', json_object(
                  'hasPreviousPage', json(case (count(*) > 1) when 1 then 'true' when 0 then 'false' end)
                )
              )
              from (
                select t5.*, row_number() over (order by t5.path desc) as rn_
                from (
                  select a4.id, a4.name, a4.path
                  from areas a4
                  where a4.parent_id = t3.id
                  and (a4.path >= ?2 and a4.path < ?3)
                  order by a4.path desc
                  limit 2
                ) t5
              ) t5
            )
          ) order by t3.path asc
        )
      )
      from (
        select a2.id, a2.name, a2.path
        from areas a2
        where a2.parent_id = t1.id
        and (a2.path >= ?2 and a2.path < ?3)
        order by a2.path asc
        limit 2
      ) t3
    )
  )
  from areas t1
  where t1.code = ?1
  and (t1.path >= ?2 and t1.path < ?3)
);
