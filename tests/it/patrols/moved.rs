//! Routes are saved while areas move.

use serde_json::json;

use super::{Round, point};
use crate::support::{Backend, postgres};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_route_that_is_saved_while_its_area_moves_waits_for_it() {
    if postgres().is_none() {
        return;
    }
    let round = Round::begin(Backend::Postgres).await;
    let input = json!({
        "id": round.route, "expectedVersion": 1, "name": "Bridge round", "visitsPerDay": 1,
        "areaId": round.desk.area("3511").await, "checkpoints": [point("A-1", "Bridge head")],
    });
    let saving = round.save("community", input);
    let saved = round.desk.while_areas_move("patrol_routes", saving).await.unwrap();
    assert_eq!(saved["route"]["version"], 2);
}
