//! What one place says: the command line with the environment, or the file.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chrono_tz::Tz;
use clap::{Args, ValueEnum};
use serde::Deserialize;

use super::RoleCosts;
use super::issuers::{JwtIssuerLayer, OidcLayer};

/// The settings that one place gives; what it leaves open is none.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields)]
#[command(next_help_heading = "Settings")]
pub struct Layer {
    /// Where the database is.
    #[arg(skip)]
    pub database_url: Option<String>,
    /// The most connections to the database at once [10]
    #[arg(long, env = "WARDBOOK_DATABASE_CONNECTIONS", value_name = "NUMBER")]
    pub database_connections: Option<u32>,
    /// How long one statement may take, in seconds [10]
    #[arg(long, env = "WARDBOOK_STATEMENT_TIMEOUT_SECONDS", value_name = "SECONDS")]
    pub statement_timeout_seconds: Option<u32>,
    /// A streaming replica of it, PostgreSQL's, that what is heavy is read from [none]
    #[arg(long, env = "WARDBOOK_REPLICA_URL", hide_env_values = true, value_name = "URL")]
    pub replica_url: Option<String>,
    /// The connections that read what is heavy, such as figures over a whole town, beside those
    /// [half of the processors]
    #[arg(long, env = "WARDBOOK_HEAVY_CONNECTIONS", value_name = "NUMBER")]
    pub heavy_connections: Option<u32>,
    /// How long that waits for one of them, and how long it may then take, in seconds [30]
    #[arg(long, env = "WARDBOOK_HEAVY_TIMEOUT_SECONDS", value_name = "SECONDS")]
    pub heavy_timeout_seconds: Option<u32>,
    /// The file with the keys; SQLite: beside the database unless given
    #[arg(long, env = "WARDBOOK_SECRET_FILE", value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// The directory of uploaded files; SQLite: beside the database unless given
    #[arg(long = "data", env = "WARDBOOK_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A bucket to keep uploaded files in rather than in a directory, such as s3://files/wardbook
    #[arg(long, env = "WARDBOOK_FILES_URL", value_name = "URL")]
    pub files_url: Option<String>,
    /// The installation's time zone [Asia/Shanghai]
    #[arg(long, env = "WARDBOOK_TIME_ZONE", value_name = "ZONE")]
    pub time_zone: Option<Tz>,
    /// The installation's name, as people see it [wardbook]
    #[arg(long, env = "WARDBOOK_INSTALLATION_NAME", value_name = "NAME")]
    pub installation_name: Option<String>,
    /// How long after a case was closed it is known who brought it, in days [1095]
    #[arg(long, env = "WARDBOOK_REPORTER_RETENTION_DAYS", value_name = "DAYS")]
    pub reporter_retention_days: Option<u32>,
    /// How long a hazard may be late before it rises to the level above, and again, in days [3]
    #[arg(long, env = "WARDBOOK_HAZARD_RAISE_DAYS", value_name = "DAYS")]
    pub hazard_raise_days: Option<u32>,
    /// Where to serve; port 0 takes any free one [127.0.0.1:8080]
    #[arg(long, env = "WARDBOOK_LISTEN", value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// Where to serve the metrics, or `off` [127.0.0.1:9464]
    #[arg(long, env = "WARDBOOK_METRICS_LISTEN", value_name = "ADDRESS")]
    pub metrics_listen: Option<MetricsListen>,
    /// The origins whose pages may use the API, such as https://desk.example.org [none]
    #[arg(long, env = "WARDBOOK_CORS_ORIGINS", value_name = "ORIGINS", value_delimiter = ',')]
    pub cors_origins: Option<Vec<String>>,
    /// How long an access token is good, in minutes, 15 at most [15]
    #[arg(long, env = "WARDBOOK_ACCESS_TOKEN_MINUTES", value_name = "MINUTES")]
    pub access_token_minutes: Option<u32>,
    /// How long a sign-in lasts before the password is asked again, in days [14]
    #[arg(long, env = "WARDBOOK_REFRESH_DAYS", value_name = "DAYS")]
    pub refresh_days: Option<u32>,
    /// The largest file that may be uploaded, in bytes [20971520]
    #[arg(long, env = "WARDBOOK_MAX_UPLOAD_BYTES", value_name = "BYTES")]
    pub max_upload_bytes: Option<u64>,
    /// The most connections of clients at once; fewer where the system allows fewer open files [10000]
    #[arg(long, env = "WARDBOOK_MAX_CONNECTIONS", value_name = "NUMBER")]
    pub max_connections: Option<u32>,
    /// How long requests under way may still take when the server is stopped, in seconds [30]
    #[arg(long, env = "WARDBOOK_SHUTDOWN_GRACE_SECONDS", value_name = "SECONDS")]
    pub shutdown_grace_seconds: Option<u32>,
    /// The most that one query may cost, in rows that may be read [50000]
    #[arg(long, env = "WARDBOOK_QUERY_COST", value_name = "ROWS")]
    pub query_cost: Option<u32>,
    /// The same for those who hold a role, such as analyst=200000,group_leader=5000: the most that
    /// one of somebody's roles is given [none]
    #[arg(long, env = "WARDBOOK_QUERY_COST_BY_ROLE", value_name = "ROLE=ROWS,…")]
    pub query_cost_by_role: Option<RoleCosts>,
    /// How long the fields of one query may take, together, in seconds [15]
    #[arg(long, env = "WARDBOOK_QUERY_TIMEOUT_SECONDS", value_name = "SECONDS")]
    pub query_timeout_seconds: Option<u32>,
    /// The most queries that are answered at once; more wait [256]
    #[arg(long, env = "WARDBOOK_QUERIES_AT_ONCE", value_name = "NUMBER")]
    pub queries_at_once: Option<u32>,
    /// The most queries of one user that are answered at once; more are refused [32]
    #[arg(long, env = "WARDBOOK_QUERIES_OF_ONE_USER", value_name = "NUMBER")]
    pub queries_of_one_user: Option<u32>,
    /// The most subscriptions of one user at once; more are refused [100]
    #[arg(long, env = "WARDBOOK_SUBSCRIPTIONS_OF_ONE_USER", value_name = "NUMBER")]
    pub subscriptions_of_one_user: Option<u32>,
    /// Whether whoever looks at a reporter must say why [false]
    #[arg(long, env = "WARDBOOK_ASK_REPORTER_REASON", value_name = "BOOL")]
    pub ask_reporter_reason: Option<bool>,
    /// How long a phone may have been offline that tells of a patrol's visit, in hours [48]
    #[arg(long, env = "WARDBOOK_VISITS_LATE_HOURS", value_name = "HOURS")]
    pub visits_late_hours: Option<u32>,
    /// Whether a change of one's own role waits for a second administrator [auto]
    #[arg(long, env = "WARDBOOK_SECOND_ADMINISTRATOR", value_enum, value_name = "WHEN")]
    pub second_administrator: Option<SecondAdministrator>,
    /// The schedule of checks, a TOML file; none are planned by themselves without it [none]
    #[arg(long, env = "WARDBOOK_CHECK_SCHEDULE", value_name = "FILE")]
    pub check_schedule: Option<PathBuf>,
    /// A list of documents that may be named by their ids, such as a front end's build writes [none]
    #[arg(long, env = "WARDBOOK_TRUSTED_DOCUMENTS", value_name = "FILE")]
    pub trusted_documents: Option<PathBuf>,
    /// Whether no other documents than those are run [false]
    #[arg(
        long,
        env = "WARDBOOK_TRUSTED_DOCUMENTS_ONLY",
        value_name = "BOOL",
        num_args = 0..=1,
        default_missing_value = "true"
    )]
    pub trusted_documents_only: Option<bool>,
    /// How log lines are written [text]
    #[arg(long, env = "WARDBOOK_LOG_FORMAT", value_enum, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
    /// How much is logged [info]
    #[arg(long, env = "WARDBOOK_LOG_LEVEL", value_enum, value_name = "LEVEL")]
    pub log_level: Option<LogLevel>,
    /// The OpenID provider that people may sign in by.
    #[command(flatten)]
    #[serde(default)]
    pub oidc: OidcLayer,
    /// The issuers whose tokens services may show.
    #[arg(skip)]
    #[serde(default)]
    pub jwt_issuers: Vec<JwtIssuerLayer>,
}

