//! The role and the area that a grant names.

use entity::{area, policy_role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use strsim::damerau_levenshtein;
use uuid::Uuid;

use crate::read::problem::Problems;
use crate::store::change::{Changing, Unmade};

/// How many letters may be wrong in a word that is taken for another.
const MOST_WRONG: usize = 3;

/// How many letters of what is no role are said again.
const LONGEST_SHOWN: usize = 64;

/// Where a grant is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantedAt {
    /// In this area and all below it.
    Area(Uuid),
    /// Everywhere.
    Everywhere,
}

impl Changing<'_> {
    /// The area that a grant names, which nobody moves before this change is over; none where it
    /// holds everywhere, or where it is a problem.
    pub(super) async fn area_of_grant(
        &self,
        at: Option<GrantedAt>,
        problems: &mut Problems,
    ) -> Result<Option<area::Model>, Unmade> {
        let Some(GrantedAt::Area(id)) = at else { return Ok(None) };
        let area = self.held_area(id).await?.filter(|area| self.can_see_area(area));
        if area.is_none() {
            problems.add(
                "input.areaId",
                "this is no area in your sight",
                "此区域不在您的可见范围内",
            );
        }
        Ok(area)
    }

    /// Notes it where the policy has no such role, with the one that may have been meant.
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever may grant a role may know which there are"
    )]
    pub(super) async fn role_must_be_known(
        &self,
        role: &str,
        problems: &mut Problems,
    ) -> Result<(), Unmade> {
        let names: Vec<String> = policy_role::Entity::find()
            .select_only()
            .column(policy_role::Column::Name)
            .filter(policy_role::Column::RemovedIn.is_null())
            .order_by_asc(policy_role::Column::Number)
            .into_tuple()
            .all(&self.transaction)
            .await?;
        if names.iter().any(|name| name == role) {
            return Ok(());
        }
        let role: String = role.chars().take(LONGEST_SHOWN).collect();
        let meant = nearest(&role, &names);
        let en = meant.map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
        let zh = meant.map_or_else(String::new, |name| format!("；您是否想写 `{name}`？"));
        let all = names.join(", ");
        problems.add(
            "input.role",
            format!("there is no role `{role}`{en} (the roles are {all})"),
            format!("没有角色 `{role}`{zh}（现有角色：{all}）"),
        );
        Ok(())
    }
}

/// The name that is most like a word, if any is much like it.
fn nearest<'a>(word: &str, names: &'a [String]) -> Option<&'a str> {
    let wrong = |name: &&String| damerau_levenshtein(word, name);
    let name = names.iter().min_by_key(wrong)?;
    let most = MOST_WRONG.min(name.chars().count() / 2);
    (wrong(&name) <= most).then_some(name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_nearly_a_role_is_taken_for_it() {
        let names = ["group_leader", "analyst", "administrator"].map(str::to_owned);
        assert_eq!(nearest("groupleader", &names), Some("group_leader"));
        assert_eq!(nearest("administartor", &names), Some("administrator"));
        assert_eq!(nearest("role:analyst", &names), None);
        assert_eq!(nearest("mayor", &names), None);
        assert_eq!(nearest("mayor", &[]), None);
    }
}
