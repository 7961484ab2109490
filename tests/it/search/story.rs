//! A town's people look for what they remember of a matter.

use std::sync::atomic::{AtomicU64, Ordering};

use migration::{Migrator, MigratorTrait};
use serde_json::{Value, json};

use super::titles;
use crate::life::Desk;
use crate::support::{Backend, both, import};

impl Desk {
    async fn registers(&self, title: &str, description: &str, at: &str) -> Value {
        let input = json!({
            "title": title, "description": description, "source": "WALK_IN", "receivedAt": at,
            "areaId": self.area("3511").await, "idempotencyKey": title,
        });
        self.done("community", "registerCase", input).await["caseId"].clone()
    }

    async fn done(&self, user: &str, mutation: &str, input: Value) -> Value {
        let answer = self.send(user, mutation, input, "caseId case{version}").await;
        assert_eq!(answer.get("errors"), None, "{mutation}");
        answer["data"][mutation].clone()
    }

    pub(super) async fn finds(&self, user: &str, search: &str) -> Vec<String> {
        let query = "query($search: String) { cases(filter: {search: $search}) \
                     { edges { node { title } } totalCount } }";
        let mut answer = self.ask(user, query, json!({"search": search})).await;
        assert_eq!(answer.get("errors"), None, "{search}");
        let found = answer["data"].take();
        let titles: Vec<String> = titles(&found).into_iter().map(str::to_owned).collect();
        assert_eq!(found["cases"]["totalCount"], titles.len(), "{search}");
        titles
    }

    async fn snippets(&self, user: &str, search: &str) -> Vec<Value> {
        let query =
            "query($search: String) { cases(filter: {search: $search}) { edges { snippet } } }";
        let answer = self.ask(user, query, json!({"search": search})).await;
        let edges = answer["data"]["cases"]["edges"].as_array().unwrap().iter();
        edges.map(|edge| edge["snippet"].clone()).collect()
    }
}

both! {
    async fn a_matter_is_found_by_what_was_written_of_it(backend: Backend) {
        let desk = Desk::open(backend).await;
        let title = "二次供水水压不足";
        let case = desk
            .registers(title, "Low PRESSURE on the 3rd floor, 泵房「漏水」", "2026-11-10T08:00:00Z")
            .await;
        for (search, is_found) in [
            ("供水", true),
            ("次供", true),
            ("水水压", true),
            ("二次供水水压不足", true),
            ("pressure FLOOR 漏水", true),
            ("ＰＲＥＳＳＵＲＥ　供水", true),
            ("floor 压", true),
            ("\"供水\"* -pressure", true),
            // Its pairs stand there, but not side by side.
            ("供水压", false),
            ("press", false),
            ("floor 电", false),
            ("供电", false),
            ("房漏", false),
        ] {
            let expected: &[&str] = if is_found { &[title] } else { &[] };
            assert_eq!(desk.finds("town", search).await, expected, "{search}");
        }
        assert_eq!(desk.snippets("town", "供水").await, [json!("二次«供水»水压不足")]);
        assert_eq!(
            desk.snippets("leader", "floor 漏水").await,
            Vec::<Value>::new(),
            "it lies above their group"
        );
        assert_eq!(
            desk.snippets("community", "floor 漏水").await,
            [json!("Low PRESSURE on the 3rd «floor», 泵房「«漏水»」")]
        );
        assert!(desk.finds("far", "供水").await.is_empty());

        let note = "已联系自来水公司，回电 13812345678";
        desk.done("town", "addCaseNote", json!({"id": case, "text": note})).await;
        assert_eq!(desk.finds("town", "自来水公司").await, [title]);
        for number in ["13812345678", "12345678", "5678"] {
            assert!(desk.finds("town", number).await.is_empty(), "{number}");
        }
        let shown = json!("已联系«自来水»公司，回电 138********");
        assert_eq!(desk.snippets("town", "自来水").await, [shown]);

        let amended = json!({
            "id": case, "title": "水泵坏了", "description": "", "expectedVersion": 1, "note": "听错了",
        });
        desk.done("town", "amendCase", amended).await;
        assert_eq!(desk.finds("town", "水泵").await, ["水泵坏了"]);
        assert_eq!(desk.finds("town", "自来水公司 坏了").await, ["水泵坏了"]);
        assert!(desk.finds("town", "供水").await.is_empty());
    }
}

