//! A hazard that somebody sees, found by a check that they do not.

use serde_json::{Value, json};

use super::town::Town;
use crate::support::{Backend, both};

/// The numbers of the hazards that satisfy a filter, as a user sees them.
async fn such(town: &Town, user: &str, filter: &str) -> Vec<Value> {
    let query = format!("{{hazards(filter:{filter}){{nodes{{number}}}}}}");
    let found = town.desk.data(user, &query).await;
    let nodes = found["hazards"]["nodes"].as_array().unwrap().iter();
    nodes.map(|hazard| hazard["number"].clone()).collect()
}

both! {
    async fn a_check_out_of_sight_shows_neither_on_its_hazard_nor_by_a_filter(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        let check = town.begun("community", &shop).await;
        let answers = town.answers(&check, &["F01"]).await;
        let mut found = town.found(Some("F01"));
        found["responsibleUnit"] = json!(null);
        found["responsibleId"] = json!(town.desk.user("walker").await);
        let signing = json!({"answers": answers, "hazards": [found]});
        town.acts("community", "signCheck", &check, signing).await;
        // Who puts it right sees the hazard, and no check of others.
        assert_eq!(town.shown("walker", &check).await, Value::Null);
        let seen = "{hazards{nodes{check{id} itemCode}}}";
        let of = async |user| town.desk.data(user, seen).await["hazards"]["nodes"].take();
        assert_eq!(of("community").await, json!([{"check": {"id": check}, "itemCode": "F01"}]));
        assert_eq!(of("walker").await, json!([{"check": null, "itemCode": null}]));
        for (filter, is_so_of_a_check) in [
            ("{check:{isNull:false}}", true),
            ("{check:{isNull:true}}", false),
            ("{check:{eq:\"@\"}}", true),
            ("{check:{ne:\"@\"}}", false),
            ("{check:{in:[\"@\"]}}", true),
            ("{check:{notIn:[\"@\"]}}", false),
            ("{not:{check:{eq:\"@\"}}}", false),
            ("{or:[{check:{eq:\"@\"}}]}", true),
            ("{itemCode:{eq:\"F01\"}}", true),
            ("{itemCode:{ne:\"F01\"}}", false),
            ("{itemCode:{startsWith:\"F\"}}", true),
            ("{itemCode:{contains:\"0\"}}", true),
            ("{itemCode:{isNull:true}}", false),
        ] {
            let filter = filter.replace('@', &check);
            let many = |is_found: bool| usize::from(is_found);
            let community = such(&town, "community", &filter).await.len();
            assert_eq!(community, many(is_so_of_a_check), "{filter}");
            let walker = such(&town, "walker", &filter).await.len();
            assert_eq!(walker, many(!is_so_of_a_check), "{filter}, as if there were no check");
        }
    }
}
