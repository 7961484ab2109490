//! A week of duty at a town's desk.

use serde_json::{Value, json};

use super::{Duty, fields, found, id_of, moment};
use crate::support::{Backend, Server, both};

const ALL: [&str; 4] = ["town", "second", "mediator", "helper"];

both! {
    async fn a_week_of_duty_with_each_kind_of_gap(backend: Backend) {
        let duty = Duty::begin(backend).await;

        // Monday: all come and go in time, and the log is kept.
        let monday = id_of(&duty.saves("town", duty.by_day(0).await).await.unwrap());
        duty.wait_until(0, 7, 45);
        duty.all_sign(&ALL, "in", &monday).await;
        duty.wait_until(0, 12, 0);
        let case = duty.desk.registered("town", "3511", json!({})).await;
        let entry = json!({
            "shiftId": monday, "text": "Called Wei back at 13800138000", "caseId": case,
            "idempotencyKey": "noon",
        });
        let logged = duty.logs("town", entry.clone()).await.unwrap();
        assert_eq!(logged["log"][0]["by"]["displayName"], "Tom");
        assert_eq!(logged["log"][0]["case"]["id"], case);
        let before = duty.rows().await;
        duty.logs("town", entry).await.unwrap();
        assert_eq!(duty.rows().await, before, "sent again it is written once");
        let entry = json!({"shiftId": monday, "text": "Lunch"});
        let logged = duty.logs("helper", entry).await.unwrap();
        assert_eq!(logged["log"][1]["by"]["displayName"], "Hal");
        assert_eq!(logged["log"][0]["case"], Value::Null, "the case is not the team's");
        let shown = duty.shift("town", &monday).await;
        assert_eq!(shown["version"], 1, "signing and logging get in nobody's way");
        duty.wait_until(0, 20, 5);
        duty.all_sign(&ALL, "out", &monday).await;
        duty.looks().await;
        let trail = ["save", "sign", "sign", "sign", "sign", "log", "log", "sign", "sign", "sign", "sign"];
        assert_eq!(duty.trail().await, trail);
        assert_eq!(duty.gaps(&monday).await, found(&[]));

        // Tuesday: nobody is there at a quarter past, the leader comes last.
        let tuesday = id_of(&duty.saves("town", duty.by_day(1).await).await.unwrap());
        duty.wait_until(1, 8, 14);
        duty.looks().await;
        assert_eq!(duty.gaps(&tuesday).await, found(&[]));
        duty.wait_until(1, 8, 16);
        duty.looks().await;
        let nobody = [("NOBODY_SIGNED_IN", "nobody", true), ("LEADER_ABSENT", "Tom", true)];
        assert_eq!(duty.gaps(&tuesday).await, found(&nobody));
        duty.wait_until(1, 8, 20);
        duty.all_sign(&["second", "mediator", "helper"], "in", &tuesday).await;
        duty.wait_until(1, 9, 0);
        let late = duty.signs("town", "in", &tuesday).await.unwrap();
        let gaps = duty.gaps(&tuesday).await;
        let mut kinds: Vec<_> = gaps.iter().map(|(kind, user, _)| (kind.as_str(), user.as_str())).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, [
            ("LEADER_ABSENT", "Tom"),
            ("NOBODY_SIGNED_IN", "nobody"),
            ("SIGNED_IN_LATE", "Hal"),
            ("SIGNED_IN_LATE", "Mei"),
            ("SIGNED_IN_LATE", "Sue"),
            ("SIGNED_IN_LATE", "Tom"),
        ]);
        assert!(gaps.iter().all(|(_, _, lasts)| !lasts));
        let absent = late["gaps"].as_array().unwrap().iter();
        let absent = absent.clone().find(|gap| gap["kind"] == "LEADER_ABSENT").unwrap();
        assert_eq!(moment(&absent["from"]), duty.at(1, 8, 0));
        assert_eq!(absent["to"], late["roster"][0]["signedInAt"]);

        // At its end somebody goes without a word, and says so an hour later; another never does.
        duty.wait_until(1, 20, 0);
        duty.all_sign(&["town", "second"], "out", &tuesday).await;
        duty.wait_until(1, 20, 16);
        duty.looks().await;
        let gaps = duty.gaps(&tuesday).await;
        let forgotten = |user: &str, lasts| ("NOT_SIGNED_OUT".to_owned(), user.to_owned(), lasts);
        assert!(gaps.contains(&forgotten("Mei", true)) && gaps.contains(&forgotten("Hal", true)));
        duty.wait_until(1, 21, 0);
        duty.signs("mediator", "out", &tuesday).await.unwrap();
        assert!(duty.gaps(&tuesday).await.contains(&forgotten("Mei", false)));

        // A day after its end it is settled: what is missing then stays.
        duty.wait_until(2, 20, 1);
        duty.looks().await;
        let settled = duty.gaps(&tuesday).await;
        assert_eq!(settled.len(), 8);
        assert!(settled.contains(&forgotten("Hal", true)));
        let over = json!({"code": "WRONG_STATE", "allowedActions": []});
        assert_eq!(duty.signs("helper", "out", &tuesday).await.unwrap_err(), over);
        let text = json!({"shiftId": tuesday, "text": "Forgot to sign out"});
        assert_eq!(duty.logs("helper", text).await.unwrap_err(), over);
        duty.wait_until(5, 0, 0);
        duty.looks().await;
        assert_eq!(duty.gaps(&tuesday).await, settled);
    }
}

