//! What shows of a record that is referred to, where the policy puts only the other one into sight.

use sea_orm::ConnectionTrait;
use serde_json::Value;

use crate::support::{Asking, Backend, Database, both};
use crate::town::{Size, Town};

both! {
    async fn a_case_in_sight_shows_of_its_area_no_more_than_the_policy_does(backend: Backend) {
        let database = Database::fresh(backend).await;
        let town = Town::build(&database, Size::SMALL, 1).await;
        let areas = async || {
            let query = "{ cases(first: 50) { nodes { area { name parent { name } } } } }";
            let asking = Asking::of(&database).await;
            let data = asking.data(town.user("community"), query, Value::Null).await;
            let cases = data["cases"]["nodes"].as_array().unwrap().clone();
            assert!(!cases.is_empty() && cases.iter().all(|case| case["area"]["name"].is_string()));
            let shown = |case: &&Value| !case["area"]["parent"].is_null();
            (cases.len(), cases.iter().filter(shown).count())
        };
        let (cases, shown) = areas().await;
        assert_eq!(shown, cases, "areas are in sight with their cases");
        let none = "delete from casbin_rules where ptype = 'p' and v2 = 'area'";
        database.connection().execute_unprepared(none).await.unwrap();
        assert_eq!(areas().await, (cases, 0), "their names alone are no secret");
    }
}
