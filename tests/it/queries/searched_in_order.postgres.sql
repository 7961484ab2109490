select (
  coalesce(
    json_agg(
      json_build_object(
        'snippet', $2::text || encode(
          convert_to(
            json_build_array(
              $1::text,
              coalesce(t2.masked_title, t2.title),
              coalesce(t2.masked_description, t2.description),
              (
                (
                  select coalesce(
                    json_agg(coalesce(noted.masked_note, noted.note) order by noted.at, noted.id),
                    '[]'::json
                  )
                  from case_events noted
                  where noted.case_id = t2.id
                  and noted.note is not null
                )
              )::json
            )::text,
            'UTF8'
          ),
          'hex'
        ),
        'node', json_build_object('title', coalesce(t2.masked_title, t2.title), 'receivedAt', t2.received_at)
      ) order by t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  with probe as materialized (
    select count(*) > 20000 as many
    from (
      select 1
      from case_documents document
      where document.document @@ $3::text::tsquery
      limit 20000 + 1
    ) found
  ) select t2.* from (
    select *
    from (
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.title
      from (
        select c.*
        from (
          select document.case_id
          from case_documents document
          where document.document @@ $3::text::tsquery
          limit 20000
        ) hit join cases c on c.id = hit.case_id
        and (
          strpos(coalesce(c.masked_title, c.title), $7::text) > 0 or strpos(coalesce(c.masked_description, c.description), $7::text) > 0 or exists (
            select 1
            from case_events noted
            where noted.case_id = c.id
            and strpos(coalesce(noted.masked_note, noted.note), $7::text) > 0
          )
        )
      ) a1
      where a1.town_id = $4::uuid
      and (
        a1.team_id = $5::uuid or a1.handler_id = $6::uuid or a1.first_handler_id = $6::uuid or a1.overseer_id = $6::uuid
      )
      and (select not many from probe)
      order by a1.received_at desc, a1.id desc
      limit 5
    ) b0
    union all
    select *
    from (
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.title
      from cases a1
      where a1.team_id = $5::uuid
      and a1.town_id = $4::uuid
      and (
        select document.document @@ $3::text::tsquery
        from case_documents document
        where document.case_id = a1.id
      )
      and (
        strpos(coalesce(a1.masked_title, a1.title), $7::text) > 0 or strpos(coalesce(a1.masked_description, a1.description), $7::text) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and strpos(coalesce(noted.masked_note, noted.note), $7::text) > 0
        )
      )
      and (select many from probe)
      order by a1.received_at desc, a1.id desc
      limit 5
    ) b1
    union all
    select *
    from (
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.title
      from cases a1
      where a1.handler_id = $6::uuid
      and a1.town_id = $4::uuid
      and (a1.team_id = $5::uuid and a1.town_id = $4::uuid) is not true
      and (
        select document.document @@ $3::text::tsquery
        from case_documents document
        where document.case_id = a1.id
      )
      and (
        strpos(coalesce(a1.masked_title, a1.title), $7::text) > 0 or strpos(coalesce(a1.masked_description, a1.description), $7::text) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and strpos(coalesce(noted.masked_note, noted.note), $7::text) > 0
        )
      )
      and (select many from probe)
      order by a1.received_at desc, a1.id desc
      limit 5
    ) b2
    union all
    select *
    from (
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.title
      from cases a1
      where a1.first_handler_id = $6::uuid
      and a1.town_id = $4::uuid
      and (
        (
          (a1.team_id = $5::uuid and a1.town_id = $4::uuid) or (a1.handler_id = $6::uuid and a1.town_id = $4::uuid)
        )
      ) is not true
      and (
        select document.document @@ $3::text::tsquery
        from case_documents document
        where document.case_id = a1.id
      )
      and (
        strpos(coalesce(a1.masked_title, a1.title), $7::text) > 0 or strpos(coalesce(a1.masked_description, a1.description), $7::text) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and strpos(coalesce(noted.masked_note, noted.note), $7::text) > 0
        )
      )
      and (select many from probe)
      order by a1.received_at desc, a1.id desc
      limit 5
    ) b3
    union all
    select *
    from (
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.title
      from cases a1
      where a1.overseer_id = $6::uuid
      and a1.town_id = $4::uuid
      and (
        (
          (a1.team_id = $5::uuid and a1.town_id = $4::uuid) or (a1.handler_id = $6::uuid and a1.town_id = $4::uuid) or (a1.first_handler_id = $6::uuid and a1.town_id = $4::uuid)
        )
      ) is not true
      and (
        select document.document @@ $3::text::tsquery
        from case_documents document
        where document.case_id = a1.id
      )
      and (
        strpos(coalesce(a1.masked_title, a1.title), $7::text) > 0 or strpos(coalesce(a1.masked_description, a1.description), $7::text) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and strpos(coalesce(noted.masked_note, noted.note), $7::text) > 0
        )
      )
      and (select many from probe)
      order by a1.received_at desc, a1.id desc
      limit 5
    ) b4
  ) t2 order by t2.received_at desc,
  t2.id desc limit 5
) t2;

select count(*)::text
from (
  select c.*
  from case_documents document join cases c on c.id = document.case_id
  where document.document @@ $1::text::tsquery
  and (
    strpos(coalesce(c.masked_title, c.title), $2::text) > 0 or strpos(coalesce(c.masked_description, c.description), $2::text) > 0 or exists (
      select 1
      from case_events noted
      where noted.case_id = c.id
      and strpos(coalesce(noted.masked_note, noted.note), $2::text) > 0
    )
  )
) a1
where a1.town_id = $3::uuid
and (
  a1.team_id = $4::uuid or a1.handler_id = $5::uuid or a1.first_handler_id = $5::uuid or a1.overseer_id = $5::uuid
);