both! {
    async fn a_matter_is_found_where_its_area_went(backend: Backend) {
        let desk = Desk::open(backend).await;
        assert_eq!(desk.finds("town", "wall").await, ["Wall between neighbours"]);
        assert!(desk.finds("far", "wall").await.is_empty());
        import::areas(&desk.server.store, "code,parent_code,level,name\n3512,352,community,Mill\n").await;
        assert_eq!(desk.finds("far", "wall").await, ["Wall between neighbours"]);
        assert!(desk.finds("town", "wall").await.is_empty());
    }
}

both! {
    async fn words_in_titles_come_first_and_then_the_latest(backend: Backend) {
        let desk = Desk::open(backend).await;
        let title = "title: 路灯不亮";
        let expected = [title, "title, older: 路灯", "description", "description, older", "note"];
        desk.registers("note", "", "2026-11-15T08:00:00Z").await;
        desk.registers("description, older", "路灯", "2026-11-12T08:00:00Z").await;
        desk.registers("description", "说到路灯", "2026-11-14T08:00:00Z").await;
        desk.registers("title, older: 路灯", "", "2026-11-01T08:00:00Z").await;
        desk.registers(title, "", "2026-11-02T08:00:00Z").await;
        let noted = desk.data("town", "{ cases(filter: {title: {eq: \"note\"}}) { nodes { id } } }");
        let noted = noted.await["cases"]["nodes"][0]["id"].clone();
        desk.done("town", "addCaseNote", json!({"id": noted, "text": "换了路灯"})).await;

        let query = |direction: &str, page: &str| format!(
            "{{ cases({page}, filter: {{search: \"路灯\"}}, \
             orderBy: [{{field: RELEVANCE, direction: {direction}}}]) \
             {{ edges {{ cursor node {{ title }} }} pageInfo {{ hasNextPage hasPreviousPage }} }} }}"
        );
        for user in ["community", "town", "above"] {
            let whole = desk.data(user, &query("DESC", "first: 20")).await;
            assert_eq!(titles(&whole), expected, "{user}");
            let mut reversed = expected;
            reversed.reverse();
            assert_eq!(titles(&desk.data(user, &query("ASC", "first: 20")).await), reversed);
            for (n, edge) in whole["cases"]["edges"].as_array().unwrap().iter().enumerate() {
                let cursor = &edge["cursor"];
                let after = format!("first: 2, after: {cursor}");
                let after = desk.data(user, &query("DESC", &after)).await;
                assert_eq!(titles(&after), expected[n + 1..].iter().take(2).copied().collect::<Vec<_>>());
                assert_eq!(after["cases"]["pageInfo"]["hasNextPage"], n + 3 < expected.len());
                let before = format!("last: 2, before: {cursor}");
                let before = desk.data(user, &query("DESC", &before)).await;
                assert_eq!(titles(&before), expected[n.saturating_sub(2)..n]);
                assert_eq!(before["cases"]["pageInfo"]["hasPreviousPage"], n > 2);
            }
        }
    }
}

both! {
    async fn what_was_there_before_the_index_is_found(backend: Backend) {
        let desk = Desk::open(backend).await;
        let database = desk.server.database.connection();
        let names = Migrator::migrations();
        let since = names.iter().skip_while(|step| step.name() != "m0024_case_documents").count();
        Migrator::down(database, Some(since.try_into().unwrap())).await.unwrap();
        let told = AtomicU64::new(0);
        let tell = |done: u64, all: u64| {
            assert!(done <= all);
            told.store(done, Ordering::Relaxed);
        };
        assert_eq!(desk.server.store.migrate_telling(&tell).await.unwrap().len(), since);
        assert_eq!(told.into_inner(), 6);
        assert_eq!(desk.finds("town", "wall").await, ["Wall between neighbours"]);
        assert_eq!(desk.finds("above", "pond FENCE").await, ["Pond without fence"]);
    }
}
