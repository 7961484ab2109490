//! A browser as far as signing in goes: it keeps one cookie, and goes where it is sent by hand.

use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use url::Url;

use crate::support::Server;

pub(super) struct Browser<'a> {
    pub(super) server: &'a Server,
    client: Client,
    pub(super) cookie: Option<String>,
}

impl<'a> Browser<'a> {
    pub(super) fn at(server: &'a Server) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { server, client, cookie: None }
    }

    /// Asks the server, and goes nowhere.
    pub(super) async fn get(&mut self, path: &str) -> Response {
        let mut request = self.client.get(format!("{}{path}", self.server.url));
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", format!("theme=dark; {cookie}"));
        }
        let response = request.send().await.unwrap();
        self.keep(&response);
        response
    }

    /// Where the server sends whoever wants to sign in.
    pub(super) async fn depart(&mut self) -> String {
        location(&self.get("/auth/oidc/login").await)
    }

    /// Where the provider sends them back: a path of the server.
    pub(super) async fn at_provider(&self, departure: &str) -> String {
        let back = location(&self.client.get(departure).send().await.unwrap());
        let url = Url::parse(&back).unwrap();
        format!("{}?{}", url.path(), url.query().unwrap())
    }

    /// What the page that takes over finds behind the `#`.
    pub(super) async fn come_back(&mut self, callback: &str) -> (String, String) {
        let page = location(&self.get(callback).await);
        let (path, fragment) = page.split_once('#').unwrap();
        assert_eq!(path, "/explorer");
        let (name, value) = fragment.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    }

    /// What the page is given for its code.
    pub(super) async fn settle_in(&mut self, code: &str) -> (u16, Value) {
        let mut request = self.client.post(format!("{}/auth/oidc/token", self.server.url));
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let response = request.json(&json!({"code": code})).send().await.unwrap();
        self.keep(&response);
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// Goes all the way there and back, for what the page finds.
    pub(super) async fn go(&mut self) -> (String, String) {
        let departure = self.depart().await;
        let callback = self.at_provider(&departure).await;
        self.come_back(&callback).await
    }

    /// Why somebody is not let in who goes all the way.
    pub(super) async fn why_not(&mut self) -> String {
        let (name, value) = self.go().await;
        assert_eq!(name, "sign_in_error", "{value}");
        value
    }

    /// Signs in: an access token and a refresh token.
    pub(super) async fn sign_in(&mut self) -> (String, String) {
        let (name, code) = self.go().await;
        assert_eq!(name, "sign_in_code", "{code}");
        let (status, answer) = self.settle_in(&code).await;
        assert_eq!((status, &answer["token_type"]), (200, &json!("Bearer")), "{answer}");
        let token = |name: &str| answer[name].as_str().unwrap().to_owned();
        (token("access_token"), token("refresh_token"))
    }

    fn keep(&mut self, response: &Response) {
        for field in response.headers().get_all("set-cookie") {
            let field = field.to_str().unwrap();
            for word in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age="] {
                assert!(field.contains(word), "{field}");
            }
            let pair = field.split(';').next().unwrap();
            assert!(pair.starts_with("__Host-wardbook-sign-in="), "{field}");
            self.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
    }
}

/// Where an answer sends whoever asked.
pub(super) fn location(response: &Response) -> String {
    assert_eq!(response.status(), 303);
    response.headers()["location"].to_str().unwrap().to_owned()
}
