//! Answers to a check's questions, kept from the field until it is signed.

use std::collections::HashMap;

use entity::check_item;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::desk::check::action::CheckAction;
use crate::desk::private::masked;
use crate::read::problem::Problems;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Target, Unmade, must_be_sound};

/// An answer to a question.
#[derive(Debug)]
pub struct Answer {
    /// The question's code in the checklist.
    pub code: String,
    /// The answer.
    pub passed: bool,
    /// What was seen.
    pub note: Option<String>,
}

/// Answers to some of a check's questions.
#[derive(Debug)]
pub struct Answers {
    /// The check.
    pub target: Target,
    /// In any order; each replaces what was answered before.
    pub answers: Vec<Answer>,
}

impl Store {
    /// Keeps answers before the check is signed.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn save_check_answers(&self, acting: Acting<'_>, input: Answers) -> Change {
        let Answers { target, answers } = input;
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take_check(&target, CheckAction::SaveAnswers).await?;
        let mut problems = target.problems;
        let was = changing.items(held.row.id).await?;
        let items = merged(&was, answers, &mut problems);
        must_be_sound(problems)?;
        changing.write_items(&was, &items).await?;
        changing.write_check(&mut held, ("answer", "SAVE_ANSWERS")).await?;
        changing.commit().await?;
        Ok(Made { record: held.row.id, ..Made::default() })
    }
}

impl Changing<'_> {
    /// The questions of a check in hand, with their answers so far.
    #[expect(clippy::disallowed_methods, reason = "the check is judged before")]
    pub(super) async fn items(&self, check: Uuid) -> Result<Vec<check_item::Model>, Unmade> {
        let items = check_item::Entity::find()
            .filter(check_item::Column::CheckId.eq(check))
            .order_by_asc(check_item::Column::Position)
            .all(&self.transaction)
            .await?;
        Ok(items)
    }

    pub(super) async fn write_items(
        &self,
        was: &[check_item::Model],
        items: &[check_item::Model],
    ) -> Result<(), Unmade> {
        for (was, item) in was.iter().zip(items) {
            self.update::<check_item::Entity>(was, item).await?;
        }
        Ok(())
    }
}

/// A check's questions with these answers in the place of those before.
pub(super) fn merged(
    was: &[check_item::Model],
    answers: Vec<Answer>,
    problems: &mut Problems,
) -> Vec<check_item::Model> {
    let mut items = was.to_vec();
    let mut answered: HashMap<String, usize> = HashMap::new();
    for (i, answer) in answers.into_iter().enumerate() {
        let Answer { code, passed, note } = answer;
        let field = || format!("input.answers[{i}].code");
        let Some(item) = items.iter_mut().find(|item| item.code == code) else {
            let codes: Vec<&str> = was.iter().map(|item| item.code.as_str()).collect();
            problems.add(
                field(),
                format!("the checklist asks no such question; it asks {}", codes.join(", ")),
                format!("检查表中没有此项；现有各项为 {}", codes.join("、")),
            );
            continue;
        };
        if let Some(first) = answered.insert(code, i) {
            problems.add(
                field(),
                format!("this question is answered already by answers[{first}]: answer each once"),
                format!("此项已由 answers[{first}] 作答：每项只答一次"),
            );
        }
        item.passed = Some(passed);
        item.masked_note = note.as_deref().and_then(masked);
        item.note = note;
    }
    items
}
