//! What is not restored, and changes nothing.

use entity::file;
use sea_orm::EntityTrait;

use super::place::{Place, town};
use crate::support::{Backend, Database, Installed, both, name, postgres};

/// A backup of a small town.
async fn backup(backend: Backend, cases: usize) -> (Installed, Database) {
    let database = Database::fresh(backend).await;
    let installed = Installed::around(&database);
    town(&database, &installed, cases).await.close().await;
    installed.done(&["backup", name(&installed.file("backup"))]);
    (installed, database)
}

both! {
    async fn a_place_with_records_is_replaced_by_force_alone(backend: Backend) {
        let (one, _one) = backup(backend, 5).await;
        let (other, _other) = backup(backend, 9).await;
        let (one, other) = (one.file("backup"), other.file("backup"));
        let place = Place::empty(backend).await;
        place.installed.done(&["restore", name(&one)]);
        let told = place.installed.failed(&["restore", name(&other)]);
        assert!(told.contains("--force replaces it"), "{told}");
        assert_eq!(place.counts().await["cases"], 5);
        let told = place.installed.done(&["restore", name(&other), "--dry-run"]);
        assert!(told.contains("it can be restored by --force"), "{told}");

        // Nor by force while somebody serves it.
        let store = place.store().await;
        store.is_empty().await.unwrap();
        let told = place.installed.failed(&["restore", name(&other), "--force"]);
        assert!(told.contains("in use"), "{told}");
        store.close().await;
        assert_eq!(place.counts().await["cases"], 5);

        // The secret file in place is another installation's.
        wardbook::secret::make(&place.installed.secret()).unwrap();
        let told = place.installed.done(&["restore", name(&other), "--force"]);
        assert!(told.contains("is another installation's secret file"), "{told}");
        assert_eq!(place.counts().await["cases"], 9);
    }
}

both! {
    async fn what_is_no_whole_backup_changes_nothing(backend: Backend) {
        let (installed, _database) = backup(backend, 50).await;
        let whole = std::fs::read(installed.file("backup")).unwrap();
        let mut changed = whole.clone();
        let middle = changed.len() / 2;
        changed[middle..middle + 64].iter_mut().for_each(|byte| *byte ^= 1);
        let place = Place::empty(backend).await;
        let before = place.counts().await;
        for (kind, bytes) in [
            ("empty", &b""[..]),
            ("garbage", b"not a backup at all"),
            ("cut in half", &whole[..middle]),
            ("cut at its end", &whole[..whole.len() - 3]),
            ("changed", &changed),
        ] {
            let file = place.installed.file("broken");
            std::fs::write(&file, bytes).unwrap();
            for arguments in [&["restore", name(&file), "--force"][..], &["restore", name(&file), "--dry-run"]] {
                let told = place.installed.failed(arguments);
                assert!(told.contains("is not a whole backup"), "{kind}: {told}");
                assert_eq!(told.trim().lines().count(), 1, "{kind}: {told}");
            }
            assert_eq!(place.counts().await, before, "{kind}");
        }
        let told = place.installed.failed(&["restore", "/nowhere/backup"]);
        assert!(told.contains("/nowhere/backup: No such file"), "{told}");
    }
}

both! {
    async fn an_attachment_without_bytes_is_named(backend: Backend) {
        let database = Database::fresh(backend).await;
        let installed = Installed::around(&database);
        town(&database, &installed, 1).await.close().await;
        let missing = file::Entity::find().one(database.connection()).await.unwrap().unwrap().id;
        let bytes = installed.data().join("20261120").join(missing.simple().to_string());
        std::fs::remove_file(bytes).unwrap();
        let told = installed.failed(&["backup", name(&installed.file("backup"))]);
        assert!(told.contains("1 attachments have no bytes") && told.contains(&missing.to_string()), "{told}");
        assert!(!installed.file("backup").exists());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_another_database_is_refused_on_sqlite_and_on_postgres() {
    if postgres().is_none() {
        return;
    }
    for (from, to) in [(Backend::Sqlite, Backend::Postgres), (Backend::Postgres, Backend::Sqlite)] {
        let (installed, _database) = backup(from, 3).await;
        let place = Place::empty(to).await;
        let before = place.counts().await;
        let told = place.installed.failed(&["restore", name(&installed.file("backup")), "--force"]);
        let expected =
            format!("of a {} database, and --database-url names a {} one", from.name(), to.name());
        assert!(told.contains(&expected), "{told}");
        assert_eq!(place.counts().await, before);
    }
}

/// What is in the way of a restore, and must not be taken for a part of the new database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_database_and_a_log_that_was_left_over_make_room_on_sqlite() {
    let (installed, _database) = backup(Backend::Sqlite, 40).await;
    let archive = installed.file("backup");
    let place = Place::empty(Backend::Sqlite).await;
    let file = place.file().unwrap();
    let log = file.with_extension("db-wal");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&log, "what another database has left").unwrap();
    place.installed.done(&["restore", name(&archive)]);
    assert_eq!(place.counts().await["cases"], 40);

    let mut damaged = std::fs::read(&file).unwrap();
    damaged[3 * 4096..].fill(0xff);
    for there in [damaged.as_slice(), b"no database at all"] {
        std::fs::write(&file, there).unwrap();
        let told = place.installed.failed(&["restore", name(&archive)]);
        assert!(told.contains("something else is in the database's place"), "{told}");
        assert_eq!(std::fs::read(&file).unwrap(), there);
        place.installed.done(&["restore", name(&archive), "--force"]);
        assert_eq!(place.counts().await["cases"], 40);
    }
}
