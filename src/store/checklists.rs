//! Checklists, in revisions: one that was asked is never changed, since the checks that asked it
//! keep it.

use chrono::{SubsecRound, Utc};
use entity::{checklist, checklist_question};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use super::connections::finish;
use super::{Store, StoreError};
use crate::import::Problems;
use crate::import::checklists::{self, ChecklistRecord, QuestionRecord};

/// What a file was to the checklist of its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revised {
    /// The revision that is current now.
    pub revision: i32,
    /// Whether it is a new one; else the last one says the same.
    pub is_new: bool,
}

impl Store {
    /// Makes a new revision of a checklist, unless the current one says the same. With `dry_run` it
    /// only tells what it would do.
    ///
    /// # Errors
    /// The database's; nothing is changed then.
    pub async fn import_checklist(
        &self,
        record: &ChecklistRecord,
        dry_run: bool,
    ) -> Result<Revised, StoreError> {
        let transaction = self.begin().await?;
        let revised = revise(&transaction, record).await?;
        finish(transaction, dry_run).await?;
        Ok(revised)
    }

    /// Writes those of the default checklists of whose code there is none.
    ///
    /// # Errors
    /// The database's; or a default checklist is refused, which a test of them makes impossible.
    pub async fn install_default_checklists(&self) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        for text in checklists::DEFAULTS {
            let mut problems = Problems::default();
            let Some(record) = checklists::parse(text, &mut problems) else {
                return Err(StoreError::Failed(format!("a default checklist: {problems}")));
            };
            if latest(&transaction, &record.code).await?.is_none() {
                revise(&transaction, &record).await?;
            }
        }
        transaction.commit().await?;
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "all who sign in may read checklists")]
async fn latest(
    transaction: &DatabaseTransaction,
    code: &str,
) -> Result<Option<checklist::Model>, StoreError> {
    let found = checklist::Entity::find()
        .filter(checklist::Column::Code.eq(code))
        .order_by_desc(checklist::Column::Revision)
        .one(transaction)
        .await?;
    Ok(found)
}

/// What a revision says.
#[expect(clippy::disallowed_methods, reason = "all who sign in may read checklists")]
async fn said_by(
    transaction: &DatabaseTransaction,
    revision: &checklist::Model,
) -> Result<ChecklistRecord, StoreError> {
    let questions = checklist_question::Entity::find()
        .filter(checklist_question::Column::ChecklistId.eq(revision.id))
        .order_by_asc(checklist_question::Column::Position)
        .all(transaction)
        .await?;
    let question = |row: checklist_question::Model| {
        let checklist_question::Model { code, text, text_en, must_pass, .. } = row;
        QuestionRecord { code, text, text_en, must_pass }
    };
    Ok(ChecklistRecord {
        code: revision.code.clone(),
        name: revision.name.clone(),
        name_en: revision.name_en.clone(),
        questions: questions.into_iter().map(question).collect(),
    })
}

async fn revise(
    transaction: &DatabaseTransaction,
    record: &ChecklistRecord,
) -> Result<Revised, StoreError> {
    let last = latest(transaction, &record.code).await?;
    if let Some(last) = &last
        && last.current
        && said_by(transaction, last).await? == *record
    {
        return Ok(Revised { revision: last.revision, is_new: false });
    }
    let revision = last.map_or(0, |last| last.revision) + 1;
    checklist::Entity::update_many()
        .col_expr(checklist::Column::Current, Expr::value(false))
        .filter(checklist::Column::Code.eq(record.code.as_str()))
        .filter(checklist::Column::Current.eq(true))
        .exec(transaction)
        .await?;
    let id = Uuid::now_v7();
    let row = checklist::ActiveModel {
        id: Set(id),
        code: Set(record.code.clone()),
        revision: Set(revision),
        name: Set(record.name.clone()),
        name_en: Set(record.name_en.clone()),
        current: Set(true),
        created_at: Set(Utc::now().trunc_subsecs(6)),
    };
    checklist::Entity::insert(row).exec_without_returning(transaction).await?;
    let questions = (1..).zip(&record.questions).map(|(position, question)| {
        let QuestionRecord { code, text, text_en, must_pass } = question.clone();
        checklist_question::ActiveModel {
            checklist_id: Set(id),
            position: Set(position),
            code: Set(code),
            text: Set(text),
            text_en: Set(text_en),
            must_pass: Set(must_pass),
        }
    });
    checklist_question::Entity::insert_many(questions).exec_without_returning(transaction).await?;
    Ok(Revised { revision, is_new: true })
}
