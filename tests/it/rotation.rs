//! Sealing keys are rotated under servers that go on.

use std::sync::Arc;
use std::time::SystemTime;

use chrono::Utc;
use entity::{audit_entry, case, party, reporter};
use sea_orm::{EntityTrait, Set};
use uuid::Uuid;
use wardbook::secret::{KNOWN_AFTER, KeyRing, Keys, Sealed};
use wardbook::store::{Store, party_context, reporter_context};

use crate::support::{Backend, Database, Installed, both, import, name};

const AREAS: &str = "code,parent_code,level,name\n1,,town,East\n";

/// A database with so many reported cases, each with a party, sealed under these keys.
async fn sealed(database: &Database, keys: &Keys, number: usize) -> Store {
    let store = database.store().await;
    import::areas(&store, AREAS).await;
    let mut cases = "number,title,area_code,received_at,reporter_name\n".to_owned();
    for n in 0..number {
        cases.push_str(&format!("N-{n},Title,1,2026-11-01T08:00:00Z,Reporter {n}\n"));
    }
    import::cases(&store, &cases, keys).await;
    for case in case::Entity::find().all(database.connection()).await.unwrap() {
        let id = Uuid::now_v7();
        let Sealed { key_id, bytes } =
            keys.seal(&party_context(id), format!("Party of {}", case.number).as_bytes()).unwrap();
        let row = party::ActiveModel {
            id: Set(id),
            case_id: Set(case.id),
            sealed: Set(bytes),
            key_id: Set(key_id),
            created_at: Set(Utc::now()),
        };
        party::Entity::insert(row).exec_without_returning(database.connection()).await.unwrap();
    }
    store
}

/// How many texts open, and the keys that seal them.
async fn opened(database: &Database, open: impl Fn(&str, &Sealed) -> bool) -> (usize, Vec<String>) {
    let connection = database.connection();
    let (mut number, mut keys) = (0, std::collections::BTreeSet::new());
    let reporters = reporter::Entity::find().all(connection).await.unwrap().into_iter();
    let reporters = reporters.map(|r| (reporter_context(r.case_id), r.key_id, r.sealed));
    let parties = party::Entity::find().all(connection).await.unwrap().into_iter();
    let parties = parties.map(|p| (party_context(p.id), p.key_id, p.sealed));
    for (context, key_id, bytes) in reporters.chain(parties) {
        keys.insert(key_id.clone());
        number += usize::from(open(&context, &Sealed { key_id, bytes }));
    }
    (number, keys.into_iter().collect())
}

both! {
    async fn a_rotation_seals_everything_anew_and_forgets_the_old_key(backend: Backend) {
        let database = Database::fresh(backend).await;
        let installed = Installed::around(&database);
        let secret = installed.secret();
        let before = installed.keys();
        sealed(&database, &before, 450).await.close().await;
        // A server that goes on through all of it.
        let serving = Arc::new(KeyRing::of_file(&secret).unwrap());

        let told = installed.done(&["key", "rotate", name(&secret), "--dry-run"]);
        assert!(told.contains(&format!("key {}, the newest: 900 texts", before.newest_key())), "{told}");
        let told = installed.done(&["key", "rotate", name(&secret)]);
        assert!(told.contains("450 reporters, 450 parties"), "{told}");
        let after = installed.keys();
        let all = opened(&database, |context, sealed| after.open(context, sealed).is_ok()).await;
        assert_eq!(all, (900, vec![after.newest_key().to_owned()]));
        let open = |context: &str, sealed: &Sealed| serving.open(context, sealed).is_ok();
        assert_eq!(opened(&database, open).await.0, 900, "whoever serves opens them too");
        assert!(opened(&database, |context, sealed| before.open(context, sealed).is_ok()).await.0 == 0);

        // The old key is kept until every server knows the new one.
        let told = installed.failed(&["key", "rotate", name(&secret), "--forget-old"]);
        assert!(told.contains("try again in"), "{told}");
        let file = std::fs::File::options().append(true).open(&secret).unwrap();
        file.set_modified(SystemTime::now() - KNOWN_AFTER * 2).unwrap();
        let told = installed.done(&["key", "rotate", name(&secret), "--forget-old"]);
        assert!(told.contains(&format!("forgotten: {}", before.newest_key())), "{told}");
        assert_eq!(installed.keys().key_ids().collect::<Vec<_>>(), [after.newest_key()]);
        assert_eq!(opened(&database, open).await.0, 900);

        let entries = audit_entry::Entity::find().all(database.connection()).await.unwrap();
        let mut actions: Vec<_> = entries.iter().map(|e| (e.action.as_str(), e.object.as_str())).collect();
        actions.sort_unstable();
        assert_eq!(actions, [("forget", "key"), ("rotate", "key")]);
    }
}

both! {
    async fn a_rotation_that_was_stopped_goes_on_where_it_was(backend: Backend) {
        let database = Database::fresh(backend).await;
        let installed = Installed::around(&database);
        let secret = installed.secret();
        let before = installed.keys();
        let store = sealed(&database, &before, 20).await;
        wardbook::secret::add_key(&secret).unwrap();
        let after = installed.keys();
        // One row was sealed anew, one does not open, and the rest is as it was.
        let rows = reporter::Entity::find().all(database.connection()).await.unwrap();
        let anew = after.seal(&reporter_context(rows[0].case_id), b"{}").unwrap();
        for (row, bytes, key_id) in [
            (&rows[0], anew.bytes, anew.key_id),
            (&rows[1], rows[2].sealed.clone(), rows[1].key_id.clone()),
        ] {
            let changed = reporter::ActiveModel {
                case_id: Set(row.case_id), sealed: Set(bytes), key_id: Set(key_id), ..Default::default()
            };
            reporter::Entity::update(changed).exec(database.connection()).await.unwrap();
        }
        let told = installed.failed(&["key", "rotate", name(&secret), "--resume"]);
        assert!(told.contains("18 reporters, 20 parties"), "{told}");
        assert!(told.contains(&reporter_context(rows[1].case_id)), "{told}");
        assert_eq!(installed.keys().newest_key(), after.newest_key(), "no key was added");
        let all = store.sealed_by_key().await.unwrap();
        assert_eq!((all[before.newest_key()], all[after.newest_key()]), (1, 39));
        // A key that seals something is never forgotten.
        let file = std::fs::File::options().append(true).open(&secret).unwrap();
        file.set_modified(SystemTime::now() - KNOWN_AFTER * 2).unwrap();
        installed.failed(&["key", "rotate", name(&secret), "--forget-old"]);
        assert_eq!(installed.keys().key_ids().count(), 2);
    }
}
