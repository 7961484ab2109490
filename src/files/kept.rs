//! Where bytes are kept: under their file's id, in a folder of this machine or in a bucket.

use std::ops::Range;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, RetryConfig};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::picture::MOST_MEGAPIXELS;
use crate::config::BucketUrl;
use crate::error::{Code, Error, Message};

/// How often a bucket is asked again, and for how long, before it is said to be out of reach.
const RETRIES: usize = 3;
const LONGEST_RETRIES: Duration = Duration::from_secs(15);

/// What the small picture of a file is called, after the file's own id.
const THUMBNAIL: &str = ".thumbnail";

/// Bytes that could not be kept or read. The cause is logged; nothing of it goes to clients.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The folder cannot be used.
    #[error("files cannot be kept in {0}: {1}")]
    Folder(PathBuf, #[source] std::io::Error),
    /// The folder, the disk or the bucket failed.
    #[error("files are out of reach: {0}")]
    Unavailable(#[from] object_store::Error),
}

impl From<FilesError> for Error {
    fn from(_: FilesError) -> Self {
        away()
    }
}

/// Files cannot be kept or read for now.
pub(super) fn away() -> Error {
    let message =
        Message::new("files cannot be kept or read now: try again", "暂时无法存取文件，请稍后重试");
    Error::new(Code::Unavailable, message)
}

/// Which of a file's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Its own.
    Whole,
    /// Those of its small picture.
    Thumbnail,
}

/// Bytes that are being read.
pub struct Content {
    /// How many the file, or its small picture, has in all.
    pub byte_length: u64,
    /// Which of them come.
    pub range: Range<u64>,
    /// They, a piece at a time.
    pub pieces: BoxStream<'static, Result<Bytes, FilesError>>,
}

/// Keeps bytes. Cheap to clone; all clones are of one place.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// Where it is a folder of this machine.
    folder: Option<Arc<FilePath>>,
    /// So many millions of pixels are decoded at once.
    pub(super) work: Arc<Semaphore>,
}

impl Files {
    /// Keeps them in a folder, which is made where there is none.
    ///
    /// # Errors
    /// The folder cannot be made or used.
    pub fn in_folder(folder: &FilePath) -> Result<Self, FilesError> {
        let unusable = |error| FilesError::Folder(folder.to_owned(), error);
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(unusable)?;
        let whole = folder.canonicalize().map_err(unusable)?;
        // A row is never without its bytes, not after the machine's end either.
        let store = LocalFileSystem::new_with_prefix(&whole)?.with_fsync(true);
        let files = Self::over(Arc::new(store));
        Ok(Self { folder: Some(whole.into()), ..files })
    }

    /// Keeps them in a bucket; how it is reached, the environment says: `AWS_ENDPOINT`,
    /// `AWS_REGION`, `AWS_ACCESS_KEY_ID` and the others that the crate `object_store` knows.
    ///
    /// # Errors
    /// The environment does not say enough.
    pub fn in_bucket(url: &BucketUrl) -> Result<Self, FilesError> {
        Self::in_bucket_of(AmazonS3Builder::from_env(), url)
    }

    /// Keeps them in a bucket of a store that is reached so.
    ///
    /// # Errors
    /// The builder does not say enough.
    pub fn in_bucket_of(builder: AmazonS3Builder, url: &BucketUrl) -> Result<Self, FilesError> {
        let retries = RetryConfig {
            max_retries: RETRIES,
            retry_timeout: LONGEST_RETRIES,
            ..RetryConfig::default()
        };
        let bucket = builder.with_bucket_name(&url.bucket).with_retry(retries).build()?;
        if url.prefix.is_empty() {
            return Ok(Self::over(Arc::new(bucket)));
        }
        let prefix = Path::parse(&url.prefix).map_err(object_store::Error::from)?;
        Ok(Self::over(Arc::new(PrefixStore::new(bucket, prefix))))
    }

    /// Keeps them in any store of the crate `object_store`.
    #[must_use]
    pub fn over(store: Arc<dyn ObjectStore>) -> Self {
        let work = Arc::new(Semaphore::new(MOST_MEGAPIXELS as usize));
        Self { store, folder: None, work }
    }

