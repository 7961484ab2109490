select (
  (
    select coalesce(
      json_agg(
        json_build_object(
          'code', l1.code,
          'name', l1.name,
          'parent', (
            select json_build_object(
              'code', r2.code,
              'parent', (
                select json_build_object('code', r3.code)
                from categories r3
                where r3.id = r2.parent_id
              )
            )
            from categories r2
            where r2.id = l1.parent_id
          )
        ) order by l1.position asc,
        l1.code asc
      ),
      '[]'::json
    )
    from categories l1
    where true
  )
)::text;
