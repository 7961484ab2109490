//! The issuers of identities that an installation trusts: an OpenID provider that people sign in
//! by, and issuers whose tokens services show.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use url::{Host, Url};
use zeroize::Zeroizing;

use super::Layer;
use super::issuers::{JwtIssuerLayer, OidcLayer, RoleLayer};
use super::settings::{Incomplete, Problems};

/// How long at least lies between two times that an issuer's keys are fetched.
const KEY_PAUSE: Duration = Duration::from_secs(60);

/// The issuers that an installation trusts.
#[derive(Debug, Clone, Default)]
pub struct Federation {
    /// Whom people may sign in by.
    pub provider: Option<OpenIdProvider>,
    /// Whose tokens services may show.
    pub jwt_issuers: Vec<JwtIssuer>,
}

/// An OpenID provider that people sign in by.
#[derive(Debug, Clone)]
pub struct OpenIdProvider {
    /// The provider as it names itself.
    pub issuer: String,
    /// What it calls this installation.
    pub client_id: String,
    /// What this installation shows itself by.
    pub client_secret: ClientSecret,
    /// Where it sends people back.
    pub redirect_url: Url,
    /// The path of the page that takes over.
    pub page: String,
    /// What people call the provider.
    pub name: String,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// The claim that a new user's name to sign in with is.
    pub username: ClaimPath,
    /// The claim that colleagues know a new user by.
    pub display_name: ClaimPath,
    /// Whether somebody unknown becomes a user.
    pub provisioning: Provisioning,
    /// How long a sign-in lasts at most.
    pub session: Duration,
    /// Which claims give which roles.
    pub roles: Vec<RoleRule>,
    /// How long at least lies between two times that its keys are fetched.
    pub key_pause: Duration,
}

/// A secret that does not show.
#[derive(Clone)]
pub struct ClientSecret(pub Zeroizing<String>);

impl std::fmt::Debug for ClientSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ClientSecret")
    }
}

/// The way to a claim, by the names on it. A file writes it as `realm_access.roles`, or as a list of
/// the names where one of them has a dot.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "WrittenPath")]
pub struct ClaimPath(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenPath {
    Dotted(String),
    Names(Vec<String>),
}

impl From<WrittenPath> for ClaimPath {
    fn from(written: WrittenPath) -> Self {
        match written {
            WrittenPath::Dotted(text) => text.as_str().into(),
            WrittenPath::Names(names) => Self(names),
        }
    }
}

impl From<&str> for ClaimPath {
    fn from(text: &str) -> Self {
        Self(text.split('.').map(str::to_owned).collect())
    }
}

/// Whether somebody unknown who signs in by the provider becomes a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provisioning {
    /// No: an operator links users first.
    #[default]
    Off,
    /// Yes, unless somebody else has the name.
    Create,
}

/// A claim that gives a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRule {
    /// The claim that is looked at.
    pub claim: ClaimPath,
    /// The text that it must be, or be a list with.
    pub value: String,
    /// The role that it gives.
    pub role: String,
    /// Where.
    pub place: RulePlace,
}

/// Where a claim gives a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RulePlace {
    /// Everywhere.
    Everywhere,
    /// At the area of this code.
    Area(String),
    /// At the area of the code that a claim holds, or at each of a list of such.
    Claim(ClaimPath),
}

/// An issuer whose tokens services show.
#[derive(Debug, Clone)]
pub struct JwtIssuer {
    /// The issuer as it names itself.
    pub issuer: String,
    /// Whom its tokens must be for.
    pub audience: String,
    /// Where its keys are; none: its discovery document tells.
    pub jwks_url: Option<Url>,
    /// What its tokens may be signed by.
    pub algorithms: Vec<Algorithm>,
    /// By how much its clock may differ.
    pub leeway: Duration,
    /// How long its tokens may be good.
    pub longest_life: Duration,
    /// How long at least lies between two times that its keys are fetched.
    pub key_pause: Duration,
}

