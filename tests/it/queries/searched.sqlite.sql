select json_group_array(
  json_object(
    'snippet', ?2 || lower(
      hex(
        json_array(
          ?1,
          coalesce(t2.masked_title, t2.title),
          coalesce(t2.masked_description, t2.description),
          json(
            (
              select json_group_array(coalesce(noted.masked_note, noted.note) order by noted.at, noted.id)
              from case_events noted
              where noted.case_id = t2.id
              and noted.note is not null
            )
          )
        )
      )
    ),
    'node', json_object('title', coalesce(t2.masked_title, t2.title), 'receivedAt', t2.received_at)
  ) order by t2.relevance desc,
  t2.id desc
)
from (
  select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
  from (
    select c.*, case when hit.rowid in (select held.rowid from case_words held where held.case_words match ?6) then 2 when hit.rowid in (select held.rowid from case_words held where held.case_words match ?7) then 1 else 0 end * 100000000000 + unixepoch(c.received_at) as relevance
    from case_words hit cross join case_documents document on document.id = hit.rowid cross join cases c on c.id = document.case_id
    where hit.case_words match ?8
    and (
      instr(coalesce(c.masked_title, c.title), ?9) > 0 or instr(coalesce(c.masked_description, c.description), ?9) > 0 or exists (
        select 1
        from case_events noted
        where noted.case_id = c.id
        and instr(coalesce(noted.masked_note, noted.note), ?9) > 0
      )
    )
  ) a1
  where (
    (a1.town_id = ?3 and a1.team_id = ?4) or (a1.town_id = ?3 and (a1.handler_id = ?5 or a1.first_handler_id = ?5 or a1.overseer_id = ?5))
  )
  order by a1.relevance desc, a1.id desc
  limit 5
) t2;

select cast(count(*) as text)
from (
  select c.*, case when hit.rowid in (select held.rowid from case_words held where held.case_words match ?1) then 2 when hit.rowid in (select held.rowid from case_words held where held.case_words match ?2) then 1 else 0 end * 100000000000 + unixepoch(c.received_at) as relevance
  from case_words hit cross join case_documents document on document.id = hit.rowid cross join cases c on c.id = document.case_id
  where hit.case_words match ?3
  and (
    instr(coalesce(c.masked_title, c.title), ?4) > 0 or instr(coalesce(c.masked_description, c.description), ?4) > 0 or exists (
      select 1
      from case_events noted
      where noted.case_id = c.id
      and instr(coalesce(noted.masked_note, noted.note), ?4) > 0
    )
  )
) a1
where (
  (a1.town_id = ?5 and a1.team_id = ?6) or (a1.town_id = ?5 and (a1.handler_id = ?7 or a1.first_handler_id = ?7 or a1.overseer_id = ?7))
);
