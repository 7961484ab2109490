//! The clocks of an emergency.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use serde_json::json;

use super::super::Desk;
use super::moment;
use crate::support::{Backend, both};

const KINDS: [(&str, i64); 3] = [("FIRST_RESPONSE", 20), ("CONVENE", 30), ("REPORT_UP", 120)];

impl Desk {
    /// That the clocks of an emergency run from this moment.
    async fn runs_from(&self, case: &str, from: DateTime<Utc>) {
        for (kind, minutes) in KINDS {
            let clock = self.clock(case, kind).await;
            assert_eq!(moment(&clock["startedAt"]), from, "{kind}");
            assert_eq!(moment(&clock["dueAt"]), from + TimeDelta::minutes(minutes), "{kind}");
        }
    }

    async fn step(&self, case: &str, step: &str, at: DateTime<Utc>) {
        let more = json!({"step": step, "at": at, "note": "By the book"});
        self.acts("town", "recordEmergencyStep", case, more).await;
    }

    /// Which of the clocks were met, and which were missed.
    async fn kept(&self, case: &str) -> Vec<(bool, bool)> {
        let mut kept = Vec::new();
        for (kind, _) in KINDS {
            let clock = self.clock(case, kind).await;
            kept.push((!clock["metAt"].is_null(), clock["missed"] == true));
        }
        kept
    }
}

both! {
    async fn each_step_of_an_emergency_stops_its_clock(backend: Backend) {
        let desk = Desk::open(backend).await;
        // Moments are kept to the microsecond, and what is given beyond is let go.
        let given = (Utc::now() - TimeDelta::hours(3)).trunc_subsecs(6) + TimeDelta::nanoseconds(984);
        let received = given.trunc_subsecs(6);
        let minutes = |minutes| received + TimeDelta::minutes(minutes);
        let more = json!({"emergency": true, "receivedAt": given});
        let case = desk.registered("community", "3511", more).await;
        desk.runs_from(&case, minutes(0)).await;
        assert_eq!(desk.kept(&case).await, [(false, true); 3], "all are late by now");
        desk.step(&case, "ARRIVED", minutes(19)).await;
        assert_eq!(desk.kept(&case).await, [(true, false), (false, true), (false, true)]);
        desk.step(&case, "CONVENED", minutes(31)).await;
        assert_eq!(desk.kept(&case).await, [(true, false), (true, true), (false, true)]);
        desk.step(&case, "REPORTED_UP", minutes(120)).await;
        assert_eq!(desk.kept(&case).await, [(true, false), (true, true), (true, false)]);
        // A second arrival is no first response.
        desk.step(&case, "ARRIVED", minutes(40)).await;
        let clock = desk.clock(&case, "FIRST_RESPONSE").await;
        assert_eq!(moment(&clock["metAt"]), minutes(19));
        desk.step(&case, "STOOD_DOWN", minutes(150)).await;
        for at in [minutes(-1), desk.server.clock.now() + TimeDelta::minutes(1)] {
            let wrong = json!({"step": "REVIEWED", "at": at, "note": "n"});
            let wrong = desk.with_version(&case, wrong).await;
            let wrong = desk.refused("town", "recordEmergencyStep", wrong).await;
            assert_eq!(wrong["problems"][0]["field"], "input.at", "{wrong}");
        }
    }
}

both! {
    async fn an_emergency_that_is_seen_later_runs_from_then(backend: Backend) {
        let desk = Desk::open(backend).await;
        let long_ago = Utc::now() - TimeDelta::hours(5);
        let case = desk.received("ORDINARY", long_ago).await;
        let steps = ["ARRIVED", "CONVENED"];
        for step in steps {
            let more = json!({"step": step, "at": long_ago, "note": "n"});
            let early = desk.with_version(&case, more).await;
            let early = desk.refused("town", "recordEmergencyStep", early).await;
            assert_eq!(early["code"], "WRONG_STATE", "it is none yet");
        }
        let category = desk.category().await;
        let judged = desk.acts("town", "triageCase", &case, json!({
            "severity": "MAJOR", "categoryId": category, "emergency": true,
        })).await;
        assert_eq!(judged["case"]["emergency"], true);
        let marked = moment(&desk.clock(&case, "CONVENE").await["startedAt"]);
        assert!(marked > Utc::now() - TimeDelta::minutes(1), "from when it was marked");
        desk.runs_from(&case, marked).await;
        // Judged again, it is the same emergency.
        desk.server.clock.advance(TimeDelta::minutes(5));
        desk.acts("town", "triageCase", &case, json!({
            "severity": "MAJOR", "categoryId": category, "emergency": true,
        })).await;
        assert_eq!(desk.clocks(&case).await.len(), 4);
        // The first to take it up has responded.
        let team = desk.team("Mediators").await;
        desk.acts("town", "assignCase", &case, json!({"teamId": team})).await;
        desk.acts("mediator", "acceptCase", &case, json!({})).await;
        assert_eq!(desk.kept(&case).await, [(true, false), (false, false), (false, false)]);
        // Once it is over nobody is waited for.
        desk.server.clock.advance(TimeDelta::minutes(10));
        desk.step(&case, "STOOD_DOWN", desk.server.clock.now()).await;
        desk.server.clock.advance(TimeDelta::days(1));
        assert_eq!(desk.kept(&case).await, [(true, false), (false, false), (false, false)]);
        // Looking back is done after the end, and nothing else is.
        desk.acts("town", "resolveCase", &case, json!({"note": "Over"})).await;
        let late = desk.with_version(&case, json!({
            "step": "ARRIVED", "at": desk.server.clock.now(), "note": "n",
        })).await;
        let late = desk.refused("town", "recordEmergencyStep", late).await;
        assert_eq!(late["code"], "WRONG_STATE");
        desk.step(&case, "REVIEWED", desk.server.clock.now()).await;
        let log = format!("{{case(by:{{id:\"{case}\"}}){{emergencyLog{{step}}}}}}");
        let log = desk.data("town", &log).await;
        assert_eq!(
            log["case"]["emergencyLog"],
            json!([{"step": "STOOD_DOWN"}, {"step": "REVIEWED"}]),
        );
    }
}
