//! Whoever is signed in, and goes on being so.

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::served::Account;

/// A signed-in account.
pub(crate) struct Session {
    pub(crate) account: Account,
    tokens: Mutex<Tokens>,
}

#[derive(Clone)]
struct Tokens {
    access: String,
    refresh: String,
}

impl Session {
    pub(crate) async fn begin(
        client: &reqwest::Client,
        url: &str,
        account: &Account,
    ) -> anyhow::Result<Self> {
        let body = json!({"username": account.username, "password": account.password});
        let response = client.post(format!("{url}/auth/login")).json(&body).send().await?;
        ensure!(response.status().is_success(), "{} cannot sign in", account.username);
        let tokens = Tokens::of(&response.json().await?).context("no tokens")?;
        Ok(Self { account: account.clone(), tokens: Mutex::new(tokens) })
    }

    pub(crate) async fn access_token(&self) -> String {
        self.tokens.lock().await.access.clone()
    }

    /// Goes on with the next tokens; the status code of the answer. One at a time, since a refresh
    /// token is good once.
    pub(crate) async fn refresh(
        &self,
        client: &reqwest::Client,
        url: &str,
    ) -> reqwest::Result<reqwest::StatusCode> {
        let mut tokens = self.tokens.lock().await;
        let body = json!({"refresh_token": tokens.refresh});
        let response = client.post(format!("{url}/auth/refresh")).json(&body).send().await?;
        let status = response.status();
        if let Some(next) = Tokens::of(&response.json().await?) {
            *tokens = next;
        }
        Ok(status)
    }
}

impl Tokens {
    fn of(answer: &Value) -> Option<Self> {
        let text = |name: &str| Some(answer[name].as_str()?.to_owned());
        Some(Self { access: text("access_token")?, refresh: text("refresh_token")? })
    }
}
