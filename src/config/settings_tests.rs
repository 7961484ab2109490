use std::fs;
use std::path::Path;

use clap::Parser;

use super::*;

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    layer: Layer,
}

fn flags(arguments: &[&str]) -> Layer {
    Flags::parse_from(["wardbook"].iter().chain(arguments)).layer
}

fn file(text: &str) -> Result<Layer, super::super::FileError> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wardbook.toml");
    fs::write(&path, text).unwrap();
    Layer::read(&path)
}

#[test]
fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
    let below = file("database_url = 'sqlite://a.db'\nlisten = '0.0.0.0:1'\nrefresh_days = 3");
    let layer = flags(&["--listen", "127.0.0.1:0"]).over(below.unwrap());
    let Settings { installation, server, log } = Settings::resolve(&layer).unwrap();
    assert_eq!(server.listen, "127.0.0.1:0".parse().unwrap());
    assert_eq!(server.tokens.refresh, DAY * 3);
    assert_eq!(server.tokens.access, Duration::from_secs(900));
    assert_eq!(server.metrics_listen, "127.0.0.1:9464".parse().unwrap());
    assert_eq!(installation.secret_file, Path::new("a.secret"));
    assert_eq!(installation.data, Path::new("a.files"));
    assert_eq!(installation.time_zone, Tz::Asia__Shanghai);
    assert_eq!(server.second_administrator, SecondAdministrator::Auto);
    assert_eq!((log.format, log.level), (LogFormat::Text, LogLevel::Info));
}

#[test]
fn a_file_may_set_everything() {
    let layer = file(
        "database_url = 'postgres://host/wardbook'
        database_connections = 5
        statement_timeout_seconds = 7
        replica_url = 'postgres://replica/wardbook'
        heavy_connections = 3
        heavy_timeout_seconds = 60
        query_cost_by_role = { analyst = 200000, group_leader = 5000 }
        secret_file = '/etc/wardbook.secret'
        data = '/srv/wardbook'
        files_url = 's3://files/wardbook'
        time_zone = 'Asia/Urumqi'
        installation_name = '鼓楼'
        reporter_retention_days = 30
        hazard_raise_days = 5
        listen = '[::1]:80'
        metrics_listen = 'off'
        cors_origins = ['https://desk.example.org', 'http://localhost:5173']
        access_token_minutes = 5
        refresh_days = 1
        max_upload_bytes = 1000
        max_connections = 500
        shutdown_grace_seconds = 0
        visits_late_hours = 72
        second_administrator = 'on'
        log_format = 'json'
        log_level = 'warn'",
    );
    let Settings { installation, server, log } = Settings::resolve(&layer.unwrap()).unwrap();
    assert_eq!(installation.database.connections, 5);
    assert_eq!(installation.database.statement_timeout, Duration::from_secs(7));
    let replica = installation.database.replica_url.unwrap();
    assert_eq!(replica.as_str(), "postgres://replica/wardbook");
    assert_eq!(installation.database.heavy_connections, 3);
    assert_eq!(installation.database.heavy_timeout, Duration::from_secs(60));
    assert_eq!(server.queries.cost_by_role["analyst"], 200_000);
    assert_eq!(installation.data, Path::new("/srv/wardbook"));
    assert_eq!(installation.files_url, "s3://files/wardbook".parse().ok());
    assert_eq!(installation.time_zone, Tz::Asia__Urumqi);
    assert_eq!(installation.reporter_retention_days, 30);
    assert_eq!(installation.hazard_raise_days, 5);
    assert_eq!(server.metrics_listen, MetricsListen::Off);
    assert_eq!(server.cors_origins, ["https://desk.example.org", "http://localhost:5173"]);
    assert_eq!(server.max_connections, 500);
    assert_eq!(server.shutdown_grace, Duration::ZERO);
    assert_eq!(server.visits_late_by, Duration::from_secs(72 * 3600));
    assert_eq!((log.format, log.level), (LogFormat::Json, LogLevel::Warn));
}

#[test]
fn an_unknown_key_is_refused_with_its_file_and_line() {
    let message = file("refresh_days = 3\nlisen = '0.0.0.0:1'").unwrap_err().to_string();
    assert!(message.contains("wardbook.toml, line 2: unknown field `lisen`"), "{message}");
    assert!(!message.contains('\n'), "{message}");
    let message = file("log_level = 'loud'").unwrap_err().to_string();
    assert!(message.contains("line 1: unknown variant `loud`"), "{message}");
    let message = Layer::read(Path::new("/nowhere.toml")).unwrap_err().to_string();
    assert!(message.starts_with("cannot read the configuration /nowhere.toml"), "{message}");
}

#[test]
fn all_that_is_missing_or_wrong_is_said_at_once() {
    let layer = flags(&[
        "--access-token-minutes=16",
        "--refresh-days=0",
        "--files-url=http://files",
        "--statement-timeout-seconds=601",
        "--visits-late-hours=721",
        "--cors-origins=*,https://desk.example.org/",
    ]);
    let Incomplete(problems) = Settings::resolve(&layer).unwrap_err();
    let names: Vec<_> = problems.iter().map(|problem| problem.split([' ', ':']).next()).collect();
    assert_eq!(
        names.into_iter().flatten().collect::<Vec<_>>(),
        [
            "database_url",
            "statement_timeout_seconds",
            "files_url",
            "access_token_minutes",
            "refresh_days",
            "visits_late_hours",
            "cors_origins",
            "cors_origins"
        ]
    );
    let layer = Layer { database_url: Some("postgres://host/wardbook".into()), ..Layer::default() };
    let message = Settings::resolve(&layer).unwrap_err().to_string();
    assert!(message.starts_with("secret_file is not set"), "{message}");
    assert!(message.contains("WARDBOOK_SECRET_FILE"), "{message}");
}

#[test]
fn an_empty_address_is_a_missing_one() {
    let layer = Layer { database_url: Some(String::new()), ..Layer::default() };
    assert!(
        Settings::resolve(&layer).unwrap_err().to_string().starts_with("database_url is not set")
    );
}

#[test]
fn origins_are_what_browsers_send() {
    for good in ["https://desk.example.org", "http://localhost:5173", "http://[::1]:80"] {
        assert_eq!(origin_of(good).unwrap(), good);
    }
    for bad in [
        "*",
        "",
        "null",
        "desk.example.org",
        "https://a/",
        "https://a/b",
        "ftp://a",
        "https://u@a",
        "https://a?b",
    ] {
        assert_eq!(origin_of(bad), None, "{bad}");
    }
}
