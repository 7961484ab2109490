//! What administrators keep: the roles by name, who asked for and who approved a change, changes
//! that wait for a second administrator, and when a grant was last used.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, boolean, boolean_null, text, text_null,
    timestamp_with_time_zone as moment, timestamp_with_time_zone_null as moment_null, uuid,
    uuid_null,
};
use sea_orm_migration::sea_orm::{DbBackend, Statement, Value};
use uuid::Uuid;

use crate::columns::{ConstrainedColumns, add, id, remove};
use crate::listing::{create_all, drop_all, lookup, unique};

/// The roles that an installation starts with: the name, and its title in both languages.
const BUILT_IN: [(&str, &str, &str); 7] = [
    ("group_leader", "网格员", "Group leader"),
    ("community", "社区", "Community officer"),
    ("town_center", "镇综治中心", "Town center"),
    ("district_center", "区综治中心", "District center"),
    ("team_member", "工作组成员", "Team member"),
    ("analyst", "分析员", "Analyst"),
    ("administrator", "管理员", "Administrator"),
];

const TABLES: [&str; 4] = ["grant_uses", "pending_rules", "pending_changes", "policy_roles"];

/// The columns that tell, as JSON arrays, which roles a change adds and removes.
const ROLES: [&str; 2] = ["roles_added", "roles_removed"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        versions(manager).await?;
        roles(manager).await?;
        pending_changes(manager).await?;
        pending_rules(manager).await?;
        add(manager, "grants", &mut text_null("reason")).await?;
        grant_uses(manager).await?;
        name_roles(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &TABLES).await?;
        remove(manager, "grants", "reason").await?;
        let index = Index::drop().name("policy_versions_by_id").table("policy_versions").to_owned();
        manager.drop_index(index).await?;
        for column in ["id", "forced", "approved_by"].into_iter().chain(ROLES) {
            remove(manager, "policy_versions", column).await?;
        }
        Ok(())
    }
}

async fn versions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = "policy_versions";
    add(manager, table, &mut uuid_null("id")).await?;
    add(manager, table, boolean("forced").default(false)).await?;
    add(manager, table, &mut uuid_null("approved_by")).await?;
    for column in ROLES {
        add(manager, table, text(column).default("[]")).await?;
    }
    let connection = manager.get_connection();
    let backend = manager.get_database_backend();
    let kept = Statement::from_string(backend, "select version from policy_versions");
    for row in connection.query_all_raw(kept).await? {
        let version: i64 = row.try_get("", "version")?;
        let values: [Value; 2] = [Uuid::now_v7().into(), version.into()];
        let text = "update policy_versions set id = $1 where version = $2";
        connection.execute_raw(Statement::from_sql_and_values(backend, text, values)).await?;
    }
    create_all(manager, [unique(table, "policy_versions_by_id", &["id"])]).await
}

async fn roles(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("policy_roles")
                .col(big_pk_auto("number"))
                .col(uuid("id"))
                .col(text("name"))
                .col(text("title"))
                .col(text_null("title_en"))
                .col(boolean("built_in"))
                .col(big_integer("added_in"))
                .col(big_integer_null("removed_in"))
                .foreign_key(&mut version_key("added_in"))
                .foreign_key(&mut version_key("removed_in"))
                .take(),
        )
        .await?;
    let present = unique("policy_roles", "present_policy_roles_by_name", &["name"])
        .and_where(Expr::col("removed_in").is_null())
        .take();
    create_all(manager, [present]).await
}

fn version_key(column: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to("policy_versions", "version").take()
}

async fn pending_changes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("pending_changes")
                .col(id())
                .one_of("kind", &["POLICY", "GRANT"])
                .references("proposed_by", "users")
                .col(moment("proposed_at"))
                .col(text("reason"))
                // Of a change of the policy: what else it says than rules and links.
                .col(boolean("forced"))
                .col(text("roles_added").default("[]"))
                .col(text("roles_removed").default("[]"))
                // As they were asked for, with their titles.
                .col(text_null("new_roles"))
                // Of a grant.
                .may_reference("user_id", "users")
                .col(text_null("role"))
                .may_reference("area_id", "areas")
                .col(moment_null("valid_from"))
                .col(moment_null("valid_until"))
                .may_reference("decided_by", "users")
                .col(moment_null("decided_at"))
                .col(boolean_null("approved"))
                .col(text_null("decision_reason"))
                .take(),
        )
        .await?;
    let waiting = lookup("pending_changes", "waiting_changes_by_age", &["proposed_at", "id"])
        .and_where(Expr::col("decided_at").is_null())
        .take();
    create_all(manager, [waiting]).await
}

async fn pending_rules(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create()
        .table("pending_rules")
        .col(id())
        .references("change_id", "pending_changes")
        .col(big_integer("position"))
        // Whether it is to be added; otherwise it is to be removed.
        .col(boolean("added"))
        .one_of("ptype", &["p", "g"])
        .take();
    for value in ["v0", "v1", "v2", "v3", "v4", "v5"] {
        table.col(text_null(value));
    }
    table.may_reference("area_id", "areas").col(text_null("comment"));
    manager.create_table(table).await?;
    let of_change =
        lookup("pending_rules", "pending_rules_of_change", &["change_id", "position", "id"]);
    create_all(manager, [of_change]).await
}

async fn grant_uses(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let grant = ForeignKey::create()
        .from_col("grant_id")
        .to("grants", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take();
    manager
        .create_table(
            Table::create()
                .table("grant_uses")
                .col(uuid("grant_id").primary_key())
                .col(moment("last_used_at"))
                .foreign_key(&mut grant.clone())
                .take(),
        )
        .await
}

/// Names the roles of a policy that was there before they had names.
async fn name_roles(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let backend = manager.get_database_backend();
    let spoken_of = "select distinct subject from (\
         select v0 as subject from casbin_rules where removed_in is null \
         union select v1 from casbin_rules where removed_in is null and ptype = 'g') as spoken_of \
         order by subject";
    let rows = connection.query_all_raw(Statement::from_string(backend, spoken_of)).await?;
    let mut names = Vec::new();
    for row in rows {
        let subject: String = row.try_get("", "subject")?;
        names.extend(subject.strip_prefix("role:").map(str::to_owned));
    }
    let rank = |name: &String| BUILT_IN.iter().position(|known| known.0 == name);
    names.sort_by_key(|name| rank(name).unwrap_or(BUILT_IN.len()));
    for name in names {
        let known = BUILT_IN.iter().find(|known| known.0 == name);
        let (title, title_en) = match known {
            Some((_, title, title_en)) => (*title, Some((*title_en).to_owned())),
            None => (name.as_str(), None),
        };
        let values: [Value; 5] = [
            Uuid::now_v7().into(),
            name.as_str().into(),
            title.into(),
            title_en.into(),
            known.is_some().into(),
        ];
        let first = match backend {
            DbBackend::Postgres => "(select min(version) from policy_versions)::bigint",
            _ => "(select min(version) from policy_versions)",
        };
        let text = format!(
            "insert into policy_roles (id, name, title, title_en, built_in, added_in) \
             values ($1, $2, $3, $4, $5, {first})"
        );
        connection.execute_raw(Statement::from_sql_and_values(backend, text, values)).await?;
    }
    Ok(())
}
