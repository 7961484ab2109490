//! The bytes of exports: each run that writes one has a place of its own, so that none writes over
//! what another has written.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStoreExt, WriteMultipart};
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::kept::{Content, Files, FilesError};

/// Where they lie.
const EXPORTS: &str = "exports";

/// So many bytes are read at once, and so many pieces of a bucket's are under way.
const PIECE: usize = 1 << 20;
const UNDER_WAY: usize = 2;

/// Bytes that could not be kept: they could not be read, or the folder or the bucket failed.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    /// What was written could not be read back.
    #[error("what was written cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// The folder or the bucket failed.
    #[error(transparent)]
    Files(#[from] FilesError),
}

impl From<object_store::Error> for NotKept {
    fn from(error: object_store::Error) -> Self {
        Self::Files(error.into())
    }
}

/// Sends a file, a piece at a time; how many bytes that is.
async fn send(file: File, to: &mut WriteMultipart) -> Result<u64, NotKept> {
    let file = Arc::new(Mutex::new(file));
    let mut byte_length = 0;
    loop {
        let from = Arc::clone(&file);
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = Vec::with_capacity(PIECE);
            from.lock().by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
            Ok::<_, std::io::Error>(Bytes::from(piece))
        });
        let piece = read.await.map_err(std::io::Error::other).flatten()?;
        if piece.is_empty() {
            return Ok(byte_length);
        }
        byte_length += piece.len() as u64;
        to.put(piece);
        to.wait_for_capacity(UNDER_WAY).await?;
    }
}

fn place(run: Uuid) -> Path {
    Path::from_iter([EXPORTS, &run.simple().to_string()])
}

impl Files {
    /// Keeps what a run has written, a piece at a time; how many bytes that is. All of it is there in
    /// the end, or nothing: where nobody waits for it any longer, what a bucket has of it is given up.
    ///
    /// # Errors
    /// The file cannot be read, or the folder or the bucket failed.
    pub async fn keep_export(&self, run: Uuid, mut file: File) -> Result<u64, NotKept> {
        file.seek(SeekFrom::Start(0))?;
        let files = self.clone();
        let unwanted = CancellationToken::new();
        let _waiting = unwanted.clone().drop_guard();
        let keeping = tokio::spawn(async move {
            let mut to = WriteMultipart::new(files.objects().put_multipart(&place(run)).await?);
            let sent = tokio::select! {
                sent = send(file, &mut to) => sent,
                () = unwanted.cancelled() => Err(std::io::Error::from(ErrorKind::Interrupted).into()),
            };
            match sent {
                Ok(byte_length) => to.finish().await.map(|_| byte_length).map_err(NotKept::from),
                Err(error) => {
                    to.abort().await?;
                    Err(error)
                }
            }
        });
        keeping.await.map_err(std::io::Error::other)?
    }

    /// The bytes that a run has written: a range of them, or all; none where there are none. The range
    /// must lie among them.
    ///
    /// # Errors
    /// The folder or the bucket failed.
    pub async fn read_export(
        &self,
        run: Uuid,
        range: Option<Range<u64>>,
    ) -> Result<Option<Content>, FilesError> {
        self.read_at(&place(run), range).await
    }

    /// Forgets what a run has written, if it has.
    ///
    /// # Errors
    /// The folder's or the bucket's.
    pub async fn forget_export(&self, run: Uuid) -> Result<(), FilesError> {
        match self.objects().delete(&place(run)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The runs that have written something before a moment.
    ///
    /// # Errors
    /// The folder or the bucket failed.
    pub async fn exports_before(&self, moment: DateTime<Utc>) -> Result<Vec<Uuid>, FilesError> {
        let listed = self.objects().list(Some(&Path::from(EXPORTS)));
        let old = listed.try_filter_map(|found| async move {
            let run = found.location.filename().and_then(|name| Uuid::try_parse(name).ok());
            Ok(run.filter(|_| found.last_modified < moment))
        });
        Ok(old.try_collect().await?)
    }
}
