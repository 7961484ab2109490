//! The OpenID provider: sends people there, and learns from the code that they come back with who
//! they are.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
    CoreClientAuthMethod, CoreGenderClaim, CoreGrantType, CoreIdToken, CoreIdTokenClaims,
    CoreIdTokenVerifier, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AdditionalProviderMetadata, AuthType, AuthorizationCode,
    ClaimsVerificationError, ClientId, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata,
    RedirectUrl, RequestTokenError, Scope, SignatureVerificationError, TokenResponse,
    UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::attempt::Attempt;
use super::kept::Kept;
use super::mapping::Claims;
use super::outbound::{Outbound, OutboundError};
use super::sign_in::NotIn;
use crate::config::{OpenIdProvider, is_protected};

/// What ID tokens may be signed by: key pairs alone, never a shared secret.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 3] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What a provider tells of itself beside what the specification of 2014 has.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Further {
    /// Whether it names itself when it sends people back (RFC 9207).
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Further {}

/// All that a provider says of somebody.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct AllClaims(Claims);

impl AdditionalClaims for AllClaims {}

type Metadata = ProviderMetadata<
    Further,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Somebody whom the provider vouches for.
pub(super) struct Known {
    /// What it calls them.
    pub(super) subject: String,
    /// What it says of them.
    pub(super) claims: Claims,
}

/// What somebody comes back with.
pub(super) struct Returned {
    /// What is exchanged for the tokens.
    pub(super) code: String,
    /// Who sent them back, where it says so.
    pub(super) issuer: Option<String>,
}

/// The provider.
pub(super) struct Provider {
    pub(super) settings: OpenIdProvider,
    issuer: IssuerUrl,
    redirect_url: RedirectUrl,
    outbound: Outbound,
    metadata: Kept<Metadata>,
}

impl Provider {
    /// The provider of the configuration, which is not asked yet.
    pub(super) fn new(
        settings: OpenIdProvider,
        outbound: Outbound,
    ) -> Result<Self, url::ParseError> {
        let metadata = Kept::new(format!("the provider {}", settings.issuer), settings.key_pause);
        let issuer = IssuerUrl::new(settings.issuer.clone())?;
        let redirect_url = RedirectUrl::from_url(settings.redirect_url.clone());
        Ok(Self { settings, issuer, redirect_url, outbound, metadata })
    }

    /// Reads what the provider tells of itself, where it is not known; whether it is known now.
    pub(super) async fn is_known(&self) -> bool {
        self.metadata.get(async || self.read().await).await.is_some()
    }

    /// Where somebody is sent to sign in, and what is remembered of them; they may come back until
    /// `until`, in seconds since 1970.
    pub(super) async fn begin(&self, until: i64) -> Result<(Url, Attempt), NotIn> {
        let metadata = self.metadata.get(async || self.read().await).await;
        let client = self.client(&*metadata.ok_or(NotIn::Unavailable)?);
        if !is_protected(client.auth_uri().url()) {
            tracing::warn!(
                "the provider's authorization endpoint is not https: nobody is sent there"
            );
            return Err(NotIn::Unavailable);
        }
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .url();
        let attempt = Attempt {
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
            until,
        };
        Ok((url, attempt))
    }

