//! A word of very many cases: lists of them are read in the order of their indexes, and hold what they
//! would hold otherwise.

use sea_orm::ConnectionTrait;
use serde_json::Value;

use crate::life::Desk;
use crate::support::{Backend, both};

/// More than are looked at one by one.
const MANY: usize = 20_400;

const COLUMNS: &str = "source, severity, emergency, confidential, status, is_open, area_id, district_id, \
                       town_id, community_id, desk_id, updated_at, reopen_count, version";

impl Desk {
    /// Copies a case many times, the later ones received earlier. A third have the word `wheel` in
    /// their titles, a third in their descriptions, a third in their notes.
    async fn has_many(&self, backend: Backend) {
        let original = "(select * from cases where title = 'Wall between neighbours')";
        let areas = "district_id, town_id, community_id";
        let statements = match backend {
            Backend::Sqlite => vec![
                format!(
                    "with recursive s (n) as (select 0 union all select n + 1 from s where n < {MANY} - 1) \
                     insert into cases (id, number, title, description, received_at, {COLUMNS}) \
                     select unhex(printf('01900000000070008000%012x', n)), 'M-' || n, 'copy ' || n, '', \
                     strftime('%Y-%m-%dT%H:%M:%S+00:00', 1700000000 - n * 60, 'unixepoch'), {COLUMNS} \
                     from {original} was cross join s"
                ),
                "insert into case_documents (case_id) select id from cases where title like 'copy %'"
                    .to_owned(),
                "insert into case_words (rowid, areas, title, description, notes) \
                 select d.id, lower(hex(c.district_id) || ' ' || hex(c.town_id) || ' ' || hex(c.community_id)), \
                 case when substr(c.title, 6) % 3 = 0 then 'wheel' else '' end, \
                 case when substr(c.title, 6) % 3 = 1 then 'wheel' else '' end, \
                 case when substr(c.title, 6) % 3 = 2 then 'wheel' else '' end \
                 from case_documents d join cases c on c.id = d.case_id where c.title like 'copy %'"
                    .to_owned(),
            ],
            Backend::Postgres => vec![
                format!(
                    "insert into cases (id, number, title, description, received_at, {COLUMNS}) \
                     select ('01900000000070008000' || lpad(to_hex(n), 12, '0'))::uuid, 'M-' || n, \
                     'copy ' || n, '', to_timestamp(1700000000 - n * 60), {COLUMNS} \
                     from {original} was cross join generate_series(0, {MANY} - 1) n"
                ),
                format!(
                    "insert into case_documents (case_id, document) select id, ('''wheel'':1' || \
                     substr('ABC', substr(title, 6)::int % 3 + 1, 1) || (select string_agg(' ''/' || \
                     replace(area::text, '-', '') || '''', '') from unnest(array[{areas}]) area))::tsvector \
                     from cases where title like 'copy %'"
                ),
                "analyze cases, case_documents".to_owned(),
            ],
        };
        for statement in statements {
            self.server.database.connection().execute_unprepared(&statement).await.unwrap();
        }
    }

    /// The titles of the first two pages, and the last one.
    async fn pages(&self, user: &str, arguments: &str) -> Vec<Vec<String>> {
        let mut pages = Vec::new();
        let mut place = "first: 7".to_owned();
        for next in ["first: 7", "last: 7", ""] {
            let query = format!(
                "{{ cases({place}, {arguments}) {{ nodes {{ title }} \
                 pageInfo {{ endCursor hasPreviousPage hasNextPage }} }} }}"
            );
            let cases = self.data(user, &query).await["cases"].take();
            let nodes = cases["nodes"].as_array().unwrap().iter();
            pages.push(nodes.map(|node| node["title"].as_str().unwrap().to_owned()).collect());
            let info = &cases["pageInfo"];
            let is = (info["hasPreviousPage"] == true, info["hasNextPage"] == true);
            assert_eq!(is, (pages.len() > 1, pages.len() < 3), "{arguments} {place}");
            place = match (next, &info["endCursor"]) {
                ("first: 7", Value::String(cursor)) => format!("first: 7, after: \"{cursor}\""),
                _ => next.to_owned(),
            };
        }
        pages
    }
}

/// The titles of these copies in pages.
fn expected(order: impl DoubleEndedIterator<Item = usize> + Clone) -> Vec<Vec<String>> {
    let titles = |copies: Vec<usize>| copies.iter().map(|n| format!("copy {n}")).collect();
    let mut last: Vec<usize> = order.clone().rev().take(7).collect();
    last.reverse();
    let (first, second) = (order.clone().take(7).collect(), order.skip(7).take(7).collect());
    vec![titles(first), titles(second), titles(last)]
}

both! {
    async fn a_word_of_very_many_cases_finds_them_in_order(backend: Backend) {
        let desk = Desk::open(backend).await;
        desk.has_many(backend).await;
        let of_tier = |tier| (0..MANY).filter(move |n| n % 3 == tier);
        let ranked = of_tier(0).chain(of_tier(1)).chain(of_tier(2));
        let filter = "filter: {search: \"wheel\"}";
        for user in ["town", "above"] {
            let by = |order: &str| format!("{filter}, orderBy: [{{field: {order}}}]");
            assert_eq!(desk.pages(user, filter).await, expected(0..MANY), "{user}");
            let relevant = desk.pages(user, &by("RELEVANCE, direction: DESC")).await;
            assert_eq!(relevant, expected(ranked.clone()), "{user}");
            let relevant = desk.pages(user, &by("RELEVANCE, direction: ASC")).await;
            assert_eq!(relevant, expected(ranked.clone().rev()), "{user}");
            let oldest = desk.pages(user, &by("RECEIVED_AT, direction: ASC")).await;
            assert_eq!(oldest, expected((0..MANY).rev()), "{user}");
        }
        let none = desk.data("community", &format!("{{ cases({filter}) {{ nodes {{ id }} }} }}")).await;
        assert_eq!(none["cases"]["nodes"], serde_json::json!([]));
    }
}
