//! What is missing on a shift, as the tables keep it.

use chrono::{DateTime, Utc};
use entity::{shift, shift_gap, shift_member};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Set,
    Statement,
};
use uuid::Uuid;

use super::held::times;
use crate::desk::shift::gaps::{Elsewhere, Gap, Member, gaps, next_look};
use crate::desk::shift::kind::ShiftRole;
use crate::desk::shift::{LONGEST, Times};

/// Brings the gaps of a shift, which is locked, to what they are now, and the row in hand to when the
/// clock looks next. Of a shift that is settled nothing changes.
pub(super) async fn write_gaps(
    transaction: &DatabaseTransaction,
    row: &mut shift::Model,
    members: &[shift_member::Model],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    if row.settled_at.is_some() {
        return Ok(());
    }
    let times = times(row);
    let roster: Vec<Member> = members.iter().map(|of| member(of, times)).collect();
    let elsewhere = elsewhere(transaction, row, times).await?;
    let found = gaps(times, &roster, &elsewhere, now);
    rewrite(transaction, row.id, &found).await?;
    row.look_at = next_look(times, &roster, now).unwrap_or(row.look_at);
    row.settled_at = (times.settles_at() <= now).then_some(now);
    Ok(())
}

fn member(of: &shift_member::Model, times: Times) -> Member {
    Member {
        user: of.user_id,
        leads: of.role == ShiftRole::Leader.as_str(),
        since: of.since.unwrap_or(times.starts_at).max(times.starts_at),
        in_place_of: of.stand_in_for_id,
        signed_in_at: of.signed_in_at,
        signed_out_at: of.signed_out_at,
        is_replaced: of.replaced_at.is_some(),
    }
}

/// The other shifts at the same time that those who are on this one are on.
async fn elsewhere(
    transaction: &DatabaseTransaction,
    of: &shift::Model,
    times: Times,
) -> Result<Vec<Elsewhere>, DbErr> {
    let text = "select other.user_id, other.shift_id, other.since, held.starts_at, held.ends_at \
                from shift_members own \
                join shift_members other on other.user_id = own.user_id \
                and other.shift_id <> own.shift_id and other.replaced_at is null \
                join shifts held on held.id = other.shift_id \
                where own.shift_id = $1 and held.starts_at < $2 and held.starts_at > $4 \
                and held.ends_at > $3";
    // None that began earlier lasts until then.
    let earliest = times.starts_at - LONGEST;
    let values = [of.id.into(), times.ends_at.into(), times.starts_at.into(), earliest.into()];
    let backend = transaction.get_database_backend();
    let others = Statement::from_sql_and_values(backend, text, values);
    let others = transaction.query_all_raw(others).await?;
    let others = others.into_iter().map(|row| {
        let starts_at: DateTime<Utc> = row.try_get("", "starts_at")?;
        let since: Option<DateTime<Utc>> = row.try_get("", "since")?;
        Ok(Elsewhere {
            user: row.try_get("", "user_id")?,
            shift: row.try_get("", "shift_id")?,
            times: Times {
                starts_at: since.map_or(starts_at, |since| since.max(starts_at)),
                ends_at: row.try_get("", "ends_at")?,
            },
        })
    });
    others.collect()
}

/// Writes what is new and takes away what holds no longer; the rest stays as it is.
#[expect(clippy::disallowed_methods, reason = "nothing of it is told")]
async fn rewrite(
    transaction: &DatabaseTransaction,
    shift: Uuid,
    found: &[Gap],
) -> Result<(), DbErr> {
    let known = shift_gap::Entity::find().filter(shift_gap::Column::ShiftId.eq(shift));
    let known = known.all(transaction).await?;
    let is_same = |row: &shift_gap::Model, gap: &Gap| {
        row.kind == gap.kind.as_str()
            && (row.user_id, row.beside_id) == (gap.user, gap.beside.unwrap_or(shift))
            && (row.from_at, row.to_at) == (gap.from, gap.to)
    };
    let gone = known.iter().filter(|row| !found.iter().any(|gap| is_same(row, gap)));
    let gone: Vec<Uuid> = gone.map(|row| row.id).collect();
    if !gone.is_empty() {
        shift_gap::Entity::delete_many()
            .filter(shift_gap::Column::Id.is_in(gone))
            .exec(transaction)
            .await?;
    }
    for gap in found.iter().filter(|gap| !known.iter().any(|row| is_same(row, gap))) {
        let row = shift_gap::ActiveModel {
            id: Set(Uuid::now_v7()),
            shift_id: Set(shift),
            kind: Set(gap.kind.as_str().to_owned()),
            user_id: Set(gap.user),
            beside_id: Set(gap.beside.unwrap_or(shift)),
            from_at: Set(gap.from),
            to_at: Set(gap.to),
        };
        shift_gap::Entity::insert(row).exec_without_returning(transaction).await?;
    }
    Ok(())
}
