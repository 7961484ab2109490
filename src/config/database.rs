//! Where the database is.

use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A database's address. It may hold a password: it is never logged, and `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file on this machine.
    Sqlite {
        /// The address as it was given.
        url: String,
        /// The file.
        path: PathBuf,
    },
    /// A PostgreSQL server.
    Postgres {
        /// The address as it was given.
        url: String,
    },
}

/// An address that is neither of a SQLite file nor of a PostgreSQL server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseUrlError {
    /// Another scheme, or none.
    #[error("it must start with sqlite:// or postgres://")]
    UnknownScheme,
    /// A SQLite database that is gone when the program ends.
    #[error("it must name a file, such as sqlite://wardbook.db")]
    NoFile,
    /// A percent sign without its two digits, or bytes that are not UTF-8.
    #[error("the file's name is not percent-encoded UTF-8")]
    Encoding,
}

impl DatabaseUrl {
    /// The address as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Sqlite { url, .. } | Self::Postgres { url } => url,
        }
    }

    /// A file beside the database, such as its secret file; none for a server.
    #[must_use]
    pub fn sibling(&self, extension: &str) -> Option<PathBuf> {
        match self {
            Self::Sqlite { path, .. } => Some(path.with_extension(extension)),
            Self::Postgres { .. } => None,
        }
    }

    /// The address of a SQLite file.
    #[must_use]
    pub fn of_sqlite_file(path: &Path) -> Self {
        let encoded =
            path.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
        Self::Sqlite { url: format!("sqlite://{encoded}"), path: path.into() }
    }
}

impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlError;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres { url: url.into() });
        }
        let rest = url.strip_prefix("sqlite:").ok_or(DatabaseUrlError::UnknownScheme)?;
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (name, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let in_memory = parameters.split('&').any(|parameter| parameter == "mode=memory");
        if name.is_empty() || name == ":memory:" || in_memory {
            return Err(DatabaseUrlError::NoFile);
        }
        let name = percent_decode(name).ok_or(DatabaseUrlError::Encoding)?;
        Ok(Self::Sqlite { url: url.into(), path: name.into() })
    }
}

fn percent_decode(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite { path, .. } => formatter.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres { .. } => formatter.write_str("Postgres"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_of(url: &str) -> Result<PathBuf, DatabaseUrlError> {
        match url.parse()? {
            DatabaseUrl::Sqlite { path, .. } => Ok(path),
            DatabaseUrl::Postgres { .. } => panic!("{url} is no file"),
        }
    }

    #[test]
    fn a_sqlite_address_names_its_file() {
        for (url, path) in [
            ("sqlite:///var/lib/wardbook.db", "/var/lib/wardbook.db"),
            ("sqlite://wardbook.db?mode=rwc", "wardbook.db"),
            ("sqlite:data/wardbook.db", "data/wardbook.db"),
            ("sqlite://a%20%E9%95%87%3F.db", "a 镇?.db"),
        ] {
            assert_eq!(path_of(url), Ok(path.into()), "{url}");
        }
    }

    #[test]
    fn an_address_made_of_a_path_names_it_again() {
        for path in ["/data/wardbook.db", "a b?#%.db", "镇/台账.db"] {
            let url = DatabaseUrl::of_sqlite_file(Path::new(path));
            assert_eq!(url.as_str().parse(), Ok(url), "{path}");
        }
    }

    #[test]
    fn what_is_no_database_is_refused() {
        for (url, error) in [
            ("", DatabaseUrlError::UnknownScheme),
            ("mysql://host/db", DatabaseUrlError::UnknownScheme),
            ("wardbook.db", DatabaseUrlError::UnknownScheme),
            ("sqlite://", DatabaseUrlError::NoFile),
            ("sqlite::memory:", DatabaseUrlError::NoFile),
            ("sqlite://x?mode=memory", DatabaseUrlError::NoFile),
            ("sqlite://%E9.db", DatabaseUrlError::Encoding),
            ("sqlite://100%", DatabaseUrlError::Encoding),
            ("sqlite://%镇", DatabaseUrlError::Encoding),
        ] {
            assert_eq!(url.parse::<DatabaseUrl>(), Err(error), "{url}");
        }
    }

    #[test]
    fn a_password_does_not_show() {
        let url: DatabaseUrl = "postgres://desk:hunter2@host/wardbook".parse().unwrap();
        assert_eq!(format!("{url:?}"), "Postgres");
        assert_eq!(url.sibling("secret"), None);
    }
}
