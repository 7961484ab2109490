//! What is listed of a hazard may be done, and nothing else, wherever it stands and whoever asks.

use serde_json::Value;

use super::Shops;
use crate::support::{Backend, both};

const ACTIONS: [(&str, &str); 6] = [
    ("START", "startRectification"),
    ("REPORT_RECTIFIED", "reportRectified"),
    ("VERIFY", "verifyHazard"),
    ("REOPEN", "reopenHazard"),
    ("EXTEND", "extendHazard"),
    ("MAKE_CASE", "makeCaseOfHazard"),
];

impl Shops {
    /// A hazard in this state, put right by Cora of the community where it is.
    async fn standing(&self, status: &str) -> String {
        let hazard = self.found().await;
        let steps: &[(&str, &str)] = match status {
            "RECTIFYING" => &[("community", "startRectification")],
            "RECTIFIED" => &[("community", "reportRectified")],
            "VERIFIED" => &[("community", "reportRectified"), ("town", "verifyHazard")],
            _ => &[],
        };
        for (user, mutation) in steps {
            self.steps(user, mutation, &hazard, "Done").await;
        }
        hazard
    }
}

both! {
    async fn what_is_listed_is_done_and_nothing_else(backend: Backend) {
        let shops = Shops::open(backend).await;
        let mut done = 0;
        for status in ["FOUND", "RECTIFYING", "RECTIFIED", "VERIFIED"] {
            let mut hazard = shops.standing(status).await;
            for user in ["leader", "community", "town", "analyst"] {
                for (action, mutation) in ACTIONS {
                    let query = format!("{{hazard(by:{{id:\"{hazard}\"}}){{status allowedActions}}}}");
                    let seen = shops.desk.data(user, &query).await;
                    assert_eq!(seen["hazard"]["status"], status);
                    let listed = seen["hazard"]["allowedActions"].as_array().unwrap().clone();
                    let input = match mutation {
                        "extendHazard" => shops.extension(&hazard, 9).await,
                        "makeCaseOfHazard" => shops.case_of(&hazard).await,
                        _ => shops.words(&hazard, "Done").await,
                    };
                    let answer = shops.send(user, mutation, input).await;
                    let code = &answer["errors"][0]["extensions"]["code"];
                    let what = format!("{user} does {mutation} in {status}: {answer}");
                    if listed.contains(&Value::from(action)) {
                        assert_eq!(answer.get("errors"), None, "{what}");
                        hazard = shops.standing(status).await;
                        done += 1;
                    } else {
                        assert!(code == "FORBIDDEN" || code == "WRONG_STATE", "{what}");
                    }
                }
            }
        }
        assert_eq!(done, 2 * (4 + 3 + 2 + 1) + 1, "all but VERIFY by whoever put it right");
    }
}
