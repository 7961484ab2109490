//! Lists that an index should serve are served by it: their plans, on both databases, hold no scan
//! and no sort of a protected table, whoever asks. What no index serves is listed with the reason.

mod explain;
mod lists;
pub(crate) mod rows;
mod shape;
mod viewers;

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use serde_json::Value;
use wardbook::read::Statement;

use crate::support::{Asking, Backend, Database, both, request};
use explain::{Explained, Explainer};
use lists::List;
use viewers::{ALL_SEEING, Viewer};

/// A list as somebody asks it.
struct Asked<'a> {
    viewer: &'a Viewer,
    list: &'a List,
    statements: Vec<Statement>,
}

async fn asked_by_all<'a>(
    asking: &Asking,
    viewers: &'a [Viewer],
    lists: &'a [List],
) -> Vec<Asked<'a>> {
    let mut all = Vec::new();
    for viewer in viewers {
        let grants = asking.grants(viewer.user).await;
        for list in lists.iter().filter(|list| viewer.asks_all || list.by_everyone) {
            let request = request(&list.query, Value::Null);
            let explained = asking.engine.explain(&grants, request).await;
            let explained = explained.unwrap_or_else(|errors| panic!("{}: {errors:?}", list.query));
            let statements = explained.statements;
            assert!(!statements.is_empty(), "{}", list.query);
            all.push(Asked { viewer, list, statements });
        }
    }
    all
}

/// What there is to say of the plans.
#[derive(Default)]
struct Findings {
    /// What should not be, with the statement and its plan.
    wrong: Vec<String>,
    /// The exceptions that came up, by the query and the reason.
    needed: BTreeSet<(String, &'static str)>,
}

impl Findings {
    async fn look_at(&mut self, database: &Database, all: &[Asked<'_>]) {
        let explainer = Explainer::of(database).await;
        for asked in all {
            for statement in &asked.statements {
                for explained in explainer.plans(statement).await {
                    self.add(asked, statement, &explained);
                }
            }
        }
    }

    fn add(&mut self, asked: &Asked<'_>, statement: &Statement, explained: &Explained) {
        let list = asked.list;
        let mut unexpected = explained.faults.clone();
        unexpected.retain(|fault| !self.is_excepted(list, fault));
        unexpected.extend(explained.by_another_index(list.through));
        if !unexpected.is_empty() {
            let (viewer, query) = (asked.viewer.name, &list.query);
            let (text, plan) = (statement.text(), &explained.plan);
            self.wrong.push(format!("{unexpected:?}\n{viewer} of {query}\n{text}\n{plan}"));
        }
    }

    fn is_excepted(&mut self, list: &List, fault: &str) -> bool {
        let mut excepted = false;
        for exception in list.except {
            if exception.faults.iter().any(|known| fault.starts_with(known)) {
                self.needed.insert((list.query.clone(), exception.because));
                excepted = true;
            }
        }
        excepted
    }

    fn miss_exceptions(&mut self, lists: &[List]) {
        for list in lists {
            for exception in list.except.iter().filter(|exception| !exception.on_postgres_alone) {
                if !self.needed.contains(&(list.query.clone(), exception.because)) {
                    self.wrong.push(format!("no exception is needed: {}", list.query));
                }
            }
        }
    }
}

both! {
    async fn a_list_that_an_index_should_serve_is_served_by_it(backend: Backend) {
        let database = Database::fresh(backend).await;
        rows::write(&database).await;
        let viewers = viewers::write(&database).await;
        database.store().await.index_cases(false, &|_, _| {}).await.unwrap();
        let asking = Asking::of(&database).await;
        let all_seeing = viewers.iter().find(|viewer| viewer.name == ALL_SEEING).unwrap();
        let lists = lists::all(&asking, all_seeing.user).await;
        let all = asked_by_all(&asking, &viewers, &lists).await;
        let mut findings = Findings::default();
        if backend == Backend::Postgres {
            database.connection().execute_unprepared("analyze").await.unwrap();
        }
        findings.look_at(&database, &all).await;
        if backend == Backend::Sqlite {
            // It is never told to look at what is in its tables, so that its plans depend on the
            // statements alone; what PostgreSQL expects may change.
            findings.miss_exceptions(&lists);
        }
        let shown = findings.wrong.iter().take(5).cloned().collect::<Vec<_>>().join("\n\n");
        assert!(shown.is_empty(), "{} plans are not as they should be:\n\n{shown}", findings.wrong.len());
    }
}
