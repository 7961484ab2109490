//! Going back to what an earlier version of the policy held.

use super::Applied;
use super::apply::sound;
use super::expected::must_be_as_expected;
use super::judged::Look;
use super::kept::KeptPolicy;
use crate::error::{Message, Problem};
use crate::read::problem::Problems;
use crate::store::Store;
use crate::store::change::{Acting, Changing, Unmade, must_be_sound, problem};

/// An earlier version of the policy that is to hold again.
#[derive(Debug, Default)]
pub struct RollBack {
    /// The version whose content is to hold again.
    pub to_version: i64,
    /// The version that was seen.
    pub expected_version: i64,
    /// Why.
    pub reason: String,
    /// What is wrong with the rest of the input.
    pub problems: Problems,
}

impl Store {
    /// Makes a new version of the policy whose content is that of an earlier one. It is judged like
    /// any other change.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn roll_back_policy(
        &self,
        acting: Acting<'_>,
        input: RollBack,
    ) -> Result<Applied, Unmade> {
        let RollBack { to_version, expected_version, reason, problems } = input;
        let mut renewed = None;
        let changing = Changing::begin(self, acting).await?;
        changing.must_apply_somewhere()?;
        let changing = changing.administering(&mut renewed).await?;
        changing.must_apply_somewhere()?;
        let present = KeptPolicy::present(&changing.transaction).await?;
        present.must_be(expected_version)?;
        must_be_sound(problems)?;
        if to_version < 1 || to_version >= present.version {
            let last = present.version - 1;
            return Err(problem(
                "toVersion",
                format!("a version that was there before belongs here: one of 1 to {last}"),
                format!("此处应为曾经的版本：1 至 {last}"),
            ));
        }
        let earlier = KeptPolicy::read(&changing.transaction, to_version).await?;
        let earlier = earlier.map_err(|error| {
            problem(
                "toVersion",
                format!("version {to_version} cannot hold again: {error}"),
                format!("第 {to_version} 版不能恢复：{error}"),
            )
        })?;
        let change = present.policy.change_to(&earlier.policy);
        if change.is_empty() {
            return Err(problem(
                "toVersion",
                format!("the policy is as version {to_version} has it already"),
                format!("当前策略与第 {to_version} 版相同"),
            ));
        }
        let look = Look { earlier: Some(&earlier.policy), ..Look::at(&change) };
        let judged = changing.judged(&present, look).await?;
        let judged = judged.map_err(|problems| no_longer(problems, to_version));
        let judged = sound(judged, Problems::default(), str::to_owned)?;
        let after = &judged.changed.policy;
        must_be_as_expected(&changing.transaction, after, None, "toVersion").await?;
        let applied =
            changing.make(&present, judged, (&reason, false), ("roll_back", "toVersion")).await?;
        changing.commit().await?;
        Ok(applied)
    }
}

/// Why an earlier version cannot hold again, said at the argument that names it.
fn no_longer(problems: Vec<Problem>, version: i64) -> Vec<Problem> {
    let said = |problem: Problem| {
        let message = Message::new(
            format!("version {version} cannot hold again: {}", problem.message.en),
            format!("第 {version} 版不能恢复：{}", problem.message.zh),
        );
        Problem { field: "toVersion".to_owned(), message }
    };
    problems.into_iter().map(said).collect()
}
