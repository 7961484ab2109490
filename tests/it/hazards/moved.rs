//! A hazard that rose, and whose place comes to lie elsewhere.

use chrono::TimeDelta;
use entity::hazard;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::Shops;
use crate::support::{Backend, both, import};

/// Bridge goes to the other town, with all that lies in it.
const BRIDGE_MOVED: &str = "code,parent_code,level,name\n3511,352,community,Bridge\n";

impl Shops {
    /// The clock comes by so many days later.
    async fn later(&self, days: i64) {
        self.desk.server.clock.advance(TimeDelta::days(days));
        let store = &self.desk.server.store;
        store.note_overdue_hazards(self.now()).await.unwrap();
        store.raise_overdue_hazards(TimeDelta::days(3), self.now()).await.unwrap();
    }

    async fn raised_to(&self, hazard: &str) -> Value {
        self.seen(hazard, "raisedTo{code}").await["raisedTo"]["code"].clone()
    }

    /// The shop goes to the area of this code, of which the district is told.
    async fn moves(&self, version: i64, area: &str) {
        let input = json!({
            "id": self.shop, "expectedVersion": version, "code": "P-1",
            "name": "Corner shop", "kind": "SHOP", "areaId": self.desk.area(area).await,
        });
        let query = "mutation($input:PlaceInput!){savePlace(input:$input){placeId}}";
        let answer = self.desk.ask("above", query, json!({"input": input})).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
    }
}

both! {
    async fn a_hazard_whose_place_moves_stands_no_longer_where_it_rose_to(backend: Backend) {
        let shops = Shops::open(backend).await;
        let hazard = shops.found().await;
        shops.later(3).await;
        shops.later(4).await;
        assert_eq!(shops.raised_to(&hazard).await, "3511");
        // Bridge itself is above it no less.
        shops.moves(1, "3511").await;
        assert_eq!(shops.raised_to(&hazard).await, "3511");
        shops.moves(2, "3512").await;
        assert_eq!(shops.raised_to(&hazard).await, Value::Null);
        let rows = hazard::Entity::find().all(shops.desk.server.database.connection()).await;
        assert_eq!(rows.unwrap()[0].raised_at, None);
        // It is late no less, and rises from where it stands.
        shops.later(4).await;
        assert_eq!(shops.raised_to(&hazard).await, "351");
    }
}

both! {
    async fn a_hazard_whose_community_moves_stands_no_longer_where_it_rose_to(backend: Backend) {
        let shops = Shops::open(backend).await;
        let (once, twice) = (shops.found().await, shops.found().await);
        shops.later(3).await;
        shops.later(4).await;
        shops.steps("community", "reportRectified", &once, "The way is free").await;
        shops.later(4).await;
        assert_eq!(shops.raised_to(&twice).await, "351");
        import::areas(&shops.desk.server.store, BRIDGE_MOVED).await;
        assert_eq!(shops.raised_to(&once).await, "3511", "the community is above it no less");
        assert_eq!(shops.raised_to(&twice).await, Value::Null);
        shops.later(1).await;
        assert_eq!(shops.raised_to(&twice).await, "3511");
        shops.later(4).await;
        assert_eq!(shops.raised_to(&twice).await, "352");
        assert_eq!(shops.raised_to(&once).await, "3511", "what is put right does not rise");
    }
}

both! {
    /// Whoever follows hazards is told where one goes with its place, whichever way the place moves.
    async fn a_hazard_whose_place_moves_is_told_of(backend: Backend) {
        use sea_orm::PaginatorTrait;
        let shops = Shops::open(backend).await;
        shops.found().await;
        let store = &shops.desk.server.store;
        let words = async || {
            let database = shops.desk.server.database.connection();
            entity::outbox::Entity::find().count(database).await.unwrap()
        };
        let before = words().await;
        shops.moves(1, "3512").await;
        assert_eq!(words().await, before + 1);
        let file = "code,name,kind,area_code\nP-1,Corner shop,SHOP,3511\n";
        assert_eq!(import::places(store, file).await.updated, 1);
        assert_eq!(words().await, before + 2);
        let file = "code,name,kind,area_code\nP-1,Corner house,SHOP,3511\n";
        assert_eq!(import::places(store, file).await.updated, 1);
        assert_eq!(words().await, before + 2, "it stays where it is");
    }
}
