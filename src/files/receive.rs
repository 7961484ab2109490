//! Receiving a file: what it is, what of it is kept, its bytes and then its row.

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tokio::sync::{AcquireError, OwnedSemaphorePermit};
use uuid::Uuid;

use super::kept::{Files, FilesError, away};
use super::media::Media;
use super::picture::Picture;
use super::place::Part;
use super::refusal::Refusal;
use super::{name, picture, sniff};
use crate::error::Error;
use crate::store::{NewFile, Store, StoreError};

/// What anything but a picture counts for among the pixels that are decoded at once, in millions.
const WORK_OF_OTHERS: u32 = 8;

/// A file as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// What it is.
    pub media: Media,
    /// Its bytes, of a picture those that draw it.
    pub bytes: Bytes,
    /// A small picture of it, if it is one: a JPEG.
    pub thumbnail: Option<Bytes>,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What a file is and what of it is kept. It takes a second of a large one: not for an asynchronous
/// task.
///
/// # Errors
/// Why it is refused.
pub fn examine(bytes: Bytes) -> Result<Examined, Refusal> {
    let (media, megapixels) = kind(&bytes)?;
    kept(media, bytes, megapixels.is_some())
}

/// The kind of a file, and of a picture how many millions of pixels it has.
fn kind(bytes: &[u8]) -> Result<(Media, Option<u32>), Refusal> {
    let media = sniff::sniff(bytes)?;
    Ok((media, picture::megapixels(media, bytes)?))
}

fn kept(media: Media, bytes: Bytes, is_picture: bool) -> Result<Examined, Refusal> {
    let (bytes, thumbnail) = if is_picture {
        let Picture { bytes, thumbnail } = picture::clean(media, &bytes)?;
        (bytes, Some(thumbnail))
    } else {
        (bytes, None)
    };
    Ok(Examined { media, sha256: hex::encode(Sha256::digest(&bytes)), bytes, thumbnail })
}

impl Files {
    /// Keeps a file that somebody sent, tied to nothing yet. Where this fails or is given up half
    /// way, there is no row; bytes may be, and are swept.
    ///
    /// # Errors
    /// Why it is refused, or that it cannot be kept for now.
    pub async fn receive(
        &self,
        store: &Store,
        sender: Uuid,
        (given_name, bytes): (&str, Bytes),
        now: DateTime<Utc>,
    ) -> Result<NewFile, Error> {
        let examined = self.examine_aside(bytes).await?;
        let new = NewFile {
            id: Uuid::now_v7(),
            file_name: name::safe(given_name, examined.media),
            media_type: examined.media.media_type().to_owned(),
            byte_length: i64::try_from(examined.bytes.len()).unwrap_or(i64::MAX),
            sha256: examined.sha256,
            has_thumbnail: examined.thumbnail.is_some(),
            uploaded_by: sender,
            uploaded_at: now,
        };
        let kept = self.keep_all(new.id, examined.bytes, examined.thumbnail).await;
        if let Err(error) = kept {
            tracing::error!(%error, "a file could not be kept");
            self.take_back(new.id).await;
            return Err(error.into());
        }
        if let Err(error) = store.add_file(new.clone()).await {
            tracing::error!(%error, "the row of a file could not be added");
            // Where the answer was lost on the way, the row may be there, and needs its bytes.
            if matches!(store.has_file(new.id).await, Ok(false)) {
                self.take_back(new.id).await;
            }
            return Err(match error {
                StoreError::Unavailable(_)
                | StoreError::Timeout
                | StoreError::Busy
                | StoreError::Collided(_) => away(),
                StoreError::Failed(_) | StoreError::Refused(_) | StoreError::UnknownUrl(_) => {
                    Error::internal()
                }
            });
        }
        Ok(new)
    }

    async fn keep_all(
        &self,
        id: Uuid,
        bytes: Bytes,
        thumbnail: Option<Bytes>,
    ) -> Result<(), FilesError> {
        self.keep(id, Part::Whole, bytes).await?;
        match thumbnail {
            Some(thumbnail) => self.keep(id, Part::Thumbnail, thumbnail).await,
            None => Ok(()),
        }
    }

    async fn take_back(&self, id: Uuid) {
        if let Err(error) = self.forget(id).await {
            tracing::warn!(%error, "bytes without a row are left to the sweeper");
        }
    }

    /// What a file is and what of it is kept, worked out aside, and only so much at once that the
    /// memory is enough.
    async fn examine_aside(&self, bytes: Bytes) -> Result<Examined, Error> {
        let turn = Arc::clone(&self.work).acquire_many_owned(WORK_OF_OTHERS).await;
        let sniffing = aside(turn, move || kind(&bytes).map(|found| (found, bytes)));
        let ((media, megapixels), bytes) = sniffing.await?;
        let work = megapixels.unwrap_or(1);
        let turn = Arc::clone(&self.work).acquire_many_owned(work).await;
        aside(turn, move || kept(media, bytes, megapixels.is_some())).await
    }
}

/// Does what takes long on a thread of its own. The turn is held until that ends, also where nobody
/// waits for it any longer.
async fn aside<T: Send + 'static>(
    turn: Result<OwnedSemaphorePermit, AcquireError>,
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Error> {
    let turn = turn.map_err(|_| Error::internal())?;
    let working = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    match working.await {
        Ok(done) => Ok(done?),
        Err(error) => {
            tracing::error!(%error, "a file broke what examined it");
            Err(Refusal::Unreadable.into())
        }
    }
}
