//! The paths that there is something at. Others have no name in logs and metrics, where anybody
//! could make up more of them than there is room for.

pub(super) const GRAPHQL: &str = "/graphql";
pub(super) const SOCKET: &str = "/graphql/ws";
pub(super) const LOGIN: &str = "/auth/login";
pub(super) const REFRESH: &str = "/auth/refresh";
pub(super) const LOGOUT: &str = "/auth/logout";
pub(super) const PROVIDER_LOGIN: &str = "/auth/oidc/login";
pub(super) const PROVIDER_CALLBACK: &str = "/auth/oidc/callback";
pub(super) const PROVIDER_TOKEN: &str = "/auth/oidc/token";
pub(super) const SCHEMA: &str = "/schema.graphql";
pub(super) const EXPLORER: &str = "/explorer";
pub(super) const FILES: &str = "/files";
pub(super) const FILES_BELOW: &str = "/files/";
pub(super) const FILE: &str = "/files/{id}";
pub(super) const EXPORTS_BELOW: &str = "/export/";
pub(super) const EXPORT: &str = "/export/{id}";
pub(super) const ALIVE: &str = "/healthz";
pub(super) const READY: &str = "/readyz";

const ALL: [&str; 13] = [
    GRAPHQL,
    SOCKET,
    LOGIN,
    REFRESH,
    LOGOUT,
    PROVIDER_LOGIN,
    PROVIDER_CALLBACK,
    PROVIDER_TOKEN,
    SCHEMA,
    EXPLORER,
    FILES,
    ALIVE,
    READY,
];

/// What logs and metrics call a path.
pub(super) fn label(path: &str) -> &'static str {
    for (below, one) in [(FILES_BELOW, FILE), (EXPORTS_BELOW, EXPORT)] {
        if path.strip_prefix(below).is_some_and(|id| !id.is_empty() && !id.contains('/')) {
            return one;
        }
    }
    ALL.into_iter().find(|known| *known == path).unwrap_or("unmatched")
}
