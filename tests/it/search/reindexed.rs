//! An operator brings cases into the index of words that came in by another way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use entity::area;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, TransactionTrait};

use crate::life::Desk;
use crate::support::{Backend, Database, Installed, both};

impl Desk {
    /// How many rows of a table there are.
    async fn rows_of(&self, table: &str) -> u64 {
        let database = self.server.database.connection();
        let text = format!("select count(*) as n from {table}");
        let statement = sea_orm::Statement::from_string(database.get_database_backend(), text);
        let row = database.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get::<i64>("", "n").unwrap().try_into().unwrap()
    }
}

both! {
    async fn an_operator_indexes_what_is_not_indexed_and_all_of_it_anew(backend: Backend) {
        let desk = Desk::open(backend).await;
        let database = desk.server.database.connection();
        let installed = Installed::around(&desk.server.database);
        let all = desk.rows_of("cases").await;
        assert_eq!(installed.done(&["reindex"]), "0 cases indexed\n");
        let wall = ["Wall between neighbours"];
        assert_eq!(desk.finds("town", "wall").await, wall);

        // As if a run had been ended after all cases but two.
        let ended = "delete from case_documents where case_id in (select id from cases order by id desc limit 2)";
        database.execute_unprepared(ended).await.unwrap();
        assert_eq!(installed.done(&["reindex"]), "2 cases indexed\n");
        assert_eq!(desk.finds("town", "wall").await, wall);

        // Words that nobody wrote by this program are found once all is written anew.
        let behind = "update cases set title = 'Fence between neighbours' where title = 'Wall between neighbours'";
        database.execute_unprepared(behind).await.unwrap();
        assert_eq!(desk.finds("town", "fence").await, [""; 0]);
        assert_eq!(installed.done(&["reindex", "--anew"]), format!("{all} cases indexed\n"));
        assert_eq!(desk.finds("town", "fence").await, ["Fence between neighbours"]);
        assert_eq!(desk.finds("town", "wall").await, [""; 0]);
        assert_eq!(desk.rows_of("case_documents").await, all);
    }
}

/// Where what was read is to be written next, SQLite does not wait for who writes, but refuses at once.
#[tokio::test(flavor = "multi_thread")]
async fn indexing_that_is_over_holds_nobody_up() {
    let database = Database::fresh(Backend::Sqlite).await;
    let store = database.store().await;
    let over = Arc::new(AtomicBool::new(false));
    // On a machine with other work a rollback that nobody waits for comes late.
    let others = std::thread::available_parallelism().unwrap().get() * 2;
    let works = || {
        let over = over.clone();
        std::thread::spawn(move || while !over.load(Ordering::Relaxed) {})
    };
    let works: Vec<_> = (0..others).map(|_| works()).collect();
    let mut held_up = 0;
    for _ in 0..200 {
        store.index_cases(false, &|_, _| {}).await.unwrap();
        let other = database.connection().begin().await.unwrap();
        area::Entity::find().count(&other).await.unwrap();
        held_up += usize::from(other.execute_unprepared("delete from areas").await.is_err());
        other.rollback().await.unwrap();
    }
    over.store(true, Ordering::Relaxed);
    works.into_iter().for_each(|working| working.join().unwrap());
    assert_eq!(held_up, 0);
}
