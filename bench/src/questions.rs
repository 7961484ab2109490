//! The questions, in GraphQL and in SQL written by hand with the same predicate and columns.

use uuid::Uuid;

use crate::serve::Town;

pub(crate) struct Question {
    pub(crate) name: &'static str,
    pub(crate) username: &'static str,
    pub(crate) query: String,
    pub(crate) sql: String,
    pub(crate) binds: Vec<Uuid>,
}

const LIST: &str = "{ cases(first: 20, filter: {open: {eq: true}}, orderBy: [{field: DUE_AT, direction: ASC}]) { nodes { number title status dueAt \
    area { name parent { name } } team { name } events(last: 3) { nodes { kind at note } } } pageInfo { hasNextPage } } }";

const CASE: &str = "{ case(by: {number: \"N-4000\"}) { number title description status dueAt receivedAt area { name parent { name } } team { name } \
    events(first: 100) { nodes { kind at note } } } }";

fn list_sql(predicate: &str) -> String {
    format!(
        "select json_build_object('data', json_build_object('cases', json_build_object(
           'nodes', coalesce(json_agg(json_build_object('number', c.number, 'title', c.title, 'status', c.status, 'dueAt', c.due_at,
             'area', (select json_build_object('name', a.name, 'parent', (select json_build_object('name', p.name) from areas p where p.id = a.parent_id))
                      from areas a where a.id = c.area_id),
             'team', (select json_build_object('name', t.name) from teams t where t.id = c.team_id),
             'events', json_build_object('nodes', (select coalesce(json_agg(json_build_object('kind', e.kind, 'at', e.at, 'note', e.note) order by e.at, e.id), '[]')
                      from (select * from case_events v where v.case_id = c.id order by v.at desc, v.id desc limit 3) e)))
             order by c.due_at, c.id) filter (where c.n <= 20), '[]'),
           'pageInfo', json_build_object('hasNextPage', count(*) > 20))))::text
         from (select c.*, row_number() over (order by c.due_at, c.id) n from
               (select * from cases c where {predicate} and c.is_open order by c.due_at, c.id limit 21) c) c"
    )
}

pub(crate) fn all(town: &Town) -> Vec<Question> {
    let case_sql = "select json_build_object('data', json_build_object('case', (select json_build_object('number', c.number, 'title', c.title,
          'description', c.description, 'status', c.status, 'dueAt', c.due_at, 'receivedAt', c.received_at,
          'area', (select json_build_object('name', a.name, 'parent', (select json_build_object('name', p.name) from areas p where p.id = a.parent_id))
                   from areas a where a.id = c.area_id),
          'team', (select json_build_object('name', t.name) from teams t where t.id = c.team_id),
          'events', json_build_object('nodes', (select coalesce(json_agg(json_build_object('kind', e.kind, 'at', e.at, 'note', e.note) order by e.at, e.id), '[]')
                   from (select * from case_events v where v.case_id = c.id order by v.at, v.id limit 100) e)))
        from cases c where c.number = 'N-4000' and c.district_id = $1)))::text";
    vec![
        Question {
            name: "list, any",
            username: "center",
            query: LIST.to_owned(),
            sql: list_sql("c.community_id = $1"),
            binds: vec![town.community],
        },
        Question {
            name: "list, ordinary",
            username: "officer",
            query: LIST.to_owned(),
            sql: list_sql(
                "c.community_id = $1 and (not c.confidential or c.handler_id = $2 or \
                 c.first_handler_id = $2 or c.overseer_id = $2)",
            ),
            binds: vec![town.community, town.officer],
        },
        Question {
            name: "one case",
            username: "district",
            query: CASE.to_owned(),
            sql: case_sql.to_owned(),
            binds: vec![town.district],
        },
    ]
}
