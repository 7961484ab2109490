//! A change that another process makes in the tables is in effect within a second.

use std::sync::Arc;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use entity::{casbin_rule, grant, team, team_member, user};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};
use wardbook::policy::{Action, Authorizer, Grants, Object, Predicate};

use crate::support::{Backend, Server, both};

/// How long a change may take to be in effect.
const SECOND: Duration = Duration::from_secs(1);

struct Watched {
    server: Server,
    authorizer: Arc<Authorizer>,
    user: Uuid,
}

impl Watched {
    async fn start(backend: Backend) -> Self {
        let server = Server::start(backend).await;
        let authorizer = Arc::new(Authorizer::new(server.store.policy_source()));
        let watching = Arc::clone(&authorizer);
        tokio::spawn(async move { watching.watch().await });
        let user = server.store.usernames().await.unwrap()["leader"];
        Self { server, authorizer, user }
    }

    async fn grants(&self) -> Arc<Grants> {
        self.authorizer.grants(self.user).await.unwrap().unwrap()
    }

    async fn reads_cases(&self) -> bool {
        let nothing = Predicate::Any(Vec::new());
        self.grants().await.scope(Object::Case, Action::Read).condition() != nothing
    }

    async fn grant(
        &self,
        from: Option<chrono::DateTime<Utc>>,
        until: Option<chrono::DateTime<Utc>>,
    ) {
        let new = grant::ActiveModel {
            id: Set(Uuid::now_v7()),
            user_id: Set(self.user),
            role: Set("town_center".to_owned()),
            area_id: Set(None),
            valid_from: Set(from),
            valid_until: Set(until),
            granted_by: Set(None),
            created_at: Set(Utc::now()),
            reason: Set(None),
        };
        let connection = self.server.database.connection();
        grant::Entity::insert(new).exec_without_returning(connection).await.unwrap();
    }

    async fn revoke_all(&self) {
        let revoked = grant::Entity::delete_many().filter(grant::Column::UserId.eq(self.user));
        revoked.exec(self.server.database.connection()).await.unwrap();
    }
}

both! {
    async fn grants_rules_and_activity_given_and_taken(backend: Backend) {
        let watched = Watched::start(backend).await;
        let connection = watched.server.database.connection();
        assert!(watched.reads_cases().await);
        watched.revoke_all().await;
        tokio::time::sleep(SECOND).await;
        assert!(!watched.reads_cases().await, "a grant taken away");
        watched.grant(None, None).await;
        tokio::time::sleep(SECOND).await;
        assert!(watched.reads_cases().await, "a grant given");
        casbin_rule::Entity::update_many()
            .col_expr(casbin_rule::Column::RemovedIn, Expr::value(1_i64))
            .filter(casbin_rule::Column::V2.eq("case"))
            .exec(connection)
            .await
            .unwrap();
        tokio::time::sleep(SECOND).await;
        assert!(!watched.reads_cases().await, "rules removed");
        let raised = Expr::cust("token_version + 1");
        user::Entity::update_many()
            .col_expr(user::Column::TokenVersion, raised)
            .filter(user::Column::Id.eq(watched.user))
            .exec(connection)
            .await
            .unwrap();
        let before = watched.grants().await.token_version();
        tokio::time::sleep(SECOND).await;
        assert!(watched.grants().await.token_version() >= before);
        assert_eq!(watched.grants().await.token_version(), 2, "tokens of before are not good");
    }
}

both! {
    async fn a_membership_that_begins_and_ends(backend: Backend) {
        let watched = Watched::start(backend).await;
        let connection = watched.server.database.connection();
        let area = watched.server.store.areas().await.unwrap().into_iter().find(|a| a.code == "351").unwrap();
        let new = team::ActiveModel {
            id: Set(Uuid::now_v7()),
            name: Set("Patrol".to_owned()),
            kind: Set("PATROL".to_owned()),
            area_id: Set(area.id),
            unit: Set(false),
            version: Set(1),
            created_at: Set(Utc::now()),
            updated_at: Set(Utc::now()),
            ..Default::default()
        };
        let team_id = new.id.clone().unwrap();
        team::Entity::insert(new).exec_without_returning(connection).await.unwrap();
        watched.revoke_all().await;
        watched.server.store.import_users(&[], &Default::default(), &Default::default(), false).await.unwrap();
        let text = "insert into grants(id, user_id, role, created_at) select u.id, u.id, 'team_member', u.created_at from users u where u.username = 'leader'";
        connection.execute_unprepared(text).await.unwrap();
        let teams = async || {
            let scope = watched.grants().await.scope(Object::Case, Action::Read);
            format!("{:?}", scope.condition()).contains(&format!("{team_id:?}"))
        };
        tokio::time::sleep(SECOND).await;
        assert!(!teams().await);
        let member = team_member::ActiveModel {
            team_id: Set(team_id),
            user_id: Set(watched.user),
            joined_at: Set(Utc::now()),
            left_at: Set(None),
        };
        team_member::Entity::insert(member).exec_without_returning(connection).await.unwrap();
        tokio::time::sleep(SECOND).await;
        assert!(teams().await, "a member");
        team_member::Entity::update_many()
            .col_expr(team_member::Column::LeftAt, Expr::value(Utc::now()))
            .filter(team_member::Column::TeamId.eq(team_id))
            .exec(connection)
            .await
            .unwrap();
        tokio::time::sleep(SECOND).await;
        assert!(!teams().await, "who left is no member");
    }
}

both! {
    async fn a_grant_starts_and_ends_on_time(backend: Backend) {
        let watched = Watched::start(backend).await;
        watched.revoke_all().await;
        let now = Utc::now();
        let (from, until) = (now + TimeDelta::seconds(3), now + TimeDelta::seconds(5));
        watched.grant(Some(from), Some(until)).await;
        let at = |moment: chrono::DateTime<Utc>| async move {
            let left = (moment - Utc::now()).to_std().unwrap_or_default();
            tokio::time::sleep(left).await;
        };
        at(now + TimeDelta::milliseconds(2_000)).await;
        assert!(!watched.reads_cases().await, "not begun");
        at(from + TimeDelta::milliseconds(50)).await;
        assert!(watched.reads_cases().await, "begun");
        at(until + TimeDelta::milliseconds(50)).await;
        assert!(!watched.reads_cases().await, "over");
    }
}
