//! A user changes their own password.

use std::sync::LazyLock;

use chrono::Utc;
use zeroize::Zeroizing;

use super::new_password::wrong_with_password;
use super::password::{Verifier, hash};
use super::throttle::{FORGOTTEN_AFTER, blocked_until, seconds_until};
use crate::desk::refusal::Refusal;
use crate::error::Message;
use crate::policy::{Action, Object};
use crate::read::problem::Problems;
use crate::store::change::{Acting, Change, Unmade};
use crate::store::{Store, StoreError};

/// Passwords are changed one after the other: it is seldom done, and sign-ins have turns of their
/// own.
static TURNS: LazyLock<Option<Verifier>> = LazyLock::new(|| Verifier::new(1).ok());

/// Changes the password of whoever asks, in an installation of this name. Who guesses at the
/// current one is slowed down as they are who sign in under the name.
///
/// # Errors
/// Why it was not changed.
pub async fn change_password(
    store: &Store,
    acting: Acting<'_>,
    (current, new): (Zeroizing<String>, Zeroizing<String>),
    installation: &str,
) -> Change {
    // No token, whatever its scope, makes itself a way in that outlives it.
    if acting.grants.token().is_some() {
        return Err(Refusal::Forbidden(Object::User, Action::Reset).into());
    }
    let verifier = TURNS.as_ref().ok_or_else(|| failed("no randomness"))?;
    let turn = verifier.turn().await.map_err(|_| Refusal::RateLimited { retry_after: 1 })?;
    let user = store.own_row(acting).await?.ok_or(Refusal::NotFound)?;
    let key = hex::encode(acting.keys.keys().fingerprint("login failures", &user.username));
    let failures = store.login_failures(&key).await?;
    let until = failures.as_ref().and_then(|failures| failures.blocked_until);
    if let Some(retry_after) = until.and_then(|until| seconds_until(until, Utc::now())) {
        return Err(Refusal::RateLimited { retry_after }.into());
    }
    let is_same = *current == *new;
    if !turn.verify(current, user.password_hash.clone()).await {
        let now = Utc::now();
        let delay = |failures| blocked_until(failures, now);
        store.count_login_failure(&key, now, now - FORGOTTEN_AFTER, delay).await?;
        let message = Message::new("this is not the present password", "这不是当前密码");
        return Err(problem("current", message));
    }
    if failures.is_some() {
        store.forget_login_failures(&key).await?;
    }
    if is_same {
        let message = Message::new(
            "choose another password than the present one",
            "请选择不同于当前的新密码",
        );
        return Err(problem("new", message));
    }
    let names = [user.username.as_str(), &user.display_name, installation];
    if let Some(message) = wrong_with_password(&new, &names) {
        return Err(problem("new", message));
    }
    let hashed = tokio::task::spawn_blocking(move || hash(&new)).await;
    let hashed = hashed.ok().and_then(Result::ok);
    let hashed = hashed.ok_or_else(|| failed("a password could not be hashed"))?;
    store.change_password(acting, &user.password_hash.unwrap_or_default(), hashed).await
}

fn problem(field: &str, Message { en, zh }: Message) -> Unmade {
    let mut problems = Problems::default();
    problems.add(field, en.into_owned(), zh.into_owned());
    Refusal::Invalid(problems.into_vec()).into()
}

fn failed(what: &str) -> Unmade {
    StoreError::Failed(what.to_owned()).into()
}
