//! Who watches a search is told what to drop from it.

use serde_json::json;

use super::{Socket, out_of_sight, registered, short, upserted};
use crate::life::Desk;
use crate::support::{Backend, both};

both! {
    async fn what_is_amended_out_of_a_search_is_told_to_be_dropped(backend: Backend) {
        let desk = Desk::open(backend).await;
        let token = desk.token("town").await;
        let mut walls = Socket::of(&desk.server, &token).await;
        walls.watch("walls", json!({"search": "wall"}), None).await;

        let case = registered(&desk, "leader", "35111", "A wall").await;
        assert_eq!(short(&walls.change("walls").await), upserted("REGISTERED", "A wall"));
        let mut rest = Socket::of(&desk.server, &token).await;
        rest.watch("rest", json!({"not": {"search": "wall"}}), None).await;
        desk.acts("town", "amendCase", &case, json!({"title": "A fence", "note": "n"})).await;
        assert_eq!(short(&walls.change("walls").await), out_of_sight());
        assert_eq!(short(&rest.change("rest").await), upserted("AMENDED", "A fence"));
        // What has not been in the list stays out of it without a word, unless it is amended: what
        // was written before is not known any more.
        desk.does("town", "addCaseNote", json!({"id": case, "text": "High"})).await;
        assert_eq!(short(&rest.change("rest").await), upserted("NOTED", "A fence"));
        desk.acts("town", "amendCase", &case, json!({"title": "A high wall", "note": "n"})).await;
        assert_eq!(short(&walls.change("walls").await), upserted("AMENDED", "A high wall"));
        assert_eq!(short(&rest.change("rest").await), out_of_sight());
        desk.does("town", "addCaseNote", json!({"id": case, "text": "Higher"})).await;
        assert_eq!(short(&walls.change("walls").await), upserted("NOTED", "A high wall"));
        let other = registered(&desk, "leader", "35111", "Noise").await;
        assert_eq!(short(&rest.change("rest").await), upserted("REGISTERED", "Noise"));
        desk.acts("town", "amendCase", &other, json!({"title": "Loud noise", "note": "n"})).await;
        assert_eq!(short(&rest.change("rest").await), upserted("AMENDED", "Loud noise"));
        assert_eq!(short(&walls.change("walls").await), out_of_sight());
    }
}
