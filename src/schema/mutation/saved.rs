//! The record that a mutation changes which makes new ones too.

use super::input::Reading;
use crate::desk::refusal::Refusal;
use crate::store::change::Target;

/// The record of an input's `id` and `expectedVersion`; none where both are null and a new one is
/// made. It is read last: all that is wrong so far is told with it.
///
/// # Errors
/// No such record has an id like this, or one of the two is given without the other.
pub(super) fn saved(
    reading: &mut Reading,
    prefix: &str,
    id: Option<&String>,
    expected_version: Option<i32>,
) -> Result<Option<Target>, Refusal> {
    let record = match (id, expected_version) {
        (None, None) => return Ok(None),
        (None, Some(_)) => {
            reading.wrong(
                "expectedVersion",
                "a new record has no version yet: leave this out, or name the record by its id",
                "新记录尚无版本：请不要填写此项，或填写记录的 id",
            );
            None
        }
        (Some(id), version) => {
            if version.is_none() {
                reading.wrong(
                    "expectedVersion",
                    "the version that was seen belongs here",
                    "此处应为您所看到的版本号",
                );
            }
            reading.id(id, prefix, "id").filter(|_| version.is_some())
        }
    };
    match record {
        Some(record) => Ok(Some(Target { record, expected_version, ..Target::default() })),
        None => Err(Refusal::Invalid(std::mem::take(&mut reading.problems).into_vec())),
    }
}
