//! What the layers say of the issuers of identities that an installation trusts.

use clap::Args;
use serde::Deserialize;

use super::federation::{Algorithm, ClaimPath, Provisioning};

/// What one place says of the OpenID provider, the table `[oidc]` of the file.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcLayer {
    /// The OpenID provider that people may sign in by, as it names itself [none]
    #[arg(
        id = "oidc_issuer",
        long = "oidc-issuer",
        env = "WARDBOOK_OIDC_ISSUER",
        value_name = "URL"
    )]
    pub issuer: Option<String>,
    /// What the OpenID provider calls this installation
    #[arg(
        id = "oidc_client_id",
        long = "oidc-client-id",
        env = "WARDBOOK_OIDC_CLIENT_ID",
        value_name = "ID"
    )]
    pub client_id: Option<String>,
    /// What this installation shows itself to the OpenID provider by; better given in a file
    #[arg(
        id = "oidc_client_secret",
        long = "oidc-client-secret",
        env = "WARDBOOK_OIDC_CLIENT_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub client_secret: Option<String>,
    /// A file whose text is that secret
    #[arg(
        id = "oidc_client_secret_file",
        long = "oidc-client-secret-file",
        env = "WARDBOOK_OIDC_CLIENT_SECRET_FILE",
        value_name = "FILE"
    )]
    pub client_secret_file: Option<std::path::PathBuf>,
    /// Where the OpenID provider sends people back: this server's /auth/oidc/callback
    #[arg(
        id = "oidc_redirect_url",
        long = "oidc-redirect-url",
        env = "WARDBOOK_OIDC_REDIRECT_URL",
        value_name = "URL"
    )]
    pub redirect_url: Option<String>,
    /// The page of this server that takes over once somebody has signed in; `/explorer` unless given.
    #[arg(skip)]
    pub page: Option<String>,
    /// What people call the provider; its host unless given.
    #[arg(skip)]
    pub name: Option<String>,
    /// What is asked for beside `openid`; `profile` unless given.
    #[arg(skip)]
    pub scopes: Option<Vec<String>>,
    /// The claim that a new user's name to sign in with is; `preferred_username` unless given.
    #[arg(skip)]
    pub username: Option<ClaimPath>,
    /// The claim that colleagues know a new user by; `name` unless given.
    #[arg(skip)]
    pub display_name: Option<ClaimPath>,
    /// Whether somebody unknown who signs in becomes a user; `off` unless given.
    #[arg(skip)]
    pub provisioning: Option<Provisioning>,
    /// How long a sign-in lasts before the provider is asked again, in hours; 12 unless given.
    #[arg(skip)]
    pub session_hours: Option<u32>,
    /// Which claims give which roles, the tables `[[oidc.roles]]`.
    #[arg(skip)]
    pub roles: Option<Vec<RoleLayer>>,
}

/// One of the tables `[[oidc.roles]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleLayer {
    /// The claim that is looked at.
    pub claim: ClaimPath,
    /// The text that it must be, or be a list with.
    pub value: String,
    /// The role that it gives.
    pub role: String,
    /// The code of the area where.
    pub area: Option<String>,
    /// The claim that holds the code of the area where, or a list of such.
    pub area_claim: Option<ClaimPath>,
    /// Everywhere, rather than at an area.
    #[serde(default)]
    pub everywhere: bool,
}

/// One of the tables `[[jwt_issuers]]`: whose tokens are taken from services as they are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JwtIssuerLayer {
    /// The issuer as it names itself.
    pub issuer: String,
    /// Whom its tokens must be for.
    pub audience: String,
    /// Where its keys are; told by the issuer's own discovery document unless given.
    pub jwks_url: Option<String>,
    /// What its tokens may be signed by; `RS256` unless given.
    pub algorithms: Option<Vec<Algorithm>>,
    /// By how much its clock may differ, in seconds; 30 unless given.
    pub leeway_seconds: Option<u32>,
    /// How long its tokens may be good, in minutes; 60 unless given.
    pub max_lifetime_minutes: Option<u32>,
}

impl OidcLayer {
    /// This layer, and for what it leaves open the one below.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        // A secret that is given here is not mixed up with a file that is named below.
        let own_secret = self.client_secret.is_some() || self.client_secret_file.is_some();
        let below_secret =
            if own_secret { (None, None) } else { (below.client_secret, below.client_secret_file) };
        Self {
            issuer: self.issuer.or(below.issuer),
            client_id: self.client_id.or(below.client_id),
            client_secret: self.client_secret.or(below_secret.0),
            client_secret_file: self.client_secret_file.or(below_secret.1),
            redirect_url: self.redirect_url.or(below.redirect_url),
            page: self.page.or(below.page),
            name: self.name.or(below.name),
            scopes: self.scopes.or(below.scopes),
            username: self.username.or(below.username),
            display_name: self.display_name.or(below.display_name),
            provisioning: self.provisioning.or(below.provisioning),
            session_hours: self.session_hours.or(below.session_hours),
            roles: self.roles.or(below.roles),
        }
    }

    /// Whether nothing is said of a provider.
    pub(super) fn is_silent(&self) -> bool {
        let Self {
            issuer,
            client_id,
            client_secret,
            client_secret_file,
            redirect_url,
            page,
            name,
            scopes,
            username,
            display_name,
            provisioning,
            session_hours,
            roles,
        } = self;
        [issuer, client_id, client_secret, redirect_url, page, name]
            .into_iter()
            .flatten()
            .all(String::is_empty)
            && client_secret_file.is_none()
            && scopes.is_none()
            && username.is_none()
            && display_name.is_none()
            && provisioning.is_none()
            && session_hours.is_none()
            && roles.is_none()
    }
}
