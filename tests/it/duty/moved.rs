//! Shifts are saved while areas move.

use serde_json::json;

use super::{Duty, id_of};
use crate::support::{Backend, postgres};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shift_that_is_saved_while_its_area_moves_waits_for_it() {
    if postgres().is_none() {
        return;
    }
    let duty = Duty::begin(Backend::Postgres).await;
    let mut shift = duty.of("DUTY", "351", (8, 20), &["town"]).await;
    shift["id"] = json!(id_of(&duty.saves("town", shift.clone()).await.unwrap()));
    shift["expectedVersion"] = json!(1);
    let saving = duty.saves("town", shift);
    let saved = duty.desk.while_areas_move("shifts", saving).await.unwrap();
    assert_eq!(saved["version"], 2);
}
