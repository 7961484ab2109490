//! A demo town's rows, written into an empty database.

use std::collections::HashMap;

use chrono::{SubsecRound, Utc};
use entity::{
    area, case, case_event, category, check, check_item, checklist, checklist_question, checkpoint,
    checkpoint_term, clock, coordination, coordination_team, duty_log_entry, emergency_entry,
    follow_up, grant, handover, hazard, hazard_event, mediation, mediation_session,
    mediation_session_mediator, number_series, patrol_route, patrol_visit, place, reply, reporter,
    shift, shift_gap, shift_member, supervision, team, team_member, user,
};
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, Set,
};

use super::case_documents::write_documents;
use super::{Seal, Store, StoreError};
use crate::demo::Town;

/// Rows of one INSERT; the widest, of 35 columns, stay below SQLite's 32,766 values.
const BATCH: usize = 500;

macro_rules! write {
    ($transaction:expr, $entity:ident, $rows:expr) => {
        for batch in $rows.chunks(BATCH) {
            let rows = batch.iter().cloned().map(IntoActiveModel::into_active_model);
            let rows = rows.map(ActiveModelTrait::reset_all);
            $entity::Entity::insert_many(rows).exec_without_returning($transaction).await?;
        }
    };
}

impl Store {
    /// Whether there are no areas yet, and so nothing else either.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "whether there is anything is no record")]
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(area::Entity::find().count(self.reader()).await? == 0)
    }

    /// Writes a demo town: all of it or nothing. `passwords` has the hashes of its accounts.
    ///
    /// # Errors
    /// The database's, or that a reporter could not be sealed.
    pub async fn write_town(
        &self,
        town: &Town,
        passwords: &HashMap<String, String>,
        seal: Seal<'_>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let users: Vec<user::Model> = town
            .users
            .iter()
            .map(|user| user::Model {
                password_hash: passwords.get(&user.username).cloned(),
                ..user.clone()
            })
            .collect();
        write!(&transaction, area, town.areas);
        write!(&transaction, user, users);
        write!(&transaction, grant, town.grants);
        write!(&transaction, category, town.categories);
        write!(&transaction, team, town.teams);
        write!(&transaction, team_member, town.team_members);
        write!(&transaction, place, town.places);
        write!(&transaction, case, town.cases);
        write!(&transaction, clock, town.clocks);
        write!(&transaction, handover, town.handovers);
        write!(&transaction, supervision, town.supervisions);
        write!(&transaction, coordination, town.coordinations);
        write!(&transaction, coordination_team, town.coordination_teams);
        write!(&transaction, mediation, town.mediations);
        write!(&transaction, mediation_session, town.mediation_sessions);
        write!(&transaction, mediation_session_mediator, town.mediation_session_mediators);
        write!(&transaction, emergency_entry, town.emergency_entries);
        write!(&transaction, reply, town.replies);
        write!(&transaction, follow_up, town.follow_ups);
        write!(&transaction, number_series, town.number_series);
        write!(&transaction, case_event, town.case_events);
        write!(&transaction, checklist, town.checklists);
        write!(&transaction, checklist_question, town.checklist_questions);
        write!(&transaction, check, town.checks);
        write!(&transaction, check_item, town.check_items);
        write_rounds(&transaction, town).await?;
        write_reporters(&transaction, town, seal).await?;
        let cases: Vec<uuid::Uuid> = town.cases.iter().map(|case| case.id).collect();
        write_documents(&transaction, &cases).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// What is found and walked, and who is on duty.
async fn write_rounds(transaction: &DatabaseTransaction, town: &Town) -> Result<(), StoreError> {
    write!(transaction, patrol_route, town.patrol_routes);
    write!(transaction, checkpoint, town.checkpoints);
    write!(transaction, checkpoint_term, town.checkpoint_terms);
    write!(transaction, patrol_visit, town.patrol_visits);
    write!(transaction, hazard, town.hazards);
    write!(transaction, hazard_event, town.hazard_events);
    write!(transaction, shift, town.shifts);
    write!(transaction, shift_member, town.shift_members);
    write!(transaction, shift_gap, town.shift_gaps);
    write!(transaction, duty_log_entry, town.duty_log_entries);
    Ok(())
}

async fn write_reporters(
    transaction: &DatabaseTransaction,
    town: &Town,
    seal: Seal<'_>,
) -> Result<(), StoreError> {
    let now = Utc::now().trunc_subsecs(0);
    for batch in town.reporters.chunks(BATCH) {
        let mut rows = Vec::with_capacity(batch.len());
        for (case, known) in batch {
            let text = serde_json::to_vec(known).map_err(|e| StoreError::Failed(e.to_string()))?;
            let sealed = seal(&super::sealed::reporter_context(*case), &text)?;
            rows.push(reporter::ActiveModel {
                case_id: Set(*case),
                sealed: Set(sealed.bytes),
                key_id: Set(sealed.key_id),
                created_at: Set(now),
                updated_at: Set(now),
                reachable: Set(true),
            });
        }
        reporter::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    }
    Ok(())
}
