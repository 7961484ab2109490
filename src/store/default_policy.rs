//! The rules that a new installation starts with.

use chrono::{SubsecRound, Utc};
use entity::{casbin_rule, policy_role, policy_version};
use sea_orm::{EntityTrait, PaginatorTrait, Set};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::policy::{BUILT_IN, DEFAULT_RULES, Domain, Rules, lines_of_csv};

impl Store {
    /// Writes the default rules where there was never any policy. False if there was one.
    ///
    /// # Errors
    /// The database's; or a default rule is refused, which a test of the policy makes impossible.
    #[expect(clippy::disallowed_methods, reason = "whether there is a policy is no record")]
    pub async fn install_default_policy(&self) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        if policy_version::Entity::find().count(&transaction).await? > 0 {
            return Ok(false);
        }
        let version = policy_version::ActiveModel {
            version: Set(1),
            applied_at: Set(Utc::now().trunc_subsecs(0)),
            applied_by: Set(None),
            reason: Set("the default rules".to_owned()),
            id: Set(Uuid::now_v7()),
            forced: Set(false),
            approved_by: Set(None),
            roles_added: Set(serde_json::json!(BUILT_IN.map(|role| role.name)).to_string()),
            roles_removed: Set("[]".to_owned()),
        };
        policy_version::Entity::insert(version).exec_without_returning(&transaction).await?;
        let refused = |line: u64, error: &dyn std::fmt::Display| {
            StoreError::Failed(format!("policies/policy.csv, line {line}: {error}"))
        };
        let lines = lines_of_csv(DEFAULT_RULES).map_err(|(line, error)| refused(line, &error))?;
        let mut rules = Rules::default();
        let mut rows = Vec::new();
        for (position, (number, line)) in (1_i32..).zip(lines) {
            rules.add(&line, |_| None::<Domain>).map_err(|error| refused(number, &error))?;
            let mut fields = line.fields.into_iter().map(Some);
            let mut field = || Set(fields.next().flatten());
            rows.push(casbin_rule::ActiveModel {
                id: Set(i64::from(position)),
                position: Set(position),
                ptype: Set(line.ptype),
                v0: field(),
                v1: field(),
                v2: field(),
                v3: field(),
                v4: field(),
                v5: field(),
                area_id: Set(None),
                comment: Set(None),
                added_in: Set(1),
                removed_in: Set(None),
            });
        }
        let looped = |error| StoreError::Failed(format!("policies/policy.csv: {error}"));
        rules.must_not_loop().map_err(looped)?;
        let roles = BUILT_IN.iter().map(|role| policy_role::ActiveModel {
            id: Set(Uuid::now_v7()),
            name: Set(role.name.to_owned()),
            title: Set(role.title.to_owned()),
            title_en: Set(Some(role.title_en.to_owned())),
            built_in: Set(true),
            added_in: Set(1),
            removed_in: Set(None),
            ..Default::default()
        });
        policy_role::Entity::insert_many(roles).exec_without_returning(&transaction).await?;
        casbin_rule::Entity::insert_many(rows).exec_without_returning(&transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
