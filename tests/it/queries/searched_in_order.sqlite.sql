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
  ) order by t2.received_at desc,
  t2.id desc
)
from (
  with probe as materialized (
    select count(*) > 20000 as many
    from (select 1 from case_words hit where hit.case_words match ?3 limit 20000 + 1) found
  ) select t2.* from (
    select *
    from (
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.title
      from (
        select c.*
        from case_words hit cross join case_documents document on document.id = hit.rowid cross join cases c on c.id = document.case_id
        where hit.case_words match ?3
        and (
          instr(coalesce(c.masked_title, c.title), ?7) > 0 or instr(coalesce(c.masked_description, c.description), ?7) > 0 or exists (
            select 1
            from case_events noted
            where noted.case_id = c.id
            and instr(coalesce(noted.masked_note, noted.note), ?7) > 0
          )
        )
      ) a1
      where a1.town_id = ?4
      and (a1.team_id = ?5 or a1.handler_id = ?6 or a1.first_handler_id = ?6 or a1.overseer_id = ?6)
      order by a1.received_at desc, a1.id desc
      limit (select case when not many then 5 else 0 end from probe)
    ) b0
    union all
    select *
    from (
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.title
      from cases a1
      where a1.team_id = ?5
      and +a1.town_id = ?4
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?3)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?7) > 0 or instr(coalesce(a1.masked_description, a1.description), ?7) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?7) > 0
        )
      )
      union all
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.title
      from cases a1
      where a1.handler_id = ?6
      and +a1.town_id = ?4
      and (a1.team_id = ?5 and +a1.town_id = ?4) is not true
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?3)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?7) > 0 or instr(coalesce(a1.masked_description, a1.description), ?7) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?7) > 0
        )
      )
      union all
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.title
      from cases a1
      where a1.first_handler_id = ?6
      and +a1.town_id = ?4
      and (((a1.team_id = ?5 and +a1.town_id = ?4) or (a1.handler_id = ?6 and +a1.town_id = ?4))) is not true
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?3)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?7) > 0 or instr(coalesce(a1.masked_description, a1.description), ?7) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?7) > 0
        )
      )
      union all
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.title
      from cases a1
      where a1.overseer_id = ?6
      and +a1.town_id = ?4
      and (
        (
          (a1.team_id = ?5 and +a1.town_id = ?4) or (a1.handler_id = ?6 and +a1.town_id = ?4) or (a1.first_handler_id = ?6 and +a1.town_id = ?4)
        )
      ) is not true
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?3)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?7) > 0 or instr(coalesce(a1.masked_description, a1.description), ?7) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?7) > 0
        )
      )
      order by a1.received_at desc, a1.id desc
      limit (select case when many then 5 else 0 end from probe)
    ) b1
  ) t2 order by t2.received_at desc,
  t2.id desc limit 5
) t2;

select cast(count(*) as text)
from (
  select c.*
  from case_words hit cross join case_documents document on document.id = hit.rowid cross join cases c on c.id = document.case_id
  where hit.case_words match ?1
  and (
    instr(coalesce(c.masked_title, c.title), ?2) > 0 or instr(coalesce(c.masked_description, c.description), ?2) > 0 or exists (
      select 1
      from case_events noted
      where noted.case_id = c.id
      and instr(coalesce(noted.masked_note, noted.note), ?2) > 0
    )
  )
) a1
where a1.town_id = ?3
and (a1.team_id = ?4 or a1.handler_id = ?5 or a1.first_handler_id = ?5 or a1.overseer_id = ?5);
