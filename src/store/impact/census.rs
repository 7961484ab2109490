//! How many records there are of a kind, by where the policy is asked about them.

use super::super::aim::Aim;
use super::super::{Store, StoreError};
use super::kept::Kept;
use super::{id, misread};
use crate::policy::impact::{Census, Ground, NOWHERE, Place};

impl Store {
    /// The census of a kind by a column of theirs that names an area.
    pub(super) async fn census(
        &self,
        kept: Kept,
        area: Option<&str>,
        ground: &Ground,
    ) -> Result<Census, StoreError> {
        let dialect = self.dialect();
        let confidential = kept.confidential.unwrap_or("false");
        let grouped: Vec<&str> = area.into_iter().chain(kept.confidential).collect();
        let text = format!(
            "select {}, case when {confidential} then '1' else '0' end, {} from {}{}",
            area.map_or_else(|| "''".to_owned(), |area| dialect.hex_of_uuid(area)),
            dialect.number_text("count(*)"),
            kept.table,
            if grouped.is_empty() {
                String::new()
            } else {
                format!(" group by {}", grouped.join(", "))
            },
        );
        let mut records = Vec::new();
        for row in self.all_rows(Aim::Count, text, &[]).await? {
            let [area, confidential, count] = <[_; 3]>::try_from(row).map_err(|_| misread())?;
            let Some(place) = place(area.as_deref(), ground)? else { continue };
            let count = count.and_then(|count| count.parse().ok()).ok_or_else(misread)?;
            records.push((place, confidential.as_deref() == Some("1"), count));
        }
        Ok(Census::new(ground, records))
    }
}

/// The place of an area, written in hexadecimal digits or not at all; none of one that was made
/// since the ground was laid out.
pub(super) fn place(area: Option<&str>, ground: &Ground) -> Result<Option<Place>, StoreError> {
    Ok(match id(area)? {
        None => Some(NOWHERE),
        Some(area) => ground.place(area),
    })
}