    /// Who came back.
    pub(super) async fn identify(
        &self,
        attempt: Attempt,
        returned: Returned,
    ) -> Result<Known, NotIn> {
        let metadata = self.metadata.get(async || self.read().await).await;
        let metadata = metadata.ok_or(NotIn::Unavailable)?;
        let must_say =
            metadata.additional_metadata().authorization_response_iss_parameter_supported;
        match returned.issuer {
            Some(issuer) if issuer != self.settings.issuer => {
                return Err(refused("another provider sent somebody back"));
            }
            None if must_say => return Err(refused("nobody says which provider sent them back")),
            _ => {}
        }
        let client = self.client(&metadata);
        let exchange = client
            .exchange_code(AuthorizationCode::new(returned.code))
            .map_err(|_| refused("the provider has no token endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier));
        let response =
            exchange.request_async(&self.outbound).await.map_err(|error| match error {
                RequestTokenError::Request(error) => away(&error),
                RequestTokenError::ServerResponse(said) => refused(&format!("the code: {said}")),
                RequestTokenError::Parse(error, _) => refused(&format!("the tokens: {error}")),
                RequestTokenError::Other(error) => refused(&format!("the tokens: {error}")),
            })?;
        let id_token = response.id_token().ok_or_else(|| refused("there is no ID token"))?;
        let nonce = Nonce::new(attempt.nonce);
        let (client, said) = self.verified(client, &metadata, id_token, &nonce).await?;
        let token = response.access_token();
        if let Some(hash) = said.access_token_hash() {
            let verifier = verifier(&client);
            let (algorithm, key) = (id_token.signing_alg(), id_token.signing_key(&verifier));
            let own = algorithm.and_then(|algorithm| Ok((algorithm, key?))).ok().and_then(
                |(algorithm, key)| AccessTokenHash::from_token(token, algorithm, key).ok(),
            );
            if own.as_ref() != Some(hash) {
                return Err(refused("the access token is not the ID token's"));
            }
        }
        let subject = said.subject().clone();
        let mut claims = Claims::new();
        if let Ok(request) = client.user_info(token.clone(), Some(subject.clone())) {
            let more: UserInfoClaims<AllClaims, CoreGenderClaim> =
                request.request_async(&self.outbound).await.map_err(|error| match error {
                    openidconnect::UserInfoError::Request(error) => away(&error),
                    error => refused(&format!("the user's claims: {error}")),
                })?;
            if let Ok(Value::Object(more)) = serde_json::to_value(&more) {
                claims = more;
            }
        }
        // What is signed goes before what is only said.
        claims.extend(payload(id_token));
        Ok(Known { subject: subject.to_string(), claims })
    }

    /// What an ID token says once it is verified, if need be by keys that are read anew.
    async fn verified<'a>(
        &self,
        client: Client,
        metadata: &Arc<Metadata>,
        id_token: &'a CoreIdToken,
        nonce: &Nonce,
    ) -> Result<(Client, &'a CoreIdTokenClaims), NotIn> {
        let said = id_token.claims(&verifier(&client), nonce);
        let failed = match said {
            Ok(said) => return Ok((client, said)),
            Err(error) => error,
        };
        let is_unknown = matches!(
            failed,
            ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey
            )
        );
        if is_unknown
            && let Some(newer) = self.metadata.newer(metadata, async || self.read().await).await
        {
            let client = self.client(&newer);
            let said = id_token.claims(&verifier(&client), nonce);
            return said.map(|said| (client, said)).map_err(|error| refused(&error.to_string()));
        }
        Err(refused(&format!("the ID token: {failed}")))
    }

    async fn read(&self) -> Result<Metadata, OutboundError> {
        Metadata::discover_async(self.issuer.clone(), &self.outbound).await.map_err(|error| {
            match error {
                openidconnect::DiscoveryError::Request(error) => error,
                error => OutboundError::Unreadable(error.to_string()),
            }
        })
    }

    fn client(&self, metadata: &Metadata) -> Client {
        let id = ClientId::new(self.settings.client_id.clone());
        let secret = openidconnect::ClientSecret::new(self.settings.client_secret.0.to_string());
        let client = CoreClient::from_provider_metadata(metadata.clone(), id, Some(secret))
            .set_redirect_uri(self.redirect_url.clone());
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_none_or(|methods| methods.contains(&method));
        if takes(CoreClientAuthMethod::ClientSecretBasic) {
            client
        } else {
            client.set_auth_type(AuthType::RequestBody)
        }
    }
}

fn verifier(client: &Client) -> CoreIdTokenVerifier<'_> {
    client.id_token_verifier().set_allowed_algs(ALGORITHMS)
}

/// All that a verified ID token says.
fn payload(id_token: &CoreIdToken) -> Claims {
    let text = id_token.to_string();
    let payload = text.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    payload.and_then(|payload| serde_json::from_slice(&payload).ok()).unwrap_or_default()
}

fn refused(why: &str) -> NotIn {
    tracing::warn!(why, "a sign-in by the provider is refused");
    NotIn::Refused
}

fn away(error: &OutboundError) -> NotIn {
    tracing::warn!(%error, "the provider does not answer");
    NotIn::Unavailable
}
