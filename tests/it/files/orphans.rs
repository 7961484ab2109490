//! Files that nobody attached, and what was left half way, are gone after a day; nothing else is.

use std::fs::{File, FileTimes};
use std::time::{Duration, SystemTime};

use chrono::{TimeDelta, Utc};
use entity::file;
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;
use wardbook::files::Swept;

use super::sample::{pdf, photograph};
use super::{attach, body_of, id_of, kept, refused, send, sent_at};
use crate::support::{Backend, Server, both};

const DAY: Duration = Duration::from_secs(25 * 60 * 60);

/// Says of all that is kept that it was kept a day ago.
fn age_all(server: &Server) {
    for day in std::fs::read_dir(server.folder.path()).unwrap() {
        for file in std::fs::read_dir(day.unwrap().path()).unwrap() {
            let file = File::options().write(true).open(file.unwrap().path()).unwrap();
            let times = FileTimes::new().set_modified(SystemTime::now() - DAY);
            file.set_times(times).unwrap();
        }
    }
}

both! {
    async fn what_nobody_attached_is_forgotten_after_a_day(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("community").await;
        let mut sent = Vec::new();
        for _ in 0..4 {
            sent.push(id_of(&send(&server, &token, "a.jpg", &photograph()).await));
        }
        let [young, attached, forgotten, without_row] = sent[..] else { unreachable!() };
        let long_ago = Utc::now() - TimeDelta::hours(25);
        sent_at(&server, attached, long_ago).await;
        sent_at(&server, forgotten, long_ago).await;
        attach(&server, attached, "N-1", false).await;
        file::Entity::delete_by_id(without_row).exec(server.database.connection()).await.unwrap();
        age_all(&server);
        // A process that was killed while it wrote, a day ago and just now.
        let day = std::fs::read_dir(server.folder.path()).unwrap().next().unwrap().unwrap().path();
        let begun = day.join(format!("{}#1", Uuid::now_v7().simple()));
        std::fs::write(&begun, b"half").unwrap();
        let times = FileTimes::new().set_modified(SystemTime::now() - DAY);
        File::options().write(true).open(&begun).unwrap().set_times(times).unwrap();
        std::fs::write(day.join("now#1"), b"half").unwrap();
        std::fs::write(day.join("notes.txt"), b"somebody's").unwrap();

        let now = Utc::now();
        let (one, other) = tokio::join!(
            server.files.sweep(&server.store, now, Swept::Everything),
            server.files.sweep(&server.store, now, Swept::LastDays),
        );
        assert!(one.unwrap() + other.unwrap() >= 2, "also where two do so at once");
        let mut left = vec!["notes.txt".to_owned(), "now#1".to_owned()];
        for id in [young, attached] {
            left.extend(["", ".thumbnail"].map(|end| format!("{}{end}", id.simple())));
        }
        left.sort();
        assert_eq!(kept(&server), left);
        let rows = file::Entity::find().all(server.database.connection()).await.unwrap();
        let mut rows: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
        rows.sort();
        assert_eq!(rows, [young, attached]);
        assert_eq!(server.files.sweep(&server.store, now, Swept::Everything).await.unwrap(), 0);
    }
}

both! {
    async fn where_no_row_can_be_added_no_bytes_stay(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("community").await;
        let database = server.database.connection();
        database.execute_unprepared("alter table files rename to files_away").await.unwrap();
        let answer = refused(&server, &token, body_of("file", "a.pdf", &pdf())).await;
        assert_eq!(answer, (500, "INTERNAL".to_owned()));
        database.execute_unprepared("alter table files_away rename to files").await.unwrap();
        // Whether there is a row could not be told, so the bytes are left to the sweeper.
        age_all(&server);
        server.files.sweep(&server.store, Utc::now(), Swept::LastDays).await.unwrap();
        assert!(kept(&server).is_empty());

        let refuse = match backend {
            Backend::Sqlite => "create trigger no_files before insert on files begin select raise(abort, 'no'); end",
            Backend::Postgres => "alter table files add constraint no_files check (byte_length < 0)",
        };
        database.execute_unprepared(refuse).await.unwrap();
        let answer = refused(&server, &token, body_of("file", "a.jpg", &photograph())).await;
        assert_eq!(answer, (500, "INTERNAL".to_owned()));
        assert!(kept(&server).is_empty(), "{:?}", kept(&server));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_no_bytes_can_be_kept_no_row_is_added() {
    let server = Server::start(Backend::Sqlite).await;
    let (token, _) = server.login("community").await;
    // A file stands where the day's folder would.
    let day = Utc::now().format("%Y%m%d").to_string();
    std::fs::write(server.folder.path().join(day), b"in the way").unwrap();
    let answer = refused(&server, &token, body_of("file", "a.pdf", &pdf())).await;
    assert_eq!(answer, (503, "UNAVAILABLE".to_owned()));
    let rows = file::Entity::find().all(server.database.connection()).await.unwrap();
    assert!(rows.is_empty());
}
