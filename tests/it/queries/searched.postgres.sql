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
      ) order by t2.relevance desc,
      t2.received_at desc,
      t2.id desc
    ),
    '[]'::json
  )
)::text
from (
  select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
  from (
    select c.*, case when document.document @@ $3::text::tsquery then 2 when document.document @@ $4::text::tsquery then 1 else 0 end as relevance
    from case_documents document join cases c on c.id = document.case_id
    where document.document @@ $5::text::tsquery
    and (
      strpos(coalesce(c.masked_title, c.title), $6::text) > 0 or strpos(coalesce(c.masked_description, c.description), $6::text) > 0 or exists (
        select 1
        from case_events noted
        where noted.case_id = c.id
        and strpos(coalesce(noted.masked_note, noted.note), $6::text) > 0
      )
    )
  ) a1
  where a1.town_id = $7::uuid
  and (
    a1.team_id = $8::uuid or a1.handler_id = $9::uuid or a1.first_handler_id = $9::uuid or a1.overseer_id = $9::uuid
  )
  order by a1.relevance desc, a1.received_at desc, a1.id desc
  limit 5
) t2;

select count(*)::text
from (
  select c.*, case when document.document @@ $1::text::tsquery then 2 when document.document @@ $2::text::tsquery then 1 else 0 end as relevance
  from case_documents document join cases c on c.id = document.case_id
  where document.document @@ $3::text::tsquery
  and (
    strpos(coalesce(c.masked_title, c.title), $4::text) > 0 or strpos(coalesce(c.masked_description, c.description), $4::text) > 0 or exists (
      select 1
      from case_events noted
      where noted.case_id = c.id
      and strpos(coalesce(noted.masked_note, noted.note), $4::text) > 0
    )
  )
) a1
where a1.town_id = $5::uuid
and (
  a1.team_id = $6::uuid or a1.handler_id = $7::uuid or a1.first_handler_id = $7::uuid or a1.overseer_id = $7::uuid
);