/// Where metrics are served, if anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum MetricsListen {
    /// Nowhere.
    Off,
    /// On a listener of their own.
    At(SocketAddr),
}

/// Whether what somebody may not decide for themselves, such as a change of a rule of a role that they
/// hold, waits for a second administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondAdministrator {
    /// It waits.
    On,
    /// It does not.
    Off,
    /// It waits where there is somebody else who could decide it.
    #[default]
    Auto,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// The least important events that are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// What failed.
    Error,
    /// And what may soon.
    Warn,
    /// And one line a request.
    #[default]
    Info,
    /// And what helps to find a fault.
    Debug,
    /// And everything else.
    Trace,
}

/// A configuration file that could not be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It could not be read.
    #[error("cannot read the configuration {0}: {1}")]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// A key is unknown, or its value is not what it must be.
    #[error("the configuration {file}, line {line}: {problem}")]
    Invalid {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
}

impl Layer {
    /// What a configuration file says, in TOML.
    ///
    /// # Errors
    /// The file cannot be read, has an unknown key, or a value that is not what it must be.
    pub fn read(file: &Path) -> Result<Self, FileError> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| FileError::Unreadable(file.into(), error))?;
        toml::from_str(&text).map_err(|error| FileError::Invalid {
            file: file.into(),
            line: error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1),
            problem: error.message().lines().collect::<Vec<_>>().join(" "),
        })
    }

    /// This layer, and for what it leaves open the one below.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        Self {
            database_url: self.database_url.or(below.database_url),
            database_connections: self.database_connections.or(below.database_connections),
            statement_timeout_seconds: self
                .statement_timeout_seconds
                .or(below.statement_timeout_seconds),
            replica_url: self.replica_url.or(below.replica_url),
            heavy_connections: self.heavy_connections.or(below.heavy_connections),
            heavy_timeout_seconds: self.heavy_timeout_seconds.or(below.heavy_timeout_seconds),
            secret_file: self.secret_file.or(below.secret_file),
            data: self.data.or(below.data),
            files_url: self.files_url.or(below.files_url),
            time_zone: self.time_zone.or(below.time_zone),
            installation_name: self.installation_name.or(below.installation_name),
            reporter_retention_days: self.reporter_retention_days.or(below.reporter_retention_days),
            hazard_raise_days: self.hazard_raise_days.or(below.hazard_raise_days),
            listen: self.listen.or(below.listen),
            metrics_listen: self.metrics_listen.or(below.metrics_listen),
            cors_origins: self.cors_origins.or(below.cors_origins),
            access_token_minutes: self.access_token_minutes.or(below.access_token_minutes),
            refresh_days: self.refresh_days.or(below.refresh_days),
            max_upload_bytes: self.max_upload_bytes.or(below.max_upload_bytes),
            max_connections: self.max_connections.or(below.max_connections),
            shutdown_grace_seconds: self.shutdown_grace_seconds.or(below.shutdown_grace_seconds),
            query_cost: self.query_cost.or(below.query_cost),
            query_cost_by_role: self.query_cost_by_role.or(below.query_cost_by_role),
            query_timeout_seconds: self.query_timeout_seconds.or(below.query_timeout_seconds),
            queries_at_once: self.queries_at_once.or(below.queries_at_once),
            queries_of_one_user: self.queries_of_one_user.or(below.queries_of_one_user),
            subscriptions_of_one_user: self
                .subscriptions_of_one_user
                .or(below.subscriptions_of_one_user),
            ask_reporter_reason: self.ask_reporter_reason.or(below.ask_reporter_reason),
            visits_late_hours: self.visits_late_hours.or(below.visits_late_hours),
            second_administrator: self.second_administrator.or(below.second_administrator),
            check_schedule: self.check_schedule.or(below.check_schedule),
            trusted_documents: self.trusted_documents.or(below.trusted_documents),
            trusted_documents_only: self.trusted_documents_only.or(below.trusted_documents_only),
            log_format: self.log_format.or(below.log_format),
            log_level: self.log_level.or(below.log_level),
            oidc: self.oidc.over(below.oidc),
            jwt_issuers: if self.jwt_issuers.is_empty() {
                below.jwt_issuers
            } else {
                self.jwt_issuers
            },
        }
    }
}

impl FromStr for MetricsListen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" {
            return Ok(Self::Off);
        }
        text.parse()
            .map(Self::At)
            .map_err(|_| format!("`{text}` is neither `off` nor an address such as 127.0.0.1:9464"))
    }
}

impl TryFrom<String> for MetricsListen {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl LogLevel {
    /// The level's name, as filters write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}
