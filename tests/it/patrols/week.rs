//! A week of patrols, with a phone that was offline for a day.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{Round, at, fields, point};
use crate::support::{Backend, Setup, both};

fn moment(of: &Value) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(of.as_str().unwrap()).unwrap().with_timezone(&Utc)
}

fn missed(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

both! {
    async fn what_is_signed_for_counts_on_its_day_however_late_the_phone_tells(backend: Backend) {
        let round = Round::begin(backend).await;
        let (head, gate) = (round.point("A-1").await, round.point("A-2").await);

        // The first day all is visited, the bridge head three times.
        for hour in [9, 15] {
            round.desk.wait_until(at(round.day(0), hour, 30));
            round.signs(&head, at(round.day(0), hour, 0)).await;
            round.signs(&gate, at(round.day(0), hour, 10)).await;
        }
        let more = round.signs(&head, at(round.day(0), 15, 20)).await;
        assert_eq!(more["visit"]["by"]["displayName"], "Wal");
        assert_eq!(more["visit"]["checkpoint"]["code"], "A-1");
        assert_eq!(more["visit"]["route"]["name"], "Bridge round");
        assert_eq!(round.coverage(0, 0).await, [(4, 4, vec![])]);

        // The second day the phone is offline; on the third it tells of three visits.
        round.desk.wait_until(at(round.day(2), 8, 0));
        assert_eq!(round.coverage(1, 1).await, [(4, 0, missed(&["A-1", "A-2"]))]);
        let made = at(round.day(1), 9, 0);
        let late = round.signs(&head, made).await;
        assert_eq!(moment(&late["visit"]["at"]), made);
        assert!(moment(&late["visit"]["receivedAt"]) >= at(round.day(2), 8, 0));
        round.signs(&head, at(round.day(1), 15, 0)).await;
        round.signs(&gate, at(round.day(1), 15, 10)).await;
        assert_eq!(round.coverage(1, 2).await, [
            (4, 3, missed(&["A-2"])),
            (4, 0, missed(&["A-1", "A-2"])),
        ]);

        // It sends them again: with the same keys, with others, and when the keys are forgotten.
        let before = round.rows().await;
        assert_eq!(round.signs(&head, made).await["visitId"], late["visitId"]);
        assert_eq!(round.rows().await, before);
        let again = json!({"checkpointId": head, "at": made, "idempotencyKey": "another"});
        assert_eq!(round.visit("walker", again).await.unwrap()["visitId"], late["visitId"]);
        let much_later = Utc::now() + TimeDelta::days(30);
        round.desk.server.store.forget_what_is_old(much_later).await.unwrap();
        assert_eq!(round.signs(&head, made).await["visitId"], late["visitId"]);
        assert_eq!(round.coverage(1, 1).await, [(4, 3, missed(&["A-2"]))]);
        let other = json!({"checkpointId": gate, "at": made, "idempotencyKey": format!("{head} {made}")});
        assert_eq!(round.visit("walker", other).await.unwrap_err()["code"], "CONFLICT");
        // Whoever walks with them signs for themselves.
        let beside = json!({"checkpointId": head, "at": made, "idempotencyKey": "own"});
        let beside = round.visit("community", beside).await.unwrap();
        assert_ne!(beside["visitId"], late["visitId"]);
        assert_eq!(beside["visit"]["by"]["displayName"], "Cora");

        // A phone that does not hear the answer may send the same twice at once.
        let made = at(round.day(2), 7, 0);
        let sent = |key: &str| {
            round.visit("walker", json!({"checkpointId": gate, "at": made, "idempotencyKey": key}))
        };
        let (one, two, three) = tokio::join!(sent("one"), sent("two"), sent("one"));
        let (one, two, three) = (one.unwrap(), two.unwrap(), three.unwrap());
        assert_eq!(one["visitId"], two["visitId"]);
        assert_eq!(one["visitId"], three["visitId"]);
        assert_eq!(round.coverage(2, 2).await, [(4, 1, missed(&["A-1", "A-2"]))]);

        // What is sent after two days is not taken, nor what is yet to come.
        round.desk.wait_until(at(round.day(3), 10, 0));
        let before = round.rows().await;
        for when in [at(round.day(1), 9, 50), at(round.day(4), 10, 0), at(round.day(3), 10, 5)] {
            let input = json!({"checkpointId": gate, "at": when, "idempotencyKey": "late"});
            assert_eq!(fields(round.visit("walker", input).await), ["input.at"], "{when}");
        }
        assert_eq!(round.rows().await, before);
        // But the clock of a phone may be a little ahead, and what was late once is still answered.
        round.signs(&gate, at(round.day(3), 10, 1)).await;
        assert_eq!(round.coverage(3, 3).await, [(4, 1, missed(&["A-1", "A-2"]))]);
    }
}

both! {
    /// A phone sends a visit in time and does not hear the answer; it asks again when it is too late
    /// for a new one, and the key is long forgotten.
    async fn a_visit_that_was_recorded_in_time_is_answered_however_late(backend: Backend) {
        let round = Round::begin(backend).await;
        let gate = round.point("A-2").await;
        let made = at(round.day(0), 9, 0);
        round.desk.wait_until(made + TimeDelta::hours(40));
        let recorded = round.signs(&gate, made).await;
        round.save("community", json!({
            "id": round.route, "expectedVersion": 1, "name": "Bridge round",
            "areaId": round.desk.area("3511").await, "visitsPerDay": 2,
            "teamId": round.desk.team("Bridge patrol").await,
            "checkpoints": [point("A-1", "Bridge head")],
        })).await.unwrap();
        round.desk.wait_until(made + TimeDelta::hours(70));
        let before = round.rows().await;
        assert_eq!(round.signs(&gate, made).await["visitId"], recorded["visitId"]);
        assert_eq!(round.rows().await, before);
        // It is known by its moment and by who was there; and what else is wrong is still told.
        let sent = |at: DateTime<Utc>, note: &str| {
            json!({"checkpointId": gate, "at": at, "note": note, "idempotencyKey": "another"})
        };
        let other = round.visit("walker", sent(made + TimeDelta::seconds(1), "Quiet")).await;
        assert_eq!(fields(other), ["input.at"]);
        assert_eq!(fields(round.visit("community", sent(made, "Quiet")).await), ["input.at"]);
        assert_eq!(fields(round.visit("walker", sent(made, "\u{202e}")).await), ["input.note"]);
        let mut unreadable = sent(made, "Quiet");
        unreadable["checkpointId"] = json!(round.route);
        let unreadable = fields(round.visit("walker", unreadable).await);
        assert_eq!(unreadable, ["input.checkpointId", "input.at"]);
        assert_eq!(round.rows().await, before);
    }
}

both! {
    async fn a_point_that_came_and_went_in_one_day_was_there_for_who_visited_it(backend: Backend) {
        let round = Round::begin(backend).await;
        let area = round.desk.area("3511").await;
        let team = round.desk.team("Bridge patrol").await;
        let (head, gate) = (point("A-1", "Bridge head"), point("A-2", "Mill gate"));
        let saves = |version: i32, points: Value| {
            round.save("community", json!({
                "id": round.route, "expectedVersion": version, "name": "Bridge round",
                "areaId": area, "teamId": team, "visitsPerDay": 2, "checkpoints": points,
            }))
        };
        round.desk.wait_until(at(round.day(1), 7, 0));
        saves(1, json!([head, gate, point("F-1", "Ferry")])).await.unwrap();
        let ferry = round.point("F-1").await;
        round.desk.wait_until(at(round.day(1), 12, 0));
        saves(2, json!([head, gate])).await.unwrap();
        let owed = [(4, 0, missed(&["A-1", "A-2"]))];
        assert_eq!(round.coverage(1, 1).await, owed);

        // The phone that was there in the morning tells of it in the evening.
        round.desk.wait_until(at(round.day(1), 19, 0));
        round.signs(&ferry, at(round.day(1), 8, 0)).await;
        assert_eq!(round.coverage(1, 1).await, owed, "it is owed nothing that day");
        let early = json!({
            "checkpointId": ferry, "at": at(round.day(0), 8, 0), "idempotencyKey": "before",
        });
        assert_eq!(fields(round.visit("walker", early).await), ["input.checkpointId"]);

        // It comes back on the same day, and is owed from then on.
        saves(3, json!([head, gate, point("F-1", "Ferry")])).await.unwrap();
        assert_eq!(round.coverage(1, 1).await, [(6, 1, missed(&["A-1", "A-2", "F-1"]))]);
    }
}

both! {
    async fn a_route_that_changes_leaves_what_was_owed_before(backend: Backend) {
        let round = Round::begin(backend).await;
        let (head, gate) = (round.point("A-1").await, round.point("A-2").await);
        round.desk.wait_until(at(round.day(0), 12, 0));
        for hour in [9, 11] {
            round.signs(&head, at(round.day(0), hour, 0)).await;
        }
        // On the third day the gate is closed and the ferry comes on, once a day each.
        round.desk.wait_until(at(round.day(2), 9, 0));
        let changed = round.save("community", json!({
            "id": round.route, "expectedVersion": 1, "name": "Bridge and ferry",
            "areaId": round.desk.area("3511").await, "visitsPerDay": 1,
            "checkpoints": [point("B-1", "Ferry"), point("A-1", "Bridge head, east")],
        })).await.unwrap();
        let route = &changed["route"];
        assert_eq!(route["version"], 2);
        assert_eq!(route["team"], Value::Null);
        assert_eq!(route["checkpoints"][0]["name"], "Ferry");
        assert_eq!(route["checkpoints"][1]["id"], head, "it is the same point");
        assert_eq!(route["checkpoints"][1]["location"], Value::Null);
        let before = [(4, 2, missed(&["A-2"])), (4, 0, missed(&["A-1", "A-2"]))];
        assert_eq!(round.coverage(0, 1).await, before);
        assert_eq!(round.coverage(2, 2).await, [(2, 0, missed(&["B-1", "A-1"]))]);

        // A phone that was offline had been at the gate before it was closed, and on that morning.
        let walks = |at: DateTime<Utc>, key: &str| {
            let input = json!({"checkpointId": gate, "at": at, "idempotencyKey": key});
            round.visit("community", input)
        };
        walks(at(round.day(1), 10, 0), "yesterday").await.unwrap();
        walks(at(round.day(2), 8, 0), "this morning").await.unwrap();
        assert_eq!(round.coverage(1, 1).await, [(4, 1, missed(&["A-1", "A-2"]))]);
        round.desk.wait_until(at(round.day(3), 9, 0));
        let gone = walks(at(round.day(3), 8, 0), "gone").await;
        assert_eq!(fields(gone), ["input.checkpointId"]);

        // Twice visited counts for what it was owed, and what was visited at the gate stays.
        let visit = |at: DateTime<Utc>| {
            json!({"checkpointId": head, "at": at, "idempotencyKey": at.to_string(), "note": "Quiet"})
        };
        for hour in [7, 8] {
            round.visit("community", visit(at(round.day(3), hour, 0))).await.unwrap();
        }
        assert_eq!(round.coverage(3, 3).await, [(2, 1, missed(&["B-1"]))]);
        let query = format!(
            "{{patrolRoute(id:\"{}\"){{visits(first:20){{totalCount nodes{{checkpoint{{code}} note}}}}}}}}",
            round.route,
        );
        let visits = round.desk.data("town", &query).await["patrolRoute"]["visits"].take();
        assert_eq!(visits["totalCount"], 6);
        assert_eq!(visits["nodes"][0]["note"], "Quiet");
        let at_gate = |visit: &&Value| visit["checkpoint"]["code"] == "A-2";
        assert_eq!(visits["nodes"].as_array().unwrap().iter().filter(at_gate).count(), 2);

        // The gate opens again on the fourth day, and is owed from then on.
        round.save("community", json!({
            "id": round.route, "expectedVersion": 2, "name": "Bridge round",
            "areaId": round.desk.area("3511").await, "visitsPerDay": 1,
            "checkpoints": [point("A-1", "Bridge head"), point("A-2", "Mill gate")],
        })).await.unwrap();
        assert_eq!(round.point("A-2").await, gate);
        assert_eq!(round.coverage(0, 1).await, [before[0].clone(), (4, 1, missed(&["A-1", "A-2"]))]);
        assert_eq!(round.coverage(2, 4).await, [
            (2, 0, missed(&["A-1", "B-1"])),
            (2, 1, missed(&["A-2"])),
            (2, 0, missed(&["A-1", "A-2"])),
        ]);
    }
}

both! {
    async fn an_installation_says_itself_how_long_a_phone_may_be_offline(backend: Backend) {
        let setup = Setup { visits_late_by: TimeDelta::hours(2), ..Setup::default() };
        let round = Round::over(backend, setup).await;
        let head = round.point("A-1").await;
        round.desk.wait_until(at(round.day(0), 12, 0));
        let input = json!({
            "checkpointId": head, "at": at(round.day(0), 9, 55), "idempotencyKey": "late",
        });
        assert_eq!(fields(round.visit("walker", input).await), ["input.at"]);
        round.signs(&head, at(round.day(0), 10, 5)).await;
        assert_eq!(round.coverage(0, 0).await[0].1, 1);
    }
}
