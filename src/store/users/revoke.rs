//! A grant is taken back.

use entity::grant;
use sea_orm::{EntityTrait, ModelTrait};
use uuid::Uuid;

use crate::desk::refusal::Refusal;
use crate::policy::Action;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Target, must_be_sound, problem};

impl Store {
    /// Takes back a grant, whose id the target is, and with it what the user may do by it. What is
    /// made is the user that it was taken from.
    ///
    /// # Errors
    /// Why it was not done.
    #[expect(
        clippy::disallowed_methods,
        reason = "its user is judged before anything of it is told"
    )]
    pub async fn revoke_grant(&self, acting: Acting<'_>, target: Target, reason: String) -> Change {
        let mut renewed = None;
        let changing = Changing::begin(self, acting).await?.administering(&mut renewed).await?;
        let named = grant::Entity::find_by_id(target.record).one(&changing.transaction).await?;
        let named = named.ok_or(Refusal::NotFound)?;
        // The grant's own area is one of the places at which it is judged.
        let user = changing.take_user(named.user_id, Action::Grant).await?;
        must_be_sound(target.problems)?;
        let kept = user.grants.into_iter().find(|grant| grant.id == named.id);
        let kept = kept.ok_or(Refusal::NotFound)?;
        let rules = changing.store.rules_now().await?;
        let own = kept.user_id == acting.user();
        if own && changing.denies_something(&rules, &kept).await? {
            return Err(problem(
                "grantId",
                "this role also denies something: nobody frees themselves of that, a colleague does",
                "此角色同时含有禁止规则：不能自行解除，请由同事撤销",
            ));
        }
        let administered = changing.administered(rules).await?;
        let gone: grant::Model = kept.clone();
        kept.delete(&changing.transaction).await?;
        changing.must_leave_an_administrator(&administered, "grantId").await?;
        let user_id: Uuid = gone.user_id;
        changing.audit_grant("revoke", &grant::Model { reason: Some(reason), ..gone }).await?;
        changing.commit().await?;
        Ok(Made { record: user_id, ..Made::default() })
    }
}
