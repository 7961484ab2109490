//! Somebody new works here, or forgot a password: both get one that is good once.

use entity::{area, refresh_token, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, SqlErr};
use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::held::path_of;
use crate::desk::refusal::Refusal;
use crate::policy::{Action, Object};
use crate::read::problem::Problems;
use crate::store::change::{Acting, Changing, Made, Target, Unmade, must_be_sound, problem};
use crate::store::{Store, StoreError};

/// Somebody new.
#[derive(Debug)]
pub struct NewUser {
    /// The name to sign in with, unique in the installation.
    pub username: String,
    /// The name that colleagues know.
    pub display_name: String,
    /// The telephone number at work.
    pub work_phone: Option<String>,
    /// The area where they work; none for the whole installation.
    pub area: Option<Uuid>,
    /// What is wrong with the input.
    pub problems: Problems,
}

/// A password that is good until the first sign-in, and its hash.
pub struct OneTimePassword {
    /// What it is.
    pub text: Zeroizing<String>,
    /// What is kept of it.
    pub hash: String,
}

/// Makes a password. It takes its time, and is called once it is certain that it is needed.
pub type MakePassword = fn() -> Result<OneTimePassword, StoreError>;

/// What was made, and the password that is told once.
pub type WithPassword = Result<(Made, Zeroizing<String>), Unmade>;

impl Store {
    /// Makes a user, who holds no role yet and must change the password at the first sign-in.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn create_user(
        &self,
        acting: Acting<'_>,
        input: NewUser,
        make: MakePassword,
    ) -> WithPassword {
        let NewUser { username, display_name, work_phone, area, mut problems } = input;
        let changing = Changing::begin(self, acting).await?;
        let id = Uuid::now_v7();
        let lies_in = match area {
            Some(_) => Some(changing.area_to_save_in(area, true, &mut problems).await?),
            None => None,
        };
        if !changing.may_with_user(Action::Create, id, path_of(lies_in.as_ref())) {
            return Err(Refusal::Forbidden(Object::User, Action::Create).into());
        }
        // The answer shows them.
        if !changing.may_with_user(Action::Read, id, path_of(lies_in.as_ref())) {
            return Err(Refusal::Forbidden(Object::User, Action::Read).into());
        }
        changing.username_must_be_free(&username, &mut problems).await?;
        must_be_sound(problems)?;
        let password = made(make).await?;
        let now = acting.now;
        let own = |level: fn(&area::Model) -> Option<Uuid>| lies_in.as_ref().and_then(level);
        let row = user::Model {
            id,
            username,
            display_name,
            work_phone,
            active: true,
            area_id: lies_in.as_ref().map(|area| area.id),
            province_id: own(|area| area.province_id),
            city_id: own(|area| area.city_id),
            district_id: own(|area| area.district_id),
            town_id: own(|area| area.town_id),
            community_id: own(|area| area.community_id),
            group_id: own(|area| area.group_id),
            password_hash: Some(password.hash),
            password_must_change: true,
            token_version: 1,
            created_at: now,
            updated_at: now,
        };
        let area = row.area_id;
        let new: user::ActiveModel = row.into();
        let new = user::Entity::insert(new.reset_all());
        new.exec_without_returning(&changing.transaction).await.map_err(taken)?;
        let detail = json!({"areaId": area});
        changing.audit(now, "create", (Object::User, id, area), Some(detail)).await?;
        changing.commit().await?;
        Ok((Made { record: id, ..Made::default() }, password.text))
    }

    /// Gives a user a new password, which must be changed at the next sign-in, and ends all of the
    /// user's sessions. Whoever is told it could sign in as them, so that they must be somebody who
    /// could grant what the user holds.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn reset_password(
        &self,
        acting: Acting<'_>,
        target: Target,
        make: MakePassword,
    ) -> WithPassword {
        let mut renewed = None;
        let changing = Changing::begin(self, acting).await?.administering(&mut renewed).await?;
        let held = changing.take_user(target.record, Action::Reset).await?;
        must_be_sound(target.problems)?;
        // It would be a way in that takes no knowledge of the present one, and outlives a token.
        if held.row.id == acting.user() {
            return Err(problem(
                "id",
                "nobody resets their own password: change it, or ask a colleague",
                "不能重置自己的密码：请修改密码，或由同事重置",
            ));
        }
        changing.must_match_powers_of(&held).await?;
        let password = made(make).await?;
        let row = user::Model {
            password_hash: Some(password.hash),
            password_must_change: true,
            token_version: held.row.token_version + 1,
            updated_at: held.row.updated_at.max(acting.now),
            ..held.row.clone()
        };
        changing.update::<user::Entity>(&held.row, &row).await?;
        changing.end_sessions(row.id).await?;
        changing.audit(acting.now, "reset", (Object::User, row.id, row.area_id), None).await?;
        changing.commit().await?;
        Ok((Made { record: row.id, ..Made::default() }, password.text))
    }
}

impl Changing<'_> {
    /// Revokes a user's refresh tokens; access tokens end with the token version that they carry.
    pub(super) async fn end_sessions(&self, user: Uuid) -> Result<(), Unmade> {
        refresh_token::Entity::update_many()
            .col_expr(refresh_token::Column::RevokedAt, Expr::value(self.acting.now))
            .filter(refresh_token::Column::UserId.eq(user))
            .filter(refresh_token::Column::RevokedAt.is_null())
            .exec(&self.transaction)
            .await?;
        Ok(())
    }

    #[expect(clippy::disallowed_methods, reason = "of others no more is told than the name")]
    async fn username_must_be_free(
        &self,
        username: &str,
        problems: &mut Problems,
    ) -> Result<(), Unmade> {
        // PostgreSQL refuses a text with this character, and no username has it.
        if username.contains('\0') {
            return Ok(());
        }
        let other = user::Entity::find().filter(user::Column::Username.eq(username));
        if other.one(&self.transaction).await?.is_some() {
            problems.add("input.username", TAKEN.0, TAKEN.1);
        }
        Ok(())
    }
}

/// The work is for no asynchronous task.
async fn made(make: MakePassword) -> Result<OneTimePassword, StoreError> {
    let password = tokio::task::spawn_blocking(make).await;
    password.map_err(|error| StoreError::Failed(format!("a password: {error}")))?
}

const TAKEN: (&str, &str) = (
    "somebody signs in by this name already: a username is unique in the installation",
    "该用户名已被使用：用户名在整个系统内唯一",
);

/// What a failure to write says, where somebody else took the name at the same time.
fn taken(error: DbErr) -> Unmade {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => problem("input.username", TAKEN.0, TAKEN.1),
        _ => error.into(),
    }
}
