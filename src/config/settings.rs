//! What the program runs with: every setting known, and in its bounds.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use http::{HeaderValue, Uri};

use super::{
    BucketUrl, Database, Federation, Layer, LogFormat, LogLevel, MetricsListen, SecondAdministrator,
};

/// What a query may be allowed to cost at most.
const MOST_COST: u32 = 100_000_000;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// All that `serve` runs with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What every command knows of the installation.
    pub installation: Installation,
    /// How it is served.
    pub server: Server,
    /// How it is logged.
    pub log: Log,
}

/// What every command knows of an installation.
#[derive(Debug, Clone)]
pub struct Installation {
    /// Its database.
    pub database: Database,
    /// The file with its keys.
    pub secret_file: PathBuf,
    /// The directory of uploaded files.
    pub data: PathBuf,
    /// The bucket that uploaded files are kept in instead.
    pub files_url: Option<BucketUrl>,
    /// The zone of its civil days.
    pub time_zone: Tz,
    /// Its name, as people see it.
    pub name: String,
    /// How many days after a case was closed it is still known who brought it.
    pub reporter_retention_days: u32,
    /// How many days a hazard may be late before it rises to the level above, and so on.
    pub hazard_raise_days: u32,
}

/// How an installation is served.
#[derive(Debug, Clone)]
pub struct Server {
    /// Where; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Where its metrics are served.
    pub metrics_listen: MetricsListen,
    /// The origins whose pages may use the API.
    pub cors_origins: Vec<HeaderValue>,
    /// How long tokens are good.
    pub tokens: TokenLifetimes,
    /// The largest file that may be uploaded, in bytes.
    pub max_upload_bytes: u64,
    /// The most connections of clients at once.
    pub max_connections: u32,
    /// How long requests under way may still take at the end.
    pub shutdown_grace: Duration,
    /// How much is asked of it at once.
    pub queries: Queries,
    /// Whether whoever looks at a reporter must say why.
    pub ask_reporter_reason: bool,
    /// How long a phone may have been offline that tells of a visit of a patrol.
    pub visits_late_by: Duration,
    /// Whether what somebody may not decide for themselves waits for a second administrator.
    pub second_administrator: SecondAdministrator,
    /// The file with the schedule of checks.
    pub check_schedule: Option<PathBuf>,
    /// The file with the documents that may be named.
    pub trusted_documents: Option<PathBuf>,
    /// Whether no others are run.
    pub trusted_documents_only: bool,
    /// The issuers of identities that it trusts.
    pub federation: Federation,
}

/// How much may be asked.
#[derive(Debug, Clone)]
pub struct Queries {
    /// The most that one may cost, in rows.
    pub cost: u32,
    /// The same for those who hold a role, by its name.
    pub cost_by_role: BTreeMap<String, u32>,
    /// How long the fields of one may take, together.
    pub timeout: Duration,
    /// The most that are answered at once.
    pub at_once: u32,
    /// The most of one user that are answered at once.
    pub of_one_user: u32,
    /// The most subscriptions of one user.
    pub subscriptions_of_one_user: u32,
}

/// How long tokens are good.
#[derive(Debug, Clone, Copy)]
pub struct TokenLifetimes {
    /// An access token's life.
    pub access: Duration,
    /// The life of a sign-in, however often its tokens are refreshed.
    pub refresh: Duration,
}

/// How the program logs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Log {
    /// How a line is written.
    pub format: LogFormat,
    /// The least important events that are logged.
    pub level: LogLevel,
}

/// All that is missing or wrong, in one line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct Incomplete(pub Vec<String>);

impl Settings {
    /// The settings that the layers make.
    ///
    /// # Errors
    /// All that is missing or out of bounds.
    pub fn resolve(layer: &Layer) -> Result<Self, Incomplete> {
        let log = Log::resolve(layer);
        match (Installation::resolve(layer), Server::resolve(layer)) {
            (Ok(installation), Ok(server)) => Ok(Self { installation, server, log }),
            (installation, server) => {
                let problems = installation.err().into_iter().chain(server.err());
                Err(Incomplete(problems.flat_map(|Incomplete(problems)| problems).collect()))
            }
        }
    }
}

impl Installation {
    /// What the layers say of the installation.
    ///
    /// # Errors
    /// All that is missing or out of bounds.
    pub fn resolve(layer: &Layer) -> Result<Self, Incomplete> {
        let mut problems = Problems::default();
        let database = problems.take(Database::resolve(layer));
        let beside = |given: &Option<PathBuf>, extension| {
            let sibling = || database.as_ref().and_then(|of| of.url.sibling(extension));
            given.clone().or_else(sibling)
        };
        let (secret_file, data) =
            (beside(&layer.secret_file, "secret"), beside(&layer.data, "files"));
        if database.is_some() && secret_file.is_none() {
            problems.add("secret_file is not set: on PostgreSQL, name the file with the keys, made by `wardbook key make FILE`, by --secret-file or WARDBOOK_SECRET_FILE");
        }
        let files_url = layer.files_url.as_deref().filter(|url| !url.is_empty()).and_then(|url| {
            let parsed = url.parse::<BucketUrl>();
            parsed.map_err(|error| problems.add(format!("files_url is not valid: {error}"))).ok()
        });
        let name = layer.installation_name.clone().unwrap_or_else(|| "wardbook".into());
        if name.trim().is_empty() {
            problems.add("installation_name must not be empty");
        }
        let reporter_retention_days = problems.bounded(
            "reporter_retention_days",
            layer.reporter_retention_days,
            3 * 365,
            1..=36_500,
        );
        let hazard_raise_days =
            problems.bounded("hazard_raise_days", layer.hazard_raise_days, 3, 1..=365);
        problems.unless_any(|| {
            Some(Self {
                database: database?,
                secret_file: secret_file?,
                data: data.unwrap_or_else(|| "files".into()),
                files_url,
                time_zone: layer.time_zone.unwrap_or(Tz::Asia__Shanghai),
                name,
                reporter_retention_days,
                hazard_raise_days,
            })
        })
    }
}

