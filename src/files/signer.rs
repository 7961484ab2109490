//! Addresses that are good for one viewer and a few minutes, since an `img` element sends no bearer
//! token. They carry who looks and until when; the viewer's right is asked anew when one is used.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::policy::{Grants, TokenHash};
use crate::read::global_id;
use crate::secret::Keys;

/// How long an address is good.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(5);

/// How much later the clock of another instance may be.
const LEEWAY: TimeDelta = TimeDelta::minutes(1);

/// What the signatures of files and of exports are for, so that neither is one of the other.
const FILES: &str = "addresses of files";
const EXPORTS: &str = "addresses of exports";

/// Makes addresses, and tells its own from others. Cheap to clone.
#[derive(Clone)]
pub struct Signer {
    keys: Arc<Keys>,
}

/// Who gets a file by an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looker {
    /// Whose right is asked.
    pub viewer: Uuid,
    /// By which API token, where it was one that asked for the address.
    pub token: Option<TokenHash>,
}

impl From<Uuid> for Looker {
    fn from(viewer: Uuid) -> Self {
        Self { viewer, token: None }
    }
}

impl From<&Grants> for Looker {
    fn from(grants: &Grants) -> Self {
        Self { viewer: grants.user_id(), token: grants.token().map(|token| token.hash) }
    }
}

/// What a good address says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// Whose right is asked.
    pub looker: Looker,
    /// Whether the small picture is wanted.
    pub thumbnail: bool,
}

impl Signer {
    /// A signer by the installation's keys.
    #[must_use]
    pub fn new(keys: Arc<Keys>) -> Self {
        Self { keys }
    }

    /// The path at which a viewer gets an attachment, or its small picture, for some minutes from
    /// now.
    #[must_use]
    pub fn url(
        &self,
        file: Uuid,
        looker: impl Into<Looker>,
        thumbnail: bool,
        now: DateTime<Utc>,
    ) -> String {
        let file_path = format!("/files/{}", global_id::join("attachment", file));
        self.address((FILES, file, &file_path), looker.into(), thumbnail, now)
    }

    /// The path at which its maker gets the file of an export, for some minutes from now.
    #[must_use]
    pub fn export_url(
        &self,
        export: Uuid,
        looker: impl Into<Looker>,
        now: DateTime<Utc>,
    ) -> String {
        let path = format!("/export/{}", global_id::join("export", export));
        self.address((EXPORTS, export, &path), looker.into(), false, now)
    }

    fn address(
        &self,
        (purpose, id, path): (&str, Uuid, &str),
        looker: Looker,
        thumbnail: bool,
        now: DateTime<Utc>,
    ) -> String {
        let expires = (now + GOOD_FOR).timestamp();
        let signature = hex::encode(self.signature(purpose, id, looker, thumbnail, expires));
        let viewer = looker.viewer.simple();
        let token = looker.token.map(|token| format!("&token={}", hex::encode(token)));
        let token = token.unwrap_or_default();
        let thumbnail = if thumbnail { "&thumbnail=1" } else { "" };
        format!("{path}?viewer={viewer}{token}&expires={expires}{thumbnail}&signature={signature}")
    }

    /// What the query of a file's address says, if it was signed here and is good now.
    #[must_use]
    pub fn read(&self, file: Uuid, query: &str, now: DateTime<Utc>) -> Option<Signed> {
        self.read_as(FILES, file, query, now)
    }

    /// Whose address of an export this is, if it was signed here and is good now.
    #[must_use]
    pub fn read_export(&self, export: Uuid, query: &str, now: DateTime<Utc>) -> Option<Looker> {
        self.read_as(EXPORTS, export, query, now).map(|signed| signed.looker)
    }