both! {
    async fn a_stand_in_takes_the_leaders_place_before_and_during_a_shift(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let planned = duty.of("DUTY", "351", (8, 20), &["town", "community"]).await;
        // Cora's grant is below the town: she cannot work on its shift, and Sue can.
        let refused = fields(duty.saves("town", planned).await);
        assert_eq!(refused, ["input.roster[1].userId"]);
        let planned = duty.of("DUTY", "351", (8, 20), &["town"]).await;
        let shift = id_of(&duty.saves("town", planned).await.unwrap());
        let second = duty.desk.user("second").await;
        let town = duty.desk.user("town").await;
        let stands_in = |user: &str, by: &str, version: i32| json!({
            "shiftId": shift, "expectedVersion": version, "userId": user, "standInId": by,
            "reason": "Ill; ask 13800138000",
        });
        let replaced = duty.replaces("town", stands_in(&town, &second, 1)).await.unwrap();
        assert_eq!(replaced["leader"]["displayName"], "Sue");
        assert_eq!(replaced["version"], 2);
        assert_eq!(replaced["roster"], json!([{
            "user": {"displayName": "Sue"}, "role": "LEADER", "standInFor": {"displayName": "Tom"},
            "standInReason": "Ill; ask 13800138000", "signedInAt": null, "signedOutAt": null,
        }]));
        let list = "{shifts(first:1){nodes{roster{standInReason}}}}";
        let list = duty.desk.data("town", list).await["shifts"]["nodes"][0].take();
        assert!(!list.to_string().contains("13800138000"), "{list}");
        duty.wait_until(0, 8, 10);
        duty.signs("second", "in", &shift).await.unwrap();

        // At noon Sue has to go, and Tom is back: what she signed stays, and she is not late.
        duty.wait_until(0, 12, 0);
        let back = duty.replaces("second", stands_in(&second, &town, 2)).await.unwrap();
        assert_eq!(back["leader"]["displayName"], "Tom");
        assert_eq!(back["roster"][0]["standInFor"]["displayName"], "Sue");
        assert_eq!(back["roster"][1]["user"]["displayName"], "Sue");
        assert!(back["roster"][1]["signedInAt"].is_string() && back["roster"][1]["signedOutAt"].is_string());
        assert_eq!(duty.signs("second", "in", &shift).await.unwrap_err()["code"], "FORBIDDEN");
        duty.wait_until(0, 12, 10);
        duty.signs("town", "in", &shift).await.unwrap();
        duty.wait_until(0, 20, 0);
        duty.signs("town", "out", &shift).await.unwrap();
        duty.looks().await;
        assert_eq!(duty.gaps(&shift).await, found(&[]));
    }
}

both! {
    async fn gaps_are_found_once_however_many_instances_look(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let shift = id_of(&duty.saves("town", duty.by_day(0).await).await.unwrap());
        let other = Server::beside(&duty.desk.server).await;
        for (hour, minute) in [(8, 16), (12, 0), (20, 1), (20, 20)] {
            duty.wait_until(0, hour, minute);
            let now = duty.desk.server.clock.now();
            let (one, two) = tokio::join!(
                duty.desk.server.store.look_for_shift_gaps(now),
                other.store.look_for_shift_gaps(now),
            );
            let looked = one.unwrap() + two.unwrap();
            let is_due = [(8, 16), (20, 1), (20, 20)].contains(&(hour, minute));
            assert_eq!(looked, u64::from(is_due), "at {hour}:{minute}");
        }
        let never = [("NOBODY_SIGNED_IN", "nobody", false), ("LEADER_ABSENT", "Tom", false)];
        assert_eq!(duty.gaps(&shift).await, found(&never));
    }
}

both! {
    /// Many change rosters and sign at once, on two instances: each waits its turn, and all is found.
    async fn rosters_that_change_at_once_find_each_overlap(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let first = duty.of("DUTY", "351", (8, 20), &["town", "second"]).await;
        let first = id_of(&duty.saves("town", first).await.unwrap());
        duty.wait_until(0, 8, 0);
        let plans = [(9, 12), (10, 13), (11, 14), (12, 15)];
        let mut planned = Vec::new();
        for hours in plans {
            planned.push(duty.of("STANDBY", "351", hours, &["second", "town"]).await);
        }
        let saving = futures_util::future::join_all(planned.into_iter().map(|plan| duty.saves("town", plan)));
        let signing = duty.signs("second", "in", &first);
        let (saved, signed) = tokio::join!(saving, signing);
        signed.unwrap();
        let mut ids: Vec<String> = saved.into_iter().map(|shift| id_of(&shift.unwrap())).collect();
        ids.push(first);
        // Each of the four overlaps with the first and with those that begin before it ends.
        for (id, others) in ids.iter().zip([3, 4, 4, 3, 4]) {
            let gaps = duty.gaps(id).await;
            let overlaps = gaps.iter().filter(|gap| gap.0 == "OVERLAP").count();
            assert_eq!(overlaps, others * 2, "{gaps:?}");
        }
    }
}