impl Server {
    fn resolve(layer: &Layer) -> Result<Self, Incomplete> {
        let mut problems = Problems::default();
        let minutes =
            problems.bounded("access_token_minutes", layer.access_token_minutes, 15, 1..=15);
        let days = problems.bounded("refresh_days", layer.refresh_days, 14, 1..=365);
        let max_connections =
            problems.bounded("max_connections", layer.max_connections, 10_000, 1..=1_000_000);
        let grace =
            problems.bounded("shutdown_grace_seconds", layer.shutdown_grace_seconds, 30, 0..=3600);
        let late = problems.bounded("visits_late_hours", layer.visits_late_hours, 48, 1..=720);
        let mut cors_origins = Vec::new();
        for origin in layer.cors_origins.iter().flatten() {
            match origin_of(origin) {
                Some(origin) => cors_origins.push(origin),
                None => problems.add(format!(
                    "cors_origins: `{origin}` is not an origin such as https://desk.example.org"
                )),
            }
        }
        let federation = problems.take(Federation::resolve(layer)).unwrap_or_default();
        let trusted_documents_only = layer.trusted_documents_only.unwrap_or(false);
        if trusted_documents_only && layer.trusted_documents.is_none() {
            problems.add("trusted_documents_only: say which by trusted_documents");
        }
        let server = Self {
            listen: layer.listen.unwrap_or((Ipv4Addr::LOCALHOST, 8080).into()),
            metrics_listen: layer
                .metrics_listen
                .unwrap_or(MetricsListen::At((Ipv4Addr::LOCALHOST, 9464).into())),
            cors_origins,
            tokens: TokenLifetimes {
                access: Duration::from_secs(u64::from(minutes) * 60),
                refresh: DAY * days,
            },
            max_upload_bytes: layer.max_upload_bytes.unwrap_or(20 * 1024 * 1024),
            max_connections,
            shutdown_grace: Duration::from_secs(grace.into()),
            queries: Queries::resolve(layer, &mut problems),
            ask_reporter_reason: layer.ask_reporter_reason.unwrap_or(false),
            visits_late_by: Duration::from_secs(u64::from(late) * 3600),
            second_administrator: layer.second_administrator.unwrap_or_default(),
            check_schedule: layer.check_schedule.clone(),
            trusted_documents: layer.trusted_documents.clone(),
            trusted_documents_only,
            federation,
        };
        problems.unless_any(|| Some(server))
    }
}

impl Queries {
    fn resolve(layer: &Layer, problems: &mut Problems) -> Self {
        let cost_by_role = layer.query_cost_by_role.clone().unwrap_or_default().0;
        for (role, cost) in &cost_by_role {
            let name = format!("query_cost_by_role: {role}");
            problems.bounded(&name, Some(*cost), *cost, 1..=MOST_COST);
        }
        let mut number =
            |name, given, default, most| problems.bounded(name, given, default, 1..=most);
        let seconds = number("query_timeout_seconds", layer.query_timeout_seconds, 15, 600);
        Self {
            cost: number("query_cost", layer.query_cost, 50_000, MOST_COST),
            cost_by_role,
            timeout: Duration::from_secs(seconds.into()),
            at_once: number("queries_at_once", layer.queries_at_once, 256, 100_000),
            of_one_user: number("queries_of_one_user", layer.queries_of_one_user, 32, 100_000),
            subscriptions_of_one_user: number(
                "subscriptions_of_one_user",
                layer.subscriptions_of_one_user,
                100,
                100_000,
            ),
        }
    }
}

impl Log {
    /// What the layers say of the log.
    #[must_use]
    pub fn resolve(layer: &Layer) -> Self {
        Self {
            format: layer.log_format.unwrap_or_default(),
            level: layer.log_level.unwrap_or_default(),
        }
    }
}

/// An origin as browsers send it: a scheme and a host, nothing after them.
fn origin_of(text: &str) -> Option<HeaderValue> {
    let uri: Uri = text.parse().ok()?;
    let scheme = uri.scheme_str().filter(|scheme| ["http", "https"].contains(scheme))?;
    let authority = uri.authority()?;
    let origin = format!("{scheme}://{authority}");
    (origin == text && !authority.as_str().contains('@')).then(|| origin.parse().ok())?
}

#[derive(Default)]
pub(super) struct Problems(Vec<String>);

impl Problems {
    pub(super) fn add(&mut self, problem: impl Into<String>) {
        self.0.push(problem.into());
    }

    pub(super) fn take<T>(&mut self, result: Result<T, Incomplete>) -> Option<T> {
        result.map_err(|Incomplete(problems)| self.0.extend(problems)).ok()
    }

    pub(super) fn bounded(
        &mut self,
        name: &str,
        given: Option<u32>,
        default: u32,
        bounds: RangeInclusive<u32>,
    ) -> u32 {
        let value = given.unwrap_or(default);
        if !bounds.contains(&value) {
            let (least, most) = bounds.into_inner();
            self.add(format!("{name} must be from {least} to {most}, and is {value}"));
        }
        value
    }

    pub(super) fn unless_any<T>(self, value: impl FnOnce() -> Option<T>) -> Result<T, Incomplete> {
        if self.0.is_empty() { value().ok_or(Incomplete(self.0)) } else { Err(Incomplete(self.0)) }
    }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