/// What a token of an issuer may be signed by: key pairs alone, never a shared secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Algorithm {
    /// RSA with SHA-256.
    RS256,
    /// ECDSA on P-256 with SHA-256.
    ES256,
    /// Ed25519.
    EdDSA,
}

/// Whether what is sent to an address cannot be read on the way: by TLS, or by not leaving the
/// machine.
#[must_use]
pub fn is_protected(url: &Url) -> bool {
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback)
}

impl Federation {
    /// What the layers say of issuers.
    ///
    /// # Errors
    /// All that is missing or wrong.
    pub fn resolve(layer: &Layer) -> Result<Self, Incomplete> {
        let mut problems = Problems::default();
        let provider = (!layer.oidc.is_silent()).then(|| provider(&layer.oidc, &mut problems));
        let provider = provider.flatten();
        let mut jwt_issuers: Vec<JwtIssuer> = Vec::new();
        for given in &layer.jwt_issuers {
            let Some(issuer) = jwt_issuer(given, &mut problems) else { continue };
            let name = &issuer.issuer;
            if jwt_issuers.iter().any(|other| other.issuer == *name) {
                problems.add(format!("jwt_issuers: `{name}` is there twice"));
            }
            if provider.as_ref().is_some_and(|provider| {
                provider.issuer == *name && provider.client_id == issuer.audience
            }) {
                problems.add(format!(
                    "jwt_issuers: the audience of `{name}` must not be oidc.client_id: what is \
                     issued to this installation at a sign-in is no credential of a service"
                ));
            }
            jwt_issuers.push(issuer);
        }
        problems.unless_any(|| Some(Self { provider, jwt_issuers }))
    }
}

fn provider(layer: &OidcLayer, problems: &mut Problems) -> Option<OpenIdProvider> {
    let mut needed = |name: &str, given: &Option<String>, such_as: &str| {
        let given = given.clone().filter(|text| !text.is_empty());
        if given.is_none() {
            problems.add(format!("oidc.{name} is not set: give it in the table [oidc] or by WARDBOOK_OIDC_{}, {such_as}", name.to_uppercase()));
        }
        given
    };
    let issuer = needed("issuer", &layer.issuer, "such as https://id.example.org/realms/town");
    let client_id =
        needed("client_id", &layer.client_id, "as the provider calls this installation");
    let redirect_url = needed(
        "redirect_url",
        &layer.redirect_url,
        "such as https://desk.example.org/auth/oidc/callback",
    );
    let client_secret = client_secret(layer, problems);
    let issuer_url = issuer.as_deref().and_then(|text| address("oidc.issuer", text, problems));
    let redirect_url = redirect_url.and_then(|text| address("oidc.redirect_url", &text, problems));
    let page = layer.page.clone().unwrap_or_else(|| "/explorer".to_owned());
    if !is_own_page(&page) {
        problems.add(format!(
            "oidc.page must be a path of this server such as /explorer, and is `{page}`"
        ));
    }
    let hours = problems.bounded("oidc.session_hours", layer.session_hours, 12, 1..=24 * 30);
    let given = layer.roles.iter().flatten().enumerate();
    let roles = given.filter_map(|(index, rule)| role_rule(index, rule, problems)).collect();
    let host = issuer_url.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned();
    Some(OpenIdProvider {
        issuer: issuer?,
        client_id: client_id?,
        client_secret: client_secret?,
        redirect_url: redirect_url?,
        page,
        name: layer.name.clone().unwrap_or(host),
        scopes: layer.scopes.clone().unwrap_or_else(|| vec!["profile".to_owned()]),
        username: layer.username.clone().unwrap_or_else(|| "preferred_username".into()),
        display_name: layer.display_name.clone().unwrap_or_else(|| "name".into()),
        provisioning: layer.provisioning.unwrap_or_default(),
        session: Duration::from_secs(u64::from(hours) * 3600),
        roles,
        key_pause: KEY_PAUSE,
    })
}

