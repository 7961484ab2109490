//! A role of a town's own, as an administrator adds one.

use chrono::Utc;
use entity::{casbin_rule, grant, policy_role, policy_version};
use sea_orm::{
    ActiveValue::NotSet, DatabaseConnection, EntityTrait, PaginatorTrait, Set,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use uuid::Uuid;

/// What a fire inspector of a town may do.
pub(crate) const FIRE_INSPECTOR: &[&str] = &[
    "area read any",
    "place read any",
    "check read any",
    "check plan any",
    "check answer any",
    "check sign any",
    "hazard read any",
    "hazard verify any",
];

/// Grants a role, at an area or everywhere.
pub(crate) async fn add_grant(
    connection: &DatabaseConnection,
    user: Uuid,
    role: &str,
    area: Option<Uuid>,
) {
    let row = grant::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(user),
        role: Set(role.to_owned()),
        area_id: Set(area),
        valid_from: Set(None),
        valid_until: Set(None),
        granted_by: Set(None),
        created_at: Set(Utc::now()),
        reason: Set(None),
    };
    grant::Entity::insert(row).exec_without_returning(connection).await.unwrap();
}

/// Adds a role with rules that say `object action relation`, as the next version of the policy.
pub(crate) async fn add_role(connection: &DatabaseConnection, name: &str, rules: &[&str]) {
    // SQLite would not wait for who writes where what was read is to be written next.
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = connection.begin_with_options(options).await.unwrap();
    let last = policy_version::Entity::find().count(&transaction).await.unwrap();
    let next = i64::try_from(last).unwrap() + 1;
    let version = policy_version::ActiveModel {
        version: Set(next),
        applied_at: Set(Utc::now()),
        applied_by: Set(None),
        reason: Set(format!("the town has {name}")),
        id: Set(Uuid::now_v7()),
        forced: Set(false),
        approved_by: Set(None),
        roles_added: Set(serde_json::json!([name]).to_string()),
        roles_removed: Set("[]".to_owned()),
    };
    policy_version::Entity::insert(version).exec_without_returning(&transaction).await.unwrap();
    let role = policy_role::ActiveModel {
        number: NotSet,
        id: Set(Uuid::now_v7()),
        name: Set(name.to_owned()),
        title: Set("消防检查员".to_owned()),
        title_en: Set(None),
        built_in: Set(false),
        added_in: Set(next),
        removed_in: Set(None),
    };
    policy_role::Entity::insert(role).exec_without_returning(&transaction).await.unwrap();
    let kept = casbin_rule::Entity::find().count(&transaction).await.unwrap();
    for (position, rule) in (i32::try_from(kept).unwrap() + 1..).zip(rules) {
        let [object, action, relation] = rule.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let text = |text: &str| Set(Some(text.to_owned()));
        let row = casbin_rule::ActiveModel {
            id: Set(position.into()),
            position: Set(position),
            ptype: Set("p".to_owned()),
            v0: text(&format!("role:{name}")),
            v1: text("*"),
            v2: text(object),
            v3: text(action),
            v4: text(relation),
            v5: text("allow"),
            area_id: Set(None),
            comment: Set(None),
            added_in: Set(next),
            removed_in: Set(None),
        };
        casbin_rule::Entity::insert(row).exec_without_returning(&transaction).await.unwrap();
    }
    transaction.commit().await.unwrap();
}
