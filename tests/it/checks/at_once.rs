//! Imports and the schedule while others write: what those wrote stands, and nobody waits for what
//! is only counted.

use std::time::Duration;

use entity::{check, hazard, place};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, TransactionTrait};

use super::town::Town;
use crate::support::{Backend, both, import};

/// Long enough for an import to come to where somebody else is at it.
const MEANWHILE: Duration = Duration::from_millis(800);

const TWO: &str = "code,name,kind,area_code,address
P-1,Bridge School,SCHOOL,3511,1 Bridge Road
P-2,Mill Shop,SHOP,3512,
";

/// Runs something while a change of places is on its way, which is kept.
async fn while_changed<T>(town: &Town, change: &str, run: impl Future<Output = T>) -> T {
    let changing = town.desk.server.database.connection().begin().await.unwrap();
    changing.execute_unprepared(change).await.unwrap();
    let kept = async {
        tokio::time::sleep(MEANWHILE).await;
        changing.commit().await.unwrap();
    };
    tokio::join!(run, kept).0
}

async fn place(town: &Town, code: &str) -> place::Model {
    let places = place::Entity::find().filter(place::Column::Code.eq(code));
    places.one(town.desk.server.database.connection()).await.unwrap().unwrap()
}

both! {
    async fn an_import_of_places_keeps_what_others_wrote_meanwhile(backend: Backend) {
        let town = Town::open(backend).await;
        let store = &town.desk.server.store;
        import::places(store, TWO).await;
        // A check is signed, and the address corrected, while a file comes that has the names alone.
        let change = "update places set last_checked_on = '2026-10-31', address = '7 Bridge Road', \
                      version = version + 1 where code = 'P-1'";
        let file = "code,name,kind,area_code\nP-2,Mill Store,SHOP,3512\n\
                    P-1,Bridge Primary School,SCHOOL,3511\n";
        let changes = while_changed(&town, change, import::places(store, file)).await;
        assert_eq!((changes.added, changes.updated), (0, 2));
        let school = place(&town, "P-1").await;
        assert_eq!(school.name, "Bridge Primary School");
        assert_eq!(school.address.as_deref(), Some("7 Bridge Road"));
        assert_eq!(school.last_checked_on, "2026-10-31".parse().ok());
        assert_eq!(school.version, 3);
        assert_eq!(place(&town, "P-2").await.version, 2);
    }
}

/// The mill's shop moves to the bridge.
const MOVES: &str = "update places set (area_id, community_id) = \
     (select id, community_id from areas where code = '3511') where code = 'P-2'";

both! {
    /// What is brought over lies where its place does by then, or those of the old area would see it.
    async fn what_is_brought_over_follows_a_place_that_moves_meanwhile(backend: Backend) {
        let town = Town::open(backend).await;
        let store = &town.desk.server.store;
        import::places(store, TWO).await;
        let hazards = "number,place_code,description,found_at,due_at,responsible_unit\n\
                       HZ-1,P-2,Loose cable,2026-03-01,2026-04-01,The owner\n";
        let checks = "number,place_code,checklist,planned_for,signed_at\n\
                      K-1,P-2,FIRE,2026-03-31,2026-03-30 09:00\n";
        let hazards = import::read_hazards(store, hazards).await;
        let checks = import::read_checks(store, checks).await;
        while_changed(&town, MOVES, store.import_hazards(&hazards)).await.unwrap();
        let back = MOVES.replace("3511", "3512");
        let by = (chrono::Utc::now(), chrono_tz::Asia::Shanghai);
        while_changed(&town, &back, store.import_checks(&checks, by, false)).await.unwrap();
        let database = town.desk.server.database.connection();
        let hazard = hazard::Entity::find().one(database).await.unwrap().unwrap();
        let check = check::Entity::find().one(database).await.unwrap().unwrap();
        let shop = place(&town, "P-2").await;
        assert_eq!((check.area_id, check.community_id), (shop.area_id, shop.community_id));
        let school = place(&town, "P-1").await;
        assert_eq!((hazard.area_id, hazard.community_id), (school.area_id, school.community_id));
        assert_eq!(shop.last_checked_on, "2026-03-30".parse().ok());
    }
}
