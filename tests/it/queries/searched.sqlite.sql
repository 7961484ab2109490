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
  t2.received_at desc,
  t2.id desc
)
from (
  with probe as materialized (
    select count(*) > 20000 as many
    from (select 1 from case_words hit where hit.case_words match ?3 limit 20000 + 1) found
  ) select t2.* from (
    select *
    from (
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (
        select c.*, 0 as relevance
        from case_words hit cross join case_documents document on document.id = hit.rowid cross join cases c on c.id = document.case_id
        where hit.case_words match ?7
        and (
          instr(coalesce(c.masked_title, c.title), ?8) > 0 or instr(coalesce(c.masked_description, c.description), ?8) > 0 or exists (
            select 1
            from case_events noted
            where noted.case_id = c.id
            and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
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
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (select a1.*, 0 as relevance from cases a1) a1
      where a1.team_id = ?5
      and +a1.town_id = ?4
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?7)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?8) > 0 or instr(coalesce(a1.masked_description, a1.description), ?8) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
        )
      )
      union all
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (select a1.*, 0 as relevance from cases a1) a1
      where a1.handler_id = ?6
      and +a1.town_id = ?4
      and (a1.team_id = ?5 and +a1.town_id = ?4) is not true
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?7)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?8) > 0 or instr(coalesce(a1.masked_description, a1.description), ?8) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
        )
      )
      union all
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (select a1.*, 0 as relevance from cases a1) a1
      where a1.first_handler_id = ?6
      and +a1.town_id = ?4
      and (((a1.team_id = ?5 and +a1.town_id = ?4) or (a1.handler_id = ?6 and +a1.town_id = ?4))) is not true
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?7)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?8) > 0 or instr(coalesce(a1.masked_description, a1.description), ?8) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
        )
      )
      union all
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (select a1.*, 0 as relevance from cases a1) a1
      where a1.overseer_id = ?6
      and +a1.town_id = ?4
      and (
        (
          (a1.team_id = ?5 and +a1.town_id = ?4) or (a1.handler_id = ?6 and +a1.town_id = ?4) or (a1.first_handler_id = ?6 and +a1.town_id = ?4)
        )
      ) is not true
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?7)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?8) > 0 or instr(coalesce(a1.masked_description, a1.description), ?8) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
        )
      )
      order by a1.received_at desc, a1.id desc
      limit (select case when many then 5 else 0 end from probe)
    ) b1
    union all
    select *
    from (
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (
        select c.*, 1 as relevance
        from case_words hit cross join case_documents document on document.id = hit.rowid cross join cases c on c.id = document.case_id
        where hit.case_words match ?9
        and (
          instr(coalesce(c.masked_title, c.title), ?8) > 0 or instr(coalesce(c.masked_description, c.description), ?8) > 0 or exists (
            select 1
            from case_events noted
            where noted.case_id = c.id
            and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
          )
        )
      ) a1
      where a1.town_id = ?4
      and (a1.team_id = ?5 or a1.handler_id = ?6 or a1.first_handler_id = ?6 or a1.overseer_id = ?6)
      order by a1.received_at desc, a1.id desc
      limit (select case when not many then 5 else 0 end from probe)
    ) b2
    union all
    select *
    from (
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (select a1.*, 1 as relevance from cases a1) a1
      where a1.team_id = ?5
      and +a1.town_id = ?4
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?9)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?8) > 0 or instr(coalesce(a1.masked_description, a1.description), ?8) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
        )
      )
      union all
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (select a1.*, 1 as relevance from cases a1) a1
      where a1.handler_id = ?6
      and +a1.town_id = ?4
      and (a1.team_id = ?5 and +a1.town_id = ?4) is not true
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?9)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?8) > 0 or instr(coalesce(a1.masked_description, a1.description), ?8) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
        )
      )
      union all
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (select a1.*, 1 as relevance from cases a1) a1
      where a1.first_handler_id = ?6
      and +a1.town_id = ?4
      and (((a1.team_id = ?5 and +a1.town_id = ?4) or (a1.handler_id = ?6 and +a1.town_id = ?4))) is not true
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?9)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?8) > 0 or instr(coalesce(a1.masked_description, a1.description), ?8) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
        )
      )
      union all
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (select a1.*, 1 as relevance from cases a1) a1
      where a1.overseer_id = ?6
      and +a1.town_id = ?4
      and (
        (
          (a1.team_id = ?5 and +a1.town_id = ?4) or (a1.handler_id = ?6 and +a1.town_id = ?4) or (a1.first_handler_id = ?6 and +a1.town_id = ?4)
        )
      ) is not true
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?9)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?8) > 0 or instr(coalesce(a1.masked_description, a1.description), ?8) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
        )
      )
      order by a1.received_at desc, a1.id desc
      limit (select case when many then 5 else 0 end from probe)
    ) b3
    union all
    select *
    from (
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (
        select c.*, 2 as relevance
        from case_words hit cross join case_documents document on document.id = hit.rowid cross join cases c on c.id = document.case_id
        where hit.case_words match ?10
        and (
          instr(coalesce(c.masked_title, c.title), ?8) > 0 or instr(coalesce(c.masked_description, c.description), ?8) > 0 or exists (
            select 1
            from case_events noted
            where noted.case_id = c.id
            and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
          )
        )
      ) a1
      where a1.town_id = ?4
      and (a1.team_id = ?5 or a1.handler_id = ?6 or a1.first_handler_id = ?6 or a1.overseer_id = ?6)
      order by a1.received_at desc, a1.id desc
      limit (select case when not many then 5 else 0 end from probe)
    ) b4
    union all
    select *
    from (
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (select a1.*, 2 as relevance from cases a1) a1
      where a1.team_id = ?5
      and +a1.town_id = ?4
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?10)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?8) > 0 or instr(coalesce(a1.masked_description, a1.description), ?8) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
        )
      )
      union all
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (select a1.*, 2 as relevance from cases a1) a1
      where a1.handler_id = ?6
      and +a1.town_id = ?4
      and (a1.team_id = ?5 and +a1.town_id = ?4) is not true
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?10)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?8) > 0 or instr(coalesce(a1.masked_description, a1.description), ?8) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
        )
      )
      union all
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (select a1.*, 2 as relevance from cases a1) a1
      where a1.first_handler_id = ?6
      and +a1.town_id = ?4
      and (((a1.team_id = ?5 and +a1.town_id = ?4) or (a1.handler_id = ?6 and +a1.town_id = ?4))) is not true
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?10)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?8) > 0 or instr(coalesce(a1.masked_description, a1.description), ?8) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
        )
      )
      union all
      select a1.description, a1.id, a1.masked_description, a1.masked_title, a1.received_at, a1.relevance, a1.title
      from (select a1.*, 2 as relevance from cases a1) a1
      where a1.overseer_id = ?6
      and +a1.town_id = ?4
      and (
        (
          (a1.team_id = ?5 and +a1.town_id = ?4) or (a1.handler_id = ?6 and +a1.town_id = ?4) or (a1.first_handler_id = ?6 and +a1.town_id = ?4)
        )
      ) is not true
      and (select document.id from case_documents document where document.case_id = a1.id) in (select hit.rowid from case_words hit where hit.case_words match ?10)
      and (
        instr(coalesce(a1.masked_title, a1.title), ?8) > 0 or instr(coalesce(a1.masked_description, a1.description), ?8) > 0 or exists (
          select 1
          from case_events noted
          where noted.case_id = a1.id
          and instr(coalesce(noted.masked_note, noted.note), ?8) > 0
        )
      )
      order by a1.received_at desc, a1.id desc
      limit (select case when many then 5 else 0 end from probe)
    ) b5
  ) t2 order by t2.relevance desc,
  t2.received_at desc,
  t2.id desc limit 5
) t2;

select cast(count(*) as text)
from (
  select c.*, case when hit.rowid in (select held.rowid from case_words held where held.case_words match ?1) then 2 when hit.rowid in (select held.rowid from case_words held where held.case_words match ?2) then 1 else 0 end as relevance
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
where a1.town_id = ?5
and (a1.team_id = ?6 or a1.handler_id = ?7 or a1.first_handler_id = ?7 or a1.overseer_id = ?7);
