//! A role goes while it is granted by a way that asks no administrator: an operator's command, an
//! import, or the claims of somebody who signs in.

use std::collections::HashMap;

use chrono::Utc;
use entity::grant;
use sea_orm::{ConnectionTrait, EntityTrait};
use wardbook::import::areas::Area;
use wardbook::import::users::{UserRecord, WantedGrant};
use wardbook::policy::change::{PolicyChange, RoleLine};
use wardbook::store::policies::{PolicyEdit, PolicyTexts};
use wardbook::store::{Arrival, ClaimedGrant, GrantTimes, PoolSettings, Store};

use crate::support::{Backend, Database, both};

const WALKER: &str = "walker";

#[derive(Debug, Clone, Copy)]
enum Way {
    Command,
    Import,
    Claims,
}

struct Town {
    database: Database,
    store: Store,
}

impl Town {
    async fn open(backend: Backend) -> Self {
        let database = Database::fresh(backend).await;
        let store = Store::open(database.url(), &PoolSettings::default()).await.unwrap();
        store.install_default_policy().await.unwrap();
        let town = Self { database, store };
        town.import(&[]).await.unwrap();
        town
    }

    /// Whether the policy has been changed so.
    async fn changes(&self, change: PolicyChange) -> bool {
        let (expected_version, _) = self.store.policy().await.unwrap();
        let reason = "for a trial".to_owned();
        let edit = PolicyEdit { expected_version, change, reason, ..PolicyEdit::default() };
        let texts = PolicyTexts::default();
        self.store.apply_policy_as_operator(Utc::now(), edit, &texts, false).await.is_ok()
    }

    async fn import(&self, roles: &[&str]) -> Result<(), String> {
        let everywhere = |role: &&str| WantedGrant { role: (*role).to_owned(), area_code: None };
        let record = UserRecord {
            line: 1,
            username: WALKER.to_owned(),
            display_name: "Wal".to_owned(),
            work_phone: None,
            grants: roles.iter().map(everywhere).collect(),
        };
        let imported =
            self.store.import_users(&[record], &HashMap::new(), &HashMap::new(), false).await;
        imported.map(|_| ()).map_err(|error| error.to_string())
    }

    /// Grants a role everywhere.
    async fn grants(&self, role: &str, way: Way) -> Result<(), String> {
        match way {
            Way::Command => {
                let walker = self.store.usernames().await.unwrap()[WALKER];
                let wanted = WantedGrant { role: role.to_owned(), area_code: None };
                let none = HashMap::<&str, &Area>::new();
                let times = GrantTimes::default();
                let granted = self.store.grant_role(walker, &wanted, &none, times).await;
                granted.map(|_| ()).map_err(|error| error.to_string())
            }
            Way::Import => self.import(&[role]).await,
            Way::Claims => {
                let arrival = Arrival {
                    issuer: "https://id.example.org".to_owned(),
                    subject: "1".to_owned(),
                    username: Some("wei".to_owned()),
                    display_name: None,
                    may_become_user: true,
                    grants: vec![ClaimedGrant { role: role.to_owned(), area_code: None }],
                };
                self.store.arrive(&arrival, Utc::now()).await.unwrap();
                Ok(())
            }
        }
    }

    async fn is_held(&self, role: &str) -> bool {
        let grants = grant::Entity::find().all(self.database.connection()).await.unwrap();
        grants.iter().any(|grant| grant.role == role)
    }
}

both! {
    async fn a_role_that_is_gone_by_then_is_granted_to_nobody(backend: Backend) {
        let town = Town::open(backend).await;
        for way in [Way::Command, Way::Import, Way::Claims] {
            let granted = town.grants("gone", way).await;
            match way {
                // Claims of what is not there are left out.
                Way::Claims => assert_eq!(granted, Ok(())),
                _ => assert_eq!(granted, Err("there is no role `gone` any more".to_owned()), "{way:?}"),
            }
            assert!(!town.is_held("gone").await, "{way:?}");
        }
    }
}

both! {
    /// Whichever comes first, the other sees it.
    async fn a_role_goes_or_is_granted_and_never_both(backend: Backend) {
        let town = Town::open(backend).await;
        for way in [Way::Command, Way::Import, Way::Claims] {
            for round in 0..12 {
                let name = format!("{way:?}_{round}").to_lowercase();
                let role = RoleLine { name: name.clone(), title: "短暂".to_owned(), title_en: None };
                let coming = PolicyChange { add_roles: vec![role], ..PolicyChange::default() };
                assert!(town.changes(coming).await);
                let going =
                    PolicyChange { remove_roles: vec![name.clone()], ..PolicyChange::default() };
                // A little later in each round, as long as the other is on its way.
                let grants = async {
                    for _ in 0..round * 2 {
                        town.database.connection().execute_unprepared("select 1").await.unwrap();
                    }
                    drop(town.grants(&name, way).await);
                };
                let (is_gone, ()) = tokio::join!(town.changes(going), grants);
                let is_held = town.is_held(&name).await;
                assert!(is_gone != is_held, "{name}: gone {is_gone}, held {is_held}");
            }
        }
    }
}
