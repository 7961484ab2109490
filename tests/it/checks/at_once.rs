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
