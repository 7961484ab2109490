//! Who sees a case after it went elsewhere, and to whom it may be handed.

mod handed;
mod seen;

use serde_json::{Value, json};

use super::Desk;

impl Desk {
    /// Which of these people see a case.
    async fn seen_by(&self, case: &str, people: &[&'static str]) -> Vec<&'static str> {
        let mut seen = Vec::new();
        for user in people {
            if !self.shown_to(user, case).await.is_null() {
                seen.push(*user);
            }
        }
        seen
    }

    /// A judgement that changes nothing else.
    async fn judges(&self, user: &str, case: &str, more: Value) -> Value {
        let mut input = json!({"severity": "ORDINARY", "categoryId": self.category().await});
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.acts(user, "triageCase", case, input).await
    }

    /// The fields that are wrong with something that somebody tries.
    async fn wrong(&self, user: &str, mutation: &str, case: &str, more: Value) -> Vec<String> {
        let before = self.version(case).await;
        let input = self.with_version(case, more).await;
        let refused = self.refused(user, mutation, input).await;
        assert_eq!(refused["code"], "INVALID_INPUT", "{refused}");
        assert_eq!(self.version(case).await, before);
        let problems = refused["problems"].as_array().unwrap();
        problems.iter().map(|of| of["field"].as_str().unwrap().to_owned()).collect()
    }
}