fn client_secret(layer: &OidcLayer, problems: &mut Problems) -> Option<ClientSecret> {
    let given = layer.client_secret.clone().filter(|text| !text.is_empty()).map(Zeroizing::new);
    match (given, &layer.client_secret_file) {
        (Some(secret), None) => Some(ClientSecret(secret)),
        (None, Some(file)) => secret_of(file, problems),
        (Some(_), Some(_)) => {
            problems
                .add("oidc.client_secret and oidc.client_secret_file are both set: one is enough");
            None
        }
        (None, None) => {
            problems.add("oidc.client_secret_file is not set: name a file with the secret that the provider gave, in the table [oidc] or by WARDBOOK_OIDC_CLIENT_SECRET_FILE");
            None
        }
    }
}

fn secret_of(file: &Path, problems: &mut Problems) -> Option<ClientSecret> {
    let shown = file.display();
    match std::fs::read_to_string(file).map(Zeroizing::new) {
        Err(error) => {
            problems.add(format!("oidc.client_secret_file: cannot read {shown}: {error}"));
            None
        }
        Ok(text) if text.trim().is_empty() => {
            problems.add(format!("oidc.client_secret_file: {shown} is empty"));
            None
        }
        Ok(text) => Some(ClientSecret(Zeroizing::new(text.trim().to_owned()))),
    }
}

fn role_rule(index: usize, rule: &RoleLayer, problems: &mut Problems) -> Option<RoleRule> {
    let number = index + 1;
    let RoleLayer { claim, value, role, area, area_claim, everywhere } = rule.clone();
    let place = match (area, area_claim, everywhere) {
        (Some(code), None, false) => RulePlace::Area(code),
        (None, Some(claim), false) => RulePlace::Claim(claim),
        (None, None, true) => RulePlace::Everywhere,
        _ => {
            problems.add(format!(
                "oidc.roles, the {number}.: say where `{role}` is held by one of area = \"CODE\", \
                 area_claim = \"CLAIM\" and everywhere = true"
            ));
            return None;
        }
    };
    Some(RoleRule { claim, value, role, place })
}

fn jwt_issuer(given: &JwtIssuerLayer, problems: &mut Problems) -> Option<JwtIssuer> {
    let JwtIssuerLayer {
        issuer,
        audience,
        jwks_url,
        algorithms,
        leeway_seconds,
        max_lifetime_minutes,
    } = given.clone();
    let algorithms = algorithms.unwrap_or_else(|| vec![Algorithm::RS256]);
    if audience.is_empty() || algorithms.is_empty() {
        problems.add(format!("jwt_issuers: `{issuer}` needs an audience and an algorithm"));
    }
    let jwks_url = match jwks_url {
        Some(text) => Some(address("jwt_issuers.jwks_url", &text, problems)?),
        None => {
            address("jwt_issuers.issuer", &issuer, problems)?;
            None
        }
    };
    let leeway = problems.bounded("jwt_issuers.leeway_seconds", leeway_seconds, 30, 0..=300);
    let life =
        problems.bounded("jwt_issuers.max_lifetime_minutes", max_lifetime_minutes, 60, 1..=24 * 60);
    Some(JwtIssuer {
        issuer,
        audience,
        jwks_url,
        algorithms,
        leeway: Duration::from_secs(leeway.into()),
        longest_life: Duration::from_secs(u64::from(life) * 60),
        key_pause: KEY_PAUSE,
    })
}

fn address(name: &str, text: &str, problems: &mut Problems) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|url| {
        is_protected(url)
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    });
    if url.is_none() {
        problems.add(format!(
            "{name} must be an address with https, or with http on this machine, and is `{text}`"
        ));
    }
    url
}

/// A path that no browser takes for another server's.
fn is_own_page(page: &str) -> bool {
    page.starts_with('/')
        && !page.starts_with("//")
        && page.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte))
}

#[cfg(test)]
#[path = "federation_tests.rs"]
mod tests;