    fn read_as(
        &self,
        purpose: &str,
        file: Uuid,
        query: &str,
        now: DateTime<Utc>,
    ) -> Option<Signed> {
        let (mut viewer, mut expires, mut signature, mut thumbnail) = (None, None, None, false);
        let mut token = None;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "viewer" => viewer = Uuid::try_parse(&value).ok(),
                "token" => {
                    let mut hash = TokenHash::default();
                    hex::decode_to_slice(value.as_bytes(), &mut hash).ok()?;
                    token = Some(hash);
                }
                "expires" => expires = value.parse::<i64>().ok(),
                "signature" => signature = hex::decode(value.as_ref()).ok(),
                "thumbnail" => thumbnail = true,
                _ => {}
            }
        }
        let (looker, expires) = (Looker { viewer: viewer?, token }, expires?);
        let expected = self.signature(purpose, file, looker, thumbnail, expires);
        if !bool::from(expected.as_slice().ct_eq(signature?.as_slice())) {
            return None;
        }
        let left = DateTime::from_timestamp(expires, 0)? - now;
        // Made under a clock that ran ahead, it is not good for longer once the clock is right.
        let is_good = left > TimeDelta::zero() && left <= GOOD_FOR + LEEWAY;
        is_good.then_some(Signed { looker, thumbnail })
    }

    fn signature(
        &self,
        purpose: &str,
        file: Uuid,
        looker: Looker,
        thumbnail: bool,
        expires: i64,
    ) -> [u8; 32] {
        // Each part has one length or one place, so that no two addresses are one text.
        let Looker { viewer, token } = looker;
        let token = token.map(|token| format!(" {}", hex::encode(token))).unwrap_or_default();
        let (file, viewer) = (file.simple(), viewer.simple());
        let text = format!("{file} {viewer} {thumbnail} {expires}{token}");
        self.keys.fingerprint(purpose, &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(url: &str) -> &str {
        url.split_once('?').unwrap().1
    }

    #[test]
    fn an_address_is_good_for_its_file_its_viewer_and_some_minutes() {
        let signer = Signer::new(Arc::new(Keys::generate().unwrap()));
        let (file, viewer, now) = (Uuid::now_v7(), Uuid::now_v7(), Utc::now());
        for thumbnail in [false, true] {
            let url = signer.url(file, viewer, thumbnail, now);
            let query = query(&url);
            assert!(url.starts_with(&format!("/files/attachment_{}?", file.simple())));
            let good = Some(Signed { looker: viewer.into(), thumbnail });
            assert_eq!(signer.read(file, query, now), good);
            assert_eq!(signer.read(file, query, now + TimeDelta::minutes(4)), good);
            assert_eq!(signer.read(file, query, now + GOOD_FOR), None);
            assert_eq!(signer.read(file, query, now - TimeDelta::hours(1)), None);
            assert_eq!(signer.read(Uuid::now_v7(), query, now), None);
            let other = Signer::new(Arc::new(Keys::generate().unwrap()));
            assert_eq!(other.read(file, query, now), None);
        }
    }

    #[test]
    fn an_address_of_a_file_is_none_of_an_export() {
        let signer = Signer::new(Arc::new(Keys::generate().unwrap()));
        let (id, viewer, now) = (Uuid::now_v7(), Uuid::now_v7(), Utc::now());
        let (file, export) =
            (signer.url(id, viewer, false, now), signer.export_url(id, viewer, now));
        assert!(export.starts_with(&format!("/export/export_{}?", id.simple())));
        assert_eq!(signer.read_export(id, query(&export), now), Some(viewer.into()));
        assert_eq!(signer.read_export(id, query(&export), now + GOOD_FOR), None);
        assert_eq!(signer.read_export(id, query(&file), now), None);
        assert_eq!(signer.read(id, query(&export), now), None);
    }

    #[test]
    fn an_address_that_was_changed_is_good_for_nothing() {
        let signer = Signer::new(Arc::new(Keys::generate().unwrap()));
        let (file, viewer, now) = (Uuid::now_v7(), Uuid::now_v7(), Utc::now());
        let url = signer.url(file, viewer, false, now);
        let query = query(&url);
        let expires = (now + GOOD_FOR).timestamp();
        for changed in [
            query.replace(&viewer.simple().to_string(), &Uuid::now_v7().simple().to_string()),
            query.replace(&expires.to_string(), &(expires + 1).to_string()),
            format!("{query}&thumbnail=1"),
            query[..query.len() - 1].to_owned(),
            format!("{query}00"),
            format!("{query}&token={}", "ab".repeat(32)),
            query.split("&signature").next().unwrap().to_owned(),
            String::new(),
            "viewer&expires&signature".to_owned(),
        ] {
            assert_eq!(signer.read(file, &changed, now), None, "{changed}");
        }
    }
}
