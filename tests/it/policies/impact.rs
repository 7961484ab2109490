//! An administrator is told what a change would do before it is made.

use serde_json::{Value, json};

use super::{Office, adding, problem, removing};
use crate::support::{Backend, both};

const IMPACT: &str = "query($change:PolicyChangeInput!){policyImpact(change:$change){usersAffected \
     gains{...L} losses{...L} failedTests warnings}} \
     fragment L on PolicyImpactLine{role object action userCount recordCount users{displayName}}";

impl Office {
    async fn impact(&self, user: &str, change: Value) -> Result<Value, Value> {
        self.desk.tries(user, IMPACT, json!({"change": change})).await
    }
}

/// A line as it is answered: `role, object, action`, how many records, and all users by name.
fn line(of: &str, records: i64, users: &[&str]) -> Value {
    let words: Vec<&str> = of.split(", ").collect();
    json!({
        "role": words[0], "object": words[1], "action": words[2],
        "userCount": users.len(), "recordCount": records,
        "users": users.iter().map(|name| json!({"displayName": name})).collect::<Vec<_>>(),
    })
}

both! {
    async fn what_a_change_would_do_is_told_before_it_is_made(backend: Backend) {
        let office = Office::open(backend).await;
        let told = async |change: Value| office.impact("administrator", change).await.unwrap();

        // Those who answer for a town may assign cases already, and gain nothing.
        let impact = told(adding(&["community, *, case, assign, any, ALLOW"])).await;
        assert_eq!(impact["gains"], json!([line("community, case, assign", 4, &["Cora", "Mia"])]));
        assert_eq!((&impact["losses"], &impact["usersAffected"]), (&json!([]), &json!(2)));
        let failed = "A town decides what a community cannot: community may assign a case (any), and should not";
        assert_eq!((&impact["failedTests"], &impact["warnings"]), (&json!([failed]), &json!([])));

        // What a role contained is lost by those who hold the containing one.
        let impact = told(removing(&["group_leader, *, case, read, ordinary, ALLOW"])).await;
        assert_eq!(impact["losses"], json!([
            line("community, case, read", 4, &["Cora", "Mia"]),
            line("group_leader, case, read", 2, &["Lea", "Rob", "Star"]),
        ]));
        assert_eq!((&impact["gains"], &impact["usersAffected"]), (&json!([]), &json!(5)));

        // A deny binds whoever holds a role that contains its own, in its area alone.
        let impact = told(adding(&["community, /35/351/, case, read, any, DENY"])).await;
        assert_eq!(impact["losses"], json!([
            line("community, case, read", 4, &["Cora", "Mia"]),
            line("district_center, case, read", 5, &["Abe"]),
            line("town_center, case, read", 5, &["Sue", "Tom"]),
        ]));
        assert_eq!(impact["usersAffected"], 5);
        assert!(impact["warnings"].to_string().contains("town_center"), "{impact}");

        // Where nothing is there yet that it is done to, areas are counted.
        let impact = told(adding(&["community, *, export, create, any, ALLOW"])).await;
        assert_eq!(impact["gains"], json!([line("community, export, create", 3, &["Cora", "Mia"])]));

        assert_eq!(office.version().await, 1, "nothing of it was made");
    }
}

both! {
    async fn the_impact_of_what_could_not_be_made_is_refused_at_its_field(backend: Backend) {
        let office = Office::open(backend).await;
        let wrong = adding(&["community, *, case, red, any, ALLOW"]);
        let (field, message) = problem(office.impact("administrator", wrong.clone()).await);
        assert_eq!(field, "policyImpact.change.add[0].action");
        assert!(message.contains("did you mean `read`?"), "{message}");
        let forbidden = json!({"code": "FORBIDDEN", "object": "policy", "action": "read"});
        assert_eq!(office.impact("town", wrong).await.unwrap_err(), forbidden);
    }
}
