//! createUser, resetPassword, deactivateUser and reactivateUser.

use serde_json::json;

use crate::desk::refusal::Refusal;
use crate::identity::{hash_password, made_password};
use crate::import::users::wrong_with_username;
use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Done, Outcome, done};
use crate::store::StoreError;
use crate::store::users::{NewUser, OneTimePassword};

input! {
    /// Somebody new.
    CreateUserInput {
        /// The name to sign in with, of at most 64 characters, unique in the installation: that one is taken is told also of somebody out of sight, and nothing else of them. A user named like a role is just a user.
        username: String = "username" "String!",
        /// The name that colleagues know.
        display_name: String = "displayName" "String!",
        /// The telephone number at work.
        work_phone: Option<String> = "workPhone" "String",
        /// The area where they work. Null: the whole installation.
        area_id: Option<String> = "areaId" "ID",
    }
}

input! {
    /// Who forgot a password.
    ResetPasswordInput {
        /// The user.
        user_id: String = "userId" "ID!",
    }
}

input! {
    /// Who is to sign in no longer, or again.
    ActivityInput {
        /// The user.
        id: String = "id" "ID!",
        /// Why.
        reason: String = "reason" "String!",
    }
}

pub(super) async fn create_user(call: Call<'_>) -> Outcome {
    let (input, mut reading): (CreateUserInput, _) = call.read()?;
    let username = input.username;
    reading.runs_one_way(&username, "username");
    if let Some(wrong) = wrong_with_username(&username) {
        reading.wrong("username", wrong, "用户名为 1 至 64 个字符，首尾没有空白，也没有控制字符");
    }
    let display_name = reading.words(&input.display_name, "displayName", input::NAME);
    let warnings = std::mem::take(&mut reading.warnings);
    let work_phone = reading.optional_words(input.work_phone.as_ref(), "workPhone", input::NAME);
    let area = reading.optional_id(input.area_id.as_ref(), "area", "areaId");
    if area.is_none() && input.area_id.is_some() {
        // Without its area nobody knows where this is to be judged.
        return Err(Refusal::Invalid(reading.problems.into_vec()).into());
    }
    let new = NewUser { username, display_name, work_phone, area, problems: reading.problems };
    let (made, password) = call.store.create_user(call.acting, new, one_time_password).await?;
    let given = Some(json!({"oneTimePassword": password.as_str()}));
    Ok(Done { made, given, warnings })
}

pub(super) async fn reset_password(call: Call<'_>) -> Outcome {
    let (input, reading): (ResetPasswordInput, _) = call.read()?;
    let (target, warnings) = reading.target("user", &input.user_id, "userId", None)?;
    let (made, password) =
        call.store.reset_password(call.acting, target, one_time_password).await?;
    let given = Some(json!({"oneTimePassword": password.as_str()}));
    Ok(Done { made, given, warnings })
}

pub(super) async fn deactivate_user(call: Call<'_>) -> Outcome {
    let (input, mut reading): (ActivityInput, _) = call.read()?;
    let reason = reading.reason(&input.reason);
    let (target, warnings) = reading.target("user", &input.id, "id", None)?;
    let (made, open) = call.store.deactivate_user(call.acting, target, reason).await?;
    let given = json!({"openCaseCount": open.cases, "openHazardCount": open.hazards});
    Ok(Done { made, given: Some(given), warnings })
}

pub(super) async fn reactivate_user(call: Call<'_>) -> Outcome {
    let (input, mut reading): (ActivityInput, _) = call.read()?;
    let reason = reading.reason(&input.reason);
    let (target, warnings) = reading.target("user", &input.id, "id", None)?;
    done(call.store.reactivate_user(call.acting, target, reason).await, warnings)
}

fn one_time_password() -> Result<OneTimePassword, StoreError> {
    let failed = |error: &dyn std::fmt::Display| StoreError::Failed(format!("a password: {error}"));
    let text = made_password().map_err(|error| failed(&error))?;
    let hash = hash_password(&text).map_err(|error| failed(&error))?;
    Ok(OneTimePassword { text, hash })
}
