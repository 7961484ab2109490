//! New tokens.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{api_token, api_token_area, area};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, Set,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::desk::refusal::Refusal;
use crate::policy::{Action, AreaRef, Domain, Grants, Level, Narrowing, Object, TokenHash};
use crate::read::problem::Problems;
use crate::store::audit::{self, AuditEntry};
use crate::store::change::{
    Acting, Change, Changing, Made, SecondAdministrator, Unmade, must_be_sound,
};
use crate::store::{Store, StoreError};

/// The longest life of a token: a year.
pub const LONGEST_LIFE: TimeDelta = TimeDelta::days(366);

/// The most tokens of one user that are good at a time.
const MOST: u64 = 100;

/// A token as it is to be.
#[derive(Debug)]
pub struct NewToken {
    /// Whom it acts for; the actor where that is left open.
    pub user: Option<Uuid>,
    /// What people call it.
    pub name: String,
    /// The words that say what it may do; none: all that need not be named.
    pub scope: Option<Vec<String>>,
    /// The areas that it is confined to; of none: wherever its owner may.
    pub areas: Vec<Uuid>,
    /// Good until just before this moment.
    pub expires_at: DateTime<Utc>,
    /// Under which it is kept.
    pub hash: TokenHash,
    /// What is wrong with the input.
    pub problems: Problems,
}

impl Store {
    /// Makes a token.
    ///
    /// # Errors
    /// Why it was not made.
    pub async fn create_token(&self, acting: Acting<'_>, mut input: NewToken) -> Change {
        let mut renewed = None;
        let changing = Changing::begin(self, acting).await?.administering(&mut renewed).await?;
        let own = acting.user();
        let owner = changing.owner(input.user.unwrap_or(own)).await?;
        let owner = owner.filter(|owner| changing.can_see_owner(owner));
        let owner = owner.ok_or(Refusal::NotFound)?;
        let asked = (Object::Token, Action::Create);
        if !changing.may_everywhere(&owner, asked) {
            return Err(Refusal::Forbidden(asked.0, asked.1).into());
        }
        let areas = changing.areas_of_token(&mut input).await?;
        let narrowing = narrowing(input.scope.as_deref(), &areas);
        let asked = (Object::Policy, Action::Apply);
        // Nobody gets by another's token what they could not grant to themselves.
        if owner.id != own && narrowing.administers() && !changing.may_everywhere(&owner, asked) {
            return Err(Refusal::Forbidden(asked.0, asked.1).into());
        }
        if owner.id != own && narrowing.administers() && changing.could_decide(owner.id).await? {
            input.problems.add(
                "input.scope",
                "this user administers, and may be asked to decide what others propose: they make themselves a token that administers",
                "该用户拥有管理权限，可能需要审批他人提出的变更：此类令牌须由其本人创建",
            );
        }
        if !owner.active {
            input.problems.add(
                "input.userId",
                "this user was deactivated, and a token of theirs would be good for nothing",
                "该用户已停用，其令牌无法使用",
            );
        }
        if let Some(by) = acting.grants.token() {
            within_its_maker(&mut input, &narrowing, (&by.narrowing, by.expires_at));
        }
        changing.must_be_few(owner.id, &mut input.problems).await?;
        must_be_sound(std::mem::take(&mut input.problems))?;
        let entry = (acting.now, Some(own), owner.area);
        let record = insert(&changing.transaction, &input, owner.id, entry).await?;
        changing.commit().await?;
        Ok(Made { record, ..Made::default() })
    }

    /// Makes a token at the operator's own word.
    ///
    /// # Errors
    /// The database's.
    pub async fn add_token(
        &self,
        user: Uuid,
        input: NewToken,
        now: DateTime<Utc>,
    ) -> Result<Uuid, StoreError> {
        let transaction = self.begin().await?;
        let id = insert(&transaction, &input, user, (now, None, None)).await?;
        transaction.commit().await?;
        Ok(id)
    }
}

