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
use super::place::{Part, file_at, place};
use crate::config::BucketUrl;
use crate::error::{Code, Error, Message};

/// How often a bucket is asked again, and for how long, before it is said to be out of reach.
const RETRIES: usize = 3;
const LONGEST_RETRIES: Duration = Duration::from_secs(15);

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
        // What TLS is spoken by, by which the database speaks it too. It fails where something is
        // installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
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
        self.read_at(&place(file, part), range).await
    }

    pub(super) async fn read_at(
        &self,
        place: &Path,
        range: Option<Range<u64>>,
    ) -> Result<Option<Content>, FilesError> {
        let options = GetOptions::new().with_range(range.map(GetRange::Bounded));
        let found = match self.store.get_opts(place, options).await {
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

    /// What has all bytes.
    pub(super) fn objects(&self) -> &dyn ObjectStore {
        &*self.store
    }

    /// Where it is a folder of this machine.
    pub(super) fn folder(&self) -> Option<Arc<FilePath>> {
        self.folder.clone()
    }
}
