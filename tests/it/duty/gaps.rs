//! Somebody on two shifts at once: found as soon as it is planned, on both, and gone with it.

use serde_json::json;

use super::{Duty, found, id_of, moment};
use crate::support::{Backend, both};

both! {
    async fn nobody_is_in_two_places_without_both_shifts_saying_so(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let day = duty.of("DUTY", "351", (8, 20), &["town", "second"]).await;
        let day = id_of(&duty.saves("town", day).await.unwrap());
        let evening = duty.of("STANDBY", "351", (18, 23), &["second"]).await;
        let planned = duty.saves("town", evening.clone()).await.unwrap();
        let standby = id_of(&planned);
        for id in [&day, &standby] {
            assert_eq!(duty.gaps(id).await, found(&[("OVERLAP", "Sue", false)]));
            let gap = duty.shift("town", id).await["gaps"][0].take();
            assert_eq!(moment(&gap["from"]), duty.at(0, 18, 0));
            assert_eq!(moment(&gap["to"]), duty.at(0, 20, 0));
        }
        // It begins when the other one ends: there is no overlap any more.
        let mut later = evening;
        later["id"] = json!(standby);
        later["expectedVersion"] = json!(1);
        later["startsAt"] = json!(duty.at(0, 20, 0));
        duty.saves("town", later.clone()).await.unwrap();
        for id in [&day, &standby] {
            assert_eq!(duty.gaps(id).await, found(&[]));
        }
        // It begins earlier again, and somebody else stands in.
        later["expectedVersion"] = json!(2);
        later["startsAt"] = json!(duty.at(0, 19, 0));
        duty.saves("town", later).await.unwrap();
        assert_eq!(duty.gaps(&day).await, found(&[("OVERLAP", "Sue", false)]));
        let stand_in = json!({
            "shiftId": day, "expectedVersion": 1, "userId": duty.desk.user("second").await,
            "standInId": duty.desk.user("above").await, "reason": "Two shifts at once",
        });
        duty.replaces("above", stand_in).await.unwrap();
        for id in [&day, &standby] {
            assert_eq!(duty.gaps(id).await, found(&[]));
        }
    }
}

both! {
    /// That somebody is on two shifts tells of the other one: it shows to whoever sees both.
    async fn an_overlap_shows_to_whoever_sees_both_shifts(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let of_community = duty.of("DUTY", "3511", (8, 20), &["second", "community"]).await;
        let of_community = id_of(&duty.saves("town", of_community).await.unwrap());
        let of_town = duty.of("NIGHT", "351", (19, 23), &["second"]).await;
        let of_town = id_of(&duty.saves("town", of_town).await.unwrap());
        assert_eq!(duty.gaps(&of_community).await, found(&[("OVERLAP", "Sue", false)]));
        assert_eq!(duty.shift("community", &of_community).await["gaps"], json!([]));
        assert_eq!(duty.shift("community", &of_town).await, json!(null));
        // What concerns the community's own shift alone shows to it.
        duty.wait_until(0, 8, 16);
        duty.looks().await;
        let seen = duty.shift("community", &of_community).await["gaps"].take();
        let kinds: Vec<&str> = seen.as_array().unwrap().iter().map(|gap| gap["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["NOBODY_SIGNED_IN", "LEADER_ABSENT"]);
    }
}
