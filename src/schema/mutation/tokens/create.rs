//! createToken.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::identity::made_api_token;
use crate::policy::read_scope_word;
use crate::schema::mutation::input::{self, Reading, input};
use crate::schema::mutation::{Call, Done, Outcome};
use crate::store::StoreError;
use crate::store::tokens::{LONGEST_LIFE, NewToken};

/// The most words and the most areas of a scope.
const MOST: usize = 100;

input! {
    /// A token as it is to be.
    CreateTokenInput {
        /// What people call it, of at most 100 characters.
        name: String = "name" "String!",
        /// Whom it acts for; the actor unless given.
        user_id: Option<String> = "userId" "ID",
        /// What it may do at most: object:action as in the policy's rules, object:* or read-only. Null: all that need not be named; user, policy, token and reporter must be.
        scope: Option<Vec<String>> = "scope" "[String!]",
        /// The areas that it is confined to, with all below them. Null: wherever the user may.
        area_ids: Option<Vec<String>> = "areaIds" "[ID!]",
        /// Good until just before this moment, within a year.
        expires_at: DateTime<Utc> = "expiresAt" "DateTime!",
    }
}

pub(super) async fn create_token(call: Call<'_>) -> Outcome {
    let (input, mut reading): (CreateTokenInput, _) = call.read()?;
    let name = reading.words(&input.name, "name", input::NAME);
    // It is no record of a matter, and its name tells of nobody.
    reading.warnings.clear();
    let scope = input.scope.map(|words| scope(words, &mut reading));
    let areas = match &input.area_ids {
        Some(ids) => reading.ids(ids, "area", "areaIds", MOST),
        None => Vec::new(),
    };
    let now = call.acting.now;
    if input.expires_at <= now || input.expires_at > now + LONGEST_LIFE {
        reading.wrong(
            "expiresAt",
            "a moment that is yet to come belongs here, within a year",
            "此处应为将来一年以内的时间",
        );
    }
    let user = input.user_id.as_ref();
    let (user, problems) = match user {
        None => (None, reading.problems),
        Some(id) => {
            let (target, _) = reading.target("user", id, "userId", None)?;
            (Some(target.record), target.problems)
        }
    };
    let made = made_api_token().map_err(|error| StoreError::Failed(error.to_string()))?;
    let (secret, hash) = made;
    let expires_at = input.expires_at;
    let new = NewToken { user, name, scope, areas, expires_at, hash, problems };
    let made = call.store.create_token(call.acting, new).await?;
    Ok(Done { made, given: Some(json!({"secret": *secret})), warnings: Vec::new() })
}

/// The words of a scope, each of which stands for something.
fn scope(words: Vec<String>, reading: &mut Reading) -> Vec<String> {
    if words.is_empty() || words.len() > MOST {
        reading.wrong(
            "scope",
            format!("between 1 and {MOST} words belong here, or null"),
            format!("此处应有 1 至 {MOST} 个词，或为 null"),
        );
    }
    for (n, word) in words.iter().take(MOST).enumerate() {
        if let Err(error) = read_scope_word(word) {
            reading.wrong(&format!("scope[{n}]"), error.to_string(), error.in_chinese());
        }
    }
    words
}
