//! What the clock does with hazards, whoever sweeps, and however clocks jump.

use std::time::Duration;

use chrono::TimeDelta;
use entity::{hazard, hazard_event};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::Shops;
use crate::binary::Serving;
use crate::support::{Backend, Installed, both};

async fn events(shops: &Shops, kind: &str) -> u64 {
    let of_kind = hazard_event::Entity::find().filter(hazard_event::Column::Kind.eq(kind));
    of_kind.count(shops.desk.server.database.connection()).await.unwrap()
}

both! {
    async fn two_instances_that_sweep_at_once_note_and_raise_each_hazard_once(backend: Backend) {
        let shops = Shops::open(backend).await;
        for _ in 0..12 {
            shops.found().await;
        }
        let other = shops.desk.server.database.store().await;
        let after = TimeDelta::days(3);
        let sweep = async |store: &wardbook::store::Store, now| {
            for _ in 0..4 {
                store.note_overdue_hazards(now).await.unwrap();
                store.raise_overdue_hazards(after, now).await.unwrap();
            }
        };
        for (days, raised) in [(3, 0), (7, 12), (11, 24), (15, 24)] {
            let now = shops.now() + TimeDelta::days(days);
            tokio::join!(sweep(&shops.desk.server.store, now), sweep(&other, now));
            sweep(&other, now).await;
            assert_eq!(events(&shops, "BECAME_OVERDUE").await, 12, "day {days}");
            assert_eq!(events(&shops, "RAISED").await, raised, "day {days}");
        }
        // What has reached its town is looked at no longer.
        let waiting = hazard::Entity::find().filter(hazard::Column::RaiseFrom.is_not_null());
        assert_eq!(waiting.count(shops.desk.server.database.connection()).await.unwrap(), 0);
    }
}

both! {
    /// The clock jumps a year ahead, all is swept, and it jumps back.
    async fn a_clock_that_jumped_ahead_and_back_notes_and_raises_no_hazard_twice(backend: Backend) {
        let shops = Shops::open(backend).await;
        let hazard = shops.found().await;
        let (store, now) = (&shops.desk.server.store, shops.now());
        let after = TimeDelta::days(3);
        for days in [0, 365, 365, 0, 1, 10, 300] {
            let now = now + TimeDelta::days(days);
            store.note_overdue_hazards(now).await.unwrap();
            store.raise_overdue_hazards(after, now).await.unwrap();
        }
        // It rises when it would have risen by a clock that is right.
        let kinds = ["FOUND", "BECAME_OVERDUE", "RAISED", "RAISED"];
        let mut found = shops.kinds(&hazard).await;
        found.sort_unstable_by_key(|kind| kinds.iter().position(|known| known == kind));
        assert_eq!(found, kinds);
    }
}

both! {
    async fn a_hazard_that_was_late_before_the_sweeper_came_by_is_noted_with_the_change(
        backend: Backend
    ) {
        let shops = Shops::open(backend).await;
        let hazard = shops.found().await;
        shops.desk.server.clock.advance(TimeDelta::days(4));
        shops.steps("community", "reportRectified", &hazard, "The way is free").await;
        assert_eq!(shops.kinds(&hazard).await, ["FOUND", "BECAME_OVERDUE", "RECTIFIED"]);
        let store = &shops.desk.server.store;
        let after = TimeDelta::days(3);
        let sweep = async || {
            let noted = store.note_overdue_hazards(shops.now()).await.unwrap();
            (noted, store.raise_overdue_hazards(after, shops.now()).await.unwrap())
        };
        // What was put right is late no longer, however long ago that was.
        shops.desk.server.clock.advance(TimeDelta::days(30));
        assert_eq!(sweep().await, (0, 0));
        // Reopened, it is late anew, and does not rise for what was before.
        shops.steps("town", "reopenHazard", &hazard, "Blocked again").await;
        assert_eq!(sweep().await, (1, 0));
        shops.desk.server.clock.advance(TimeDelta::days(4));
        assert_eq!(sweep().await, (0, 1));
        let kinds = ["FOUND", "BECAME_OVERDUE", "RECTIFIED", "REOPENED", "BECAME_OVERDUE", "RAISED"];
        assert_eq!(shops.kinds(&hazard).await, kinds);
    }
}

/// Waits until so many events of the kind are there.
async fn until(shops: &Shops, kind: &str, many: u64) {
    let there = async {
        while events(shops, kind).await < many {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), there).await.unwrap_or_else(|_| panic!("{kind}"));
}

both! {
    /// The binary sweeps by itself, and raises after as many days as it is told.
    async fn a_server_notes_what_is_late_and_raises_it_after_the_days_that_are_set(backend: Backend) {
        let shops = Shops::open(backend).await;
        let hazard = shops.found().await;
        let of_all = |column, moment| {
            hazard::Entity::update_many().col_expr(column, Expr::value(moment))
        };
        let database = shops.desk.server.database.connection();
        let two_days_ago = shops.now() - TimeDelta::days(2);
        of_all(hazard::Column::DueAt, two_days_ago).exec(database).await.unwrap();
        let operator = Installed::around(&shops.desk.server.database);
        let mut command = operator.command(&["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "off"]);
        command.env("WARDBOOK_HAZARD_RAISE_DAYS", "1");
        let _serving = Serving::start(&mut command, true, "address");
        until(&shops, "BECAME_OVERDUE", 1).await;
        assert_eq!(events(&shops, "RAISED").await, 0);
        of_all(hazard::Column::RaiseFrom, two_days_ago).exec(database).await.unwrap();
        until(&shops, "RAISED", 1).await;
        let seen = shops.seen(&hazard, "raisedTo{code}").await;
        assert_eq!(seen["raisedTo"]["code"], "3511");
    }
}