impl Changing<'_> {
    /// The areas that a token is to be confined to, all of them in the actor's sight.
    async fn areas_of_token(&self, input: &mut NewToken) -> Result<Vec<area::Model>, Unmade> {
        let mut areas = Vec::with_capacity(input.areas.len());
        for (n, id) in input.areas.iter().enumerate() {
            match self.held_area(*id).await?.filter(|area| self.can_see_area(area)) {
                Some(area) => areas.push(area),
                None => input.problems.add(
                    format!("input.areaIds[{n}]"),
                    "this is no area in your sight",
                    "此区域不在您的可见范围内",
                ),
            }
        }
        Ok(areas)
    }

    /// Whether a user could decide, as the second administrator, what the actor may not decide alone.
    async fn could_decide(&self, user: Uuid) -> Result<bool, Unmade> {
        if self.acting.second_administrator == SecondAdministrator::Off {
            return Ok(false);
        }
        let grants = self.acting.authorizer.grants_of_now(user).await;
        let grants = grants.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let decides = [(Object::Policy, Action::Apply), (Object::User, Action::Grant)];
        let may = |grants: &Grants| decides.iter().any(|of| grants.may_somewhere(of.0, of.1));
        Ok(grants.is_some_and(|grants| may(&grants)))
    }

    #[expect(clippy::disallowed_methods, reason = "no more is told than that there are too many")]
    async fn must_be_few(&self, user: Uuid, problems: &mut Problems) -> Result<(), Unmade> {
        let good = api_token::Entity::find()
            .filter(api_token::Column::UserId.eq(user))
            .filter(api_token::Column::RevokedAt.is_null())
            .filter(api_token::Column::ExpiresAt.gt(self.acting.now));
        if good.count(&self.transaction).await? >= MOST {
            problems.add(
                "input.userId",
                format!("this user has {MOST} good tokens already: revoke some first"),
                format!("该用户已有 {MOST} 个有效令牌：请先撤销一些"),
            );
        }
        Ok(())
    }
}

fn narrowing(scope: Option<&[String]>, areas: &[area::Model]) -> Narrowing {
    let domains = areas.iter().filter_map(|area| {
        let level = Level::from_name(&area.level)?;
        Some(Domain::Area(AreaRef { id: area.id, level, path: area.path.as_str().into() }))
    });
    Narrowing::new(scope, (!areas.is_empty()).then(|| domains.collect()))
}

/// A token makes none that could do more than itself, nor for longer.
fn within_its_maker(
    input: &mut NewToken,
    narrowing: &Narrowing,
    (maker, until): (&Narrowing, DateTime<Utc>),
) {
    if !maker.contains(narrowing) {
        input.problems.add(
            "input.scope",
            "a token makes no other one that may do more than itself",
            "令牌不能创建权限大于自身的令牌",
        );
    }
    if input.expires_at > until {
        input.problems.add(
            "input.expiresAt",
            "a token makes no other one that is good for longer than itself",
            "令牌不能创建有效期长于自身的令牌",
        );
    }
}

async fn insert(
    transaction: &DatabaseTransaction,
    input: &NewToken,
    user: Uuid,
    (now, by, area): (DateTime<Utc>, Option<Uuid>, Option<Uuid>),
) -> Result<Uuid, DbErr> {
    let id = Uuid::now_v7();
    let scope = input.scope.as_ref().map(|words| Value::from(words.clone()).to_string());
    let row = api_token::ActiveModel {
        id: Set(id),
        name: Set(input.name.clone()),
        user_id: Set(user),
        created_by: Set(by),
        created_at: Set(now),
        expires_at: Set(input.expires_at),
        revoked_at: Set(None),
        last_used_at: Set(None),
        scope: Set(scope),
        token_hash: Set(hex::encode(input.hash)),
    };
    api_token::Entity::insert(row).exec_without_returning(transaction).await?;
    for area in input.areas.iter().collect::<std::collections::BTreeSet<_>>() {
        let row = api_token_area::ActiveModel { token_id: Set(id), area_id: Set(*area) };
        api_token_area::Entity::insert(row).exec_without_returning(transaction).await?;
    }
    let detail = json!({
        "user": user,
        "scope": input.scope,
        "areas": input.areas,
        "expires_at": input.expires_at,
    });
    let entry = AuditEntry {
        at: now,
        actor: by,
        action: Action::Create.as_str(),
        object: Object::Token.as_str(),
        record: Some(id),
        area,
        detail: Some(detail),
    };
    audit::append(transaction, entry).await?;
    Ok(id)
}
