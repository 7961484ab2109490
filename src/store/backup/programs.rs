//! PostgreSQL's own programs, as children of this one.

use std::io;
use std::process::Stdio;

use tokio::process::{Child, Command};
use url::Url;

use crate::store::StoreError;

/// The parameters of a URL that PostgreSQL's programs know, by the names that ours may give them.
const PARAMETERS: [(&str, &str); 11] = [
    ("host", "host"),
    ("hostaddr", "hostaddr"),
    ("port", "port"),
    ("dbname", "dbname"),
    ("user", "user"),
    ("sslmode", "sslmode"),
    ("ssl-mode", "sslmode"),
    ("sslrootcert", "sslrootcert"),
    ("ssl-root-cert", "sslrootcert"),
    ("sslcert", "sslcert"),
    ("sslkey", "sslkey"),
];

/// How PostgreSQL's programs reach a database.
pub(super) struct Reach {
    /// Without the password: everybody on the machine may see a program's arguments.
    url: String,
    password: Option<String>,
}

impl Reach {
    pub(super) fn of(url: &str) -> Result<Self, StoreError> {
        let wrong = |_| StoreError::Refused("the database's URL is not valid".to_owned());
        let mut url = Url::parse(url).map_err(wrong)?;
        let mut password = url.password().and_then(|encoded| {
            // As it stands between `:` and `@`: percent-encoded.
            let pairs = format!("p={}", encoded.replace('+', "%2B"));
            form_urlencoded::parse(pairs.as_bytes()).next().map(|(_, text)| text.into_owned())
        });
        let mut kept = Vec::new();
        for (name, value) in url.query_pairs() {
            if name == "password" {
                password = Some(value.into_owned());
            } else if let Some((_, known)) = PARAMETERS.iter().find(|(ours, _)| *ours == name) {
                kept.push((*known, value.into_owned()));
            }
        }
        // It has a host or none, and either takes both changes.
        let _ = url.set_password(None);
        url.set_query(None);
        if !kept.is_empty() {
            // A space is %20 to PostgreSQL, and never a plus sign.
            let query: Vec<String> = kept
                .iter()
                .map(|(name, value)| {
                    let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
                    format!("{name}={}", value.replace('+', "%20"))
                })
                .collect();
            url.set_query(Some(&query.join("&")));
        }
        Ok(Self { url: url.into(), password })
    }

    /// A program over this database; it ends when nobody waits for it any more.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = program_of(program);
        command.arg("--no-password").arg("--dbname").arg(&self.url);
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        command.env("PGAPPNAME", format!("wardbook {program}"));
        command
    }
}

/// A program over no database.
pub(super) fn program_of(program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .env("LC_ALL", "C")
        .kill_on_drop(true);
    command
}

/// Starts a program.
pub(super) fn start(command: &mut Command, program: &str) -> Result<Child, StoreError> {
    command.spawn().map_err(|error| {
        StoreError::Refused(match error.kind() {
            io::ErrorKind::NotFound => format!(
                "{program} is not on PATH: install PostgreSQL's client programs, of the server's version or a newer one"
            ),
            _ => format!("{program} cannot be started: {error}"),
        })
    })
}

/// Waits for a program that is to go well.
pub(super) async fn finish(child: Child, program: &str) -> Result<(), StoreError> {
    let output = child.wait_with_output().await;
    let output = output.map_err(|error| StoreError::Refused(format!("{program}: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    let told: Vec<&str> = told.lines().filter(|line| !line.trim().is_empty()).take(5).collect();
    Err(StoreError::Refused(format!("{program} failed: {}", told.join("; "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_no_argument() {
        for (url, kept, password) in [
            ("postgres://u:s%2Bc%20r@h:5433/db", "postgres://u@h:5433/db", Some("s+c r")),
            ("postgres://u@%2Ftmp%2Fa/db", "postgres://u@%2Ftmp%2Fa/db", None),
            (
                "postgres://h/db?user=u&password=secret&ssl-mode=require&statement-cache-capacity=5",
                "postgres://h/db?user=u&sslmode=require",
                Some("secret"),
            ),
        ] {
            let reach = Reach::of(url).unwrap();
            assert_eq!((reach.url.as_str(), reach.password.as_deref()), (kept, password), "{url}");
        }
    }
}