    /// Keeps bytes under a file's id; in place of any others, all of them or none.
    pub(super) async fn keep(
        &self,
        file: Uuid,
        part: Part,
        bytes: Bytes,
    ) -> Result<(), FilesError> {
        self.store.put(&place(file, part), bytes.into()).await?;
        Ok(())
    }

    /// The bytes of a file, or of its small picture: a range of them, or all; none where there are
    /// none. The range must lie among them.
    ///
    /// # Errors
    /// The folder or the bucket failed.
    pub async fn read(
        &self,
        file: Uuid,
        part: Part,
        range: Option<Range<u64>>,
    ) -> Result<Option<Content>, FilesError> {
        let options = GetOptions::new().with_range(range.map(GetRange::Bounded));
        let found = match self.store.get_opts(&place(file, part), options).await {
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            found => found?,
        };
        Ok(Some(Content {
            byte_length: found.meta.size,
            range: found.range.clone(),
            pieces: found.into_stream().map_err(FilesError::from).boxed(),
        }))
    }

    /// How many bytes a file, or its small picture, has; none where there are none.
    ///
    /// # Errors
    /// The folder or the bucket failed.
    pub async fn byte_length(&self, file: Uuid, part: Part) -> Result<Option<u64>, FilesError> {
        match self.store.head(&place(file, part)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            found => Ok(Some(found?.size)),
        }
    }

    /// Forgets all bytes of a file, if there are any.
    ///
    /// # Errors
    /// The folder's or the bucket's.
    pub async fn forget(&self, file: Uuid) -> Result<(), FilesError> {
        for part in [Part::Thumbnail, Part::Whole] {
            match self.store.delete(&place(file, part)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// The files that have bytes here which were kept before a moment: those of one day, or all.
    pub(super) fn kept_before(
        &self,
        moment: DateTime<Utc>,
        day: Option<&str>,
    ) -> BoxStream<'static, Result<Uuid, FilesError>> {
        let listed = self.store.list(day.map(Path::from).as_ref());
        let old = listed.try_filter_map(move |found| async move {
            let old = found.last_modified < moment;
            Ok(file_at(&found.location).filter(|_| old))
        });
        old.map_err(FilesError::from).boxed()
    }

    /// Where it is a folder of this machine.
    pub(super) fn folder(&self) -> Option<Arc<FilePath>> {
        self.folder.clone()
    }
}

/// Where bytes are: in a place for each day, by which they are looked through and backed up.
fn place(file: Uuid, part: Part) -> Path {
    let end = match part {
        Part::Whole => "",
        Part::Thumbnail => THUMBNAIL,
    };
    Path::from_iter([day_of(file).as_str(), &format!("{}{end}", file.simple())])
}

/// The day on which a file's id was made, in UTC.
fn day_of(file: Uuid) -> String {
    let (seconds, _) = file.get_timestamp().map_or((0, 0), |made| made.to_unix());
    let made = i64::try_from(seconds).ok().and_then(|s| DateTime::from_timestamp(s, 0));
    day(made.unwrap_or_default())
}

/// What the place of a day is called.
pub(super) fn day(moment: DateTime<Utc>) -> String {
    moment.format("%Y%m%d").to_string()
}

/// The file whose bytes are at a place; none where something else is there.
fn file_at(place: &Path) -> Option<Uuid> {
    let name = place.filename()?;
    let file = Uuid::try_parse(name.strip_suffix(THUMBNAIL).unwrap_or(name)).ok()?;
    let is_ours = [Part::Whole, Part::Thumbnail]
        .iter()
        .any(|part| self::place(file, *part).as_ref() == place.as_ref());
    is_ours.then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_where_their_day_is_and_nothing_else_is_taken_for_them() {
        let file = Uuid::try_parse("0193a1b2c3d47e5f8a9b0c1d2e3f4a5b").unwrap();
        let whole = place(file, Part::Whole);
        assert_eq!(whole.as_ref(), "20241207/0193a1b2c3d47e5f8a9b0c1d2e3f4a5b");
        assert_eq!(file_at(&whole), Some(file));
        assert_eq!(file_at(&place(file, Part::Thumbnail)), Some(file));
        for other in [
            "0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
            "20241208/0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
            "20241207/notes.txt",
        ] {
            assert_eq!(file_at(&Path::from(other)), None, "{other}");
        }
    }
}
