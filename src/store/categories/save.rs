//! Categories: new ones, and what is changed of those that there are.

use std::collections::HashMap;

use entity::category;
use sea_orm::{ActiveModelTrait, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use crate::desk::deadline::Limits;
use crate::desk::refusal::Refusal;
use crate::policy::{Action, EVERYWHERE, Object, Record, Standing};
use crate::read::problem::Problems;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Target, Turn, must_be_sound};

/// A category as it is to be.
#[derive(Debug)]
pub struct CategoryToSave {
    /// The category that is changed; none makes a new one, the last in their order.
    pub target: Option<Target>,
    /// Its code, unique.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// The wider category.
    pub parent: Option<Uuid>,
    /// How many days its SIMPLE, ORDINARY and MAJOR cases may take; those that are not given stay.
    pub days: [Option<i32>; 3],
    /// What is wrong with the input.
    pub problems: Problems,
}

/// The most days that a case may take.
const MOST_DAYS: i32 = 366;

/// What the input calls them.
const DAYS: [&str; 3] = ["simpleDays", "ordinaryDays", "majorDays"];

/// A category as the policy looks at it: it lies in no area.
struct AnyCategory;

impl Record for AnyCategory {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, _: &str) -> Option<Uuid> {
        None
    }
}

impl Store {
    /// Makes or changes a category. Clocks that run are not set anew: how long its cases may take
    /// counts for those that are set from now on.
    ///
    /// # Errors
    /// Why it was not done.
    #[expect(clippy::disallowed_methods, reason = "all who sign in may read categories")]
    pub async fn save_category(&self, acting: Acting<'_>, mut input: CategoryToSave) -> Change {
        let changing = Changing::begin(self, acting).await?;
        changing.take_turn(Turn::Categories).await?;
        let kept = category::Entity::find().all(&changing.transaction).await?;
        let mut problems = std::mem::take(&mut input.problems);
        let was = match &input.target {
            Some(target) => {
                let was = kept.iter().find(|kept| kept.id == target.record);
                Some(was.ok_or(Refusal::NotFound)?)
            }
            None => None,
        };
        let asked = (Object::Category, Action::Save);
        if !acting.grants.allows(asked, &AnyCategory, EVERYWHERE, Standing::Full) {
            return Err(Refusal::Forbidden(Object::Category, Action::Save).into());
        }
        if let (Some(target), Some(was)) = (&input.target, was) {
            target.must_be_as_seen(Object::Category, was.version)?;
        }
        must_fit(&input, &kept, &mut problems);
        let days = days_of(input.days, was, &mut problems);
        must_be_sound(problems)?;
        let last = kept.iter().map(|kept| kept.position).max().unwrap_or(0);
        let row = row(was, input, (days, last));
        match was {
            Some(was) => changing.update::<category::Entity>(was, &row).await?,
            None => {
                let new: category::ActiveModel = row.clone().into();
                category::Entity::insert(new.reset_all())
                    .exec_without_returning(&changing.transaction)
                    .await?;
            }
        }
        let detail = json!({
            "version": row.version, "simpleDays": row.simple_days,
            "ordinaryDays": row.ordinary_days, "majorDays": row.major_days,
        });
        let of = (Object::Category, row.id, None);
        changing.audit(acting.now, "save", of, Some(detail)).await?;
        changing.commit().await?;
        Ok(Made { record: row.id, ..Made::default() })
    }
}

/// Notes what is in the way of a category among those that there are.
fn must_fit(input: &CategoryToSave, kept: &[category::Model], problems: &mut Problems) {
    let own = input.target.as_ref().map(|target| target.record);
    if kept.iter().any(|other| other.code == input.code && Some(other.id) != own) {
        problems.add(
            "input.code",
            "another category has this code: a code is unique",
            "该编码已被另一类别使用：编码不得重复",
        );
    }
    let Some(parent) = input.parent else { return };
    let above: HashMap<Uuid, Option<Uuid>> =
        kept.iter().map(|kept| (kept.id, kept.parent_id)).collect();
    if !above.contains_key(&parent) {
        problems.add("input.parentId", "there is no such category", "没有这一类别");
    }
    let mut next = Some(parent);
    // However the parents stand, there are no more of them than categories.
    for _ in 0..=kept.len() {
        let Some(category) = next else { return };
        if Some(category) == own {
            problems.add(
                "input.parentId",
                "this is the category itself, or one below it",
                "不能选择该类别本身或其下级类别",
            );
            return;
        }
        next = above.get(&category).copied().flatten();
    }
}

/// How many days its cases may take, from the least severe on, with what is wrong with that.
fn days_of(
    given: [Option<i32>; 3],
    was: Option<&category::Model>,
    problems: &mut Problems,
) -> [i32; 3] {
    let known = was.map(|was| [was.simple_days, was.ordinary_days, was.major_days]);
    let known = known.unwrap_or_else(|| {
        let Limits { simple_days, ordinary_days, major_days } = Limits::default();
        [simple_days, ordinary_days, major_days]
            .map(|days| i32::try_from(days).unwrap_or(MOST_DAYS))
    });
    let mut least = 0;
    let mut all = known;
    for ((days, given), field) in all.iter_mut().zip(given).zip(DAYS) {
        *days = given.unwrap_or(*days);
        if (least..=MOST_DAYS).contains(days) {
            least = *days;
        } else {
            problems.add(
                format!("input.{field}"),
                format!("a number of days from {least} to {MOST_DAYS} belongs here"),
                format!("此处应为 {least} 至 {MOST_DAYS} 之间的天数"),
            );
        }
    }
    all
}

/// The category as it is kept from now on; `last` is the place of the last of them.
fn row(
    was: Option<&category::Model>,
    input: CategoryToSave,
    ([simple_days, ordinary_days, major_days], last): ([i32; 3], i32),
) -> category::Model {
    category::Model {
        id: was.map_or_else(Uuid::now_v7, |was| was.id),
        code: input.code,
        name: input.name,
        name_en: input.name_en,
        parent_id: input.parent,
        simple_days,
        ordinary_days,
        major_days,
        position: was.map_or(last.saturating_add(1), |was| was.position),
        version: was.map_or(1, |was| was.version + 1),
    }
}
