//! Files that were sent before, and are to be tied to a record.

use uuid::Uuid;

use super::{Changing, Unmade};
use crate::read::problem::Problems;
use crate::store::files::file_for_update;

impl Changing<'_> {
    /// A file that the actor sent and nobody has tied to a record. Nobody else ties or forgets it
    /// before this change is over.
    pub(in crate::store) async fn sent(
        &self,
        file: Option<Uuid>,
        field: &str,
        problems: &mut Problems,
    ) -> Result<Option<Uuid>, Unmade> {
        let Some(id) = file else { return Ok(None) };
        let found = file_for_update(&self.transaction, id).await?;
        let is_own = |file: &entity::file::Model| {
            file.uploaded_by_id == self.acting.user() && file.attached_at.is_none()
        };
        if found.is_some_and(|file| is_own(&file)) {
            return Ok(Some(id));
        }
        problems.add(
            field,
            "this is no file that you sent and that is tied to nothing yet",
            "这不是您已上传且尚未附加的文件",
        );
        Ok(None)
    }
}
