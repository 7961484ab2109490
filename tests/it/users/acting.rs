//! Acting duty (代班): a role for a while.

use chrono::{SubsecRound, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{GRANT, Office, REVOKE};
use crate::support::{Backend, both};

both! {
    async fn it_begins_and_ends_by_itself(backend: Backend) {
        let office = Office::open(backend).await;
        let grant = office.grant_of("walker", "community", "3511").await;
        let sees = |many: bool| {
            move |seen: &Value| (seen["data"]["cases"]["totalCount"] != json!(0)) == many
        };
        let cases = "{cases{totalCount}}";
        office.until("walker", cases, sees(false)).await;
        let from = (Utc::now() + TimeDelta::seconds(4)).trunc_subsecs(6);
        let week = json!({"validFrom": from, "validUntil": from + TimeDelta::days(7)});
        let made = office.grants_with("administrator", &grant, week.clone()).await.unwrap();
        let moment = |name: &str| {
            made["grant"][name].as_str().unwrap().parse::<chrono::DateTime<Utc>>().unwrap()
        };
        assert_eq!(moment("validFrom"), from);
        assert_eq!(moment("validUntil"), from + TimeDelta::days(7));
        if Utc::now() < from - TimeDelta::seconds(1) {
            office.until("walker", cases, sees(false)).await;
        }
        office.until("walker", cases, sees(true)).await;
        assert!(Utc::now() >= from, "not before it begins");
        // The week is cut short, and ends while nobody does anything.
        let until = Utc::now() + TimeDelta::seconds(2);
        let short = with_until(&week, until);
        let again = office.grants_with("administrator", &grant, short).await.unwrap();
        assert_eq!(again["grant"]["id"], made["grant"]["id"], "one grant, with other times");
        office.until("walker", cases, sees(false)).await;
        assert!(Utc::now() >= until, "not before it ends");
    }
}

fn with_until(week: &Value, until: chrono::DateTime<Utc>) -> Value {
    super::with(week, json!({"validUntil": until}))
}

both! {
    async fn a_role_that_is_revoked_is_gone_at_once_and_the_reason_is_kept(backend: Backend) {
        let office = Office::open(backend).await;
        office.grants("administrator", "walker", "community", "3511").await.unwrap();
        office.until("walker", "{cases{totalCount}}", |seen| {
            seen["data"]["cases"]["totalCount"] != json!(0)
        }).await;
        let grant = office.grant_id("walker", "community").await;
        let input = json!({"grantId": grant, "reason": "the walk is over"});
        let left = office.send("administrator", REVOKE, input.clone()).await.unwrap();
        assert_eq!(left["user"]["grants"], json!([{"role": "team_member"}]));
        office.until("walker", "{cases{totalCount}}", |seen| {
            seen["data"]["cases"]["totalCount"] == json!(0)
        }).await;
        assert_eq!(office.send("administrator", REVOKE, input).await.unwrap_err()["code"], "NOT_FOUND");
        let (did, detail) = office.trail("user").await.swap_remove(0);
        assert_eq!(did, "revoke");
        assert_eq!((&detail["role"], &detail["reason"]), (&json!("community"), &json!("the walk is over")));
    }
}

both! {
    async fn the_same_again_changes_nothing(backend: Backend) {
        let office = Office::open(backend).await;
        let grant = office.grant_of("walker", "analyst", "3511").await;
        let one = office.send("administrator", GRANT, grant.clone()).await.unwrap();
        let before = office.rows().await;
        let again = office.send("administrator", GRANT, grant).await.unwrap();
        assert_eq!((&again["grant"]["id"], office.rows().await), (&one["grant"]["id"], before));
    }
}
