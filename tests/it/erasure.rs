//! Who brought a case is forgotten once the retention time is over, and nothing else is.

use chrono::{TimeDelta, Utc};
use entity::{audit_entry, case, case_event, file, party, reporter, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Set};
use uuid::Uuid;
use wardbook::store::party_context;

use crate::support::{Backend, Database, Installed, both, import};

const AREAS: &str = "code,parent_code,level,name\n1,,town,East\n";

/// Cases by number, days since they were closed, and the case that they were merged into.
const CASES: [(&str, Option<i64>, Option<&str>); 7] = [
    ("old", Some(2000), None),
    ("merged-into-old", Some(2000), Some("old")),
    ("merged-into-merged-into-open", Some(2000), Some("merged-into-open")),
    ("merged-into-open", Some(2000), Some("open")),
    ("young", Some(1000), None),
    ("open", None, None),
    ("reopened", None, None),
];

/// The cases, each with a reporter, two parties and two files, of which one is personal.
async fn fill(database: &Database, installed: &Installed) {
    let (store, keys) = (database.store().await, installed.keys());
    store.install_default_policy().await.unwrap();
    import::areas(&store, AREAS).await;
    import::users(
        &store,
        "username,display_name,role,area_code\nup,Up,community,1\n",
        &Default::default(),
    )
    .await;
    let mut text = "number,title,area_code,received_at,status,closed_at,reporter_name\n".to_owned();
    for (number, closed, _) in CASES {
        let at = |days: i64| (Utc::now() - TimeDelta::days(days)).format("%Y-%m-%dT%H:%M:%SZ");
        let (status, closed) = closed.map_or_else(
            || ("IN_PROGRESS", String::new()),
            |days| ("ARCHIVED", at(days).to_string()),
        );
        text.push_str(&format!("{number},Title,1,{},{status},{closed},Reporter\n", at(3000)));
    }
    import::cases(&store, &text, &keys).await;
    store.close().await;
    let connection = database.connection();
    let folder = installed.data();
    std::fs::create_dir_all(&folder).unwrap();
    let uploader = user::Entity::find().one(connection).await.unwrap().unwrap().id;
    let cases = case::Entity::find().all(connection).await.unwrap();
    let id_of = |number: &str| cases.iter().find(|case| case.number == number).unwrap().id;
    for (number, _, merged) in CASES {
        let case = id_of(number);
        if let Some(into) = merged {
            let into = Expr::value(id_of(into));
            let update = case::Entity::update_many().col_expr(case::Column::MergedIntoId, into);
            update.filter(case::Column::Id.eq(case)).exec(connection).await.unwrap();
        }
        for personal in [true, false] {
            let (party, attachment) = (Uuid::now_v7(), Uuid::now_v7());
            let sealed = keys.seal(&party_context(party), b"{}").unwrap();
            let row = party::ActiveModel {
                id: Set(party),
                case_id: Set(case),
                sealed: Set(sealed.bytes),
                key_id: Set(sealed.key_id),
                created_at: Set(Utc::now()),
            };
            party::Entity::insert(row).exec_without_returning(connection).await.unwrap();
            let row = file::ActiveModel {
                id: Set(attachment),
                file_name: Set("scan.pdf".to_owned()),
                masked_name: Set(None),
                media_type: Set("application/pdf".to_owned()),
                byte_length: Set(5),
                sha256: Set(String::new()),
                has_thumbnail: Set(false),
                uploaded_by_id: Set(uploader),
                uploaded_at: Set(Utc::now()),
                case_id: Set(Some(case)),
                personal: Set(personal),
                attached_at: Set(Some(Utc::now())),
                ..Default::default()
            };
            file::Entity::insert(row).exec_without_returning(connection).await.unwrap();
            let day = folder.join(Utc::now().format("%Y%m%d").to_string());
            std::fs::create_dir_all(&day).unwrap();
            std::fs::write(day.join(attachment.simple().to_string()), "bytes").unwrap();
            let event = case_event::ActiveModel {
                id: Set(Uuid::now_v7()),
                case_id: Set(case),
                kind: Set("ATTACHED".to_owned()),
                at: Set(Utc::now()),
                attachment_id: Set(Some(attachment)),
                ..Default::default()
            };
            case_event::Entity::insert(event).exec_without_returning(connection).await.unwrap();
        }
    }
}

both! {
    async fn expired_cases_lose_their_persons_and_stay(backend: Backend) {
        let database = Database::fresh(backend).await;
        let installed = Installed::around(&database);
        fill(&database, &installed).await;
        let connection = database.connection();
        let folder = installed.data();
        let numbers = async || {
            let reporters = reporter::Entity::find().count(connection).await.unwrap();
            let parties = party::Entity::find().count(connection).await.unwrap();
            let files = file::Entity::find().count(connection).await.unwrap();
            let days = std::fs::read_dir(&folder).unwrap();
            let kept = days.map(|day| std::fs::read_dir(day.unwrap().path()).unwrap().count());
            (reporters, parties, files, kept.sum::<usize>())
        };
        let told = installed.done(&["erase-expired", "--dry-run"]);
        assert!(told.contains("2 reporters, 4 parties and 2 personal files of 2 cases"), "{told}");
        assert_eq!(numbers().await, (7, 14, 14, 14));
        let told = installed.done(&["erase-expired"]);
        assert!(told.contains("erased: 2 reporters, 4 parties and 2 personal files of 2 cases"), "{told}");
        assert_eq!(numbers().await, (5, 10, 12, 12));
        let kept = reporter::Entity::find().all(connection).await.unwrap();
        let kept: Vec<Uuid> = kept.into_iter().map(|reporter| reporter.case_id).collect();
        let cases = case::Entity::find().all(connection).await.unwrap();
        assert_eq!(cases.len(), CASES.len(), "the cases stay");
        for case in &cases {
            let is_erased = ["old", "merged-into-old"].contains(&case.number.as_str());
            assert_eq!(kept.contains(&case.id), !is_erased, "{}", case.number);
        }
        let events = case_event::Entity::find().filter(case_event::Column::Kind.eq("ATTACHED"));
        assert_eq!(events.count(connection).await.unwrap(), 14, "and so do their timelines");

        let of_reporters = audit_entry::Entity::find().filter(audit_entry::Column::Object.ne("user"));
        let entries = of_reporters.all(connection).await.unwrap();
        let area = cases[0].area_id;
        assert_eq!(entries.len(), 2);
        for entry in &entries {
            assert_eq!((entry.action.as_str(), entry.object.as_str()), ("erase", "reporter"));
            assert_eq!((entry.actor_id, entry.area_id), (None, Some(area)));
            assert!(cases.iter().any(|case| Some(case.id) == entry.record_id));
            assert!(!entry.detail.as_ref().unwrap().contains("Reporter"), "{entry:?}");
        }
        let told = installed.done(&["erase-expired"]);
        assert!(told.contains("erased: 0 reporters, 0 parties and 0 personal files of 0 cases"), "{told}");
        // Another retention time, and a merged case once what it was merged into is closed for as long.
        let told = installed.done(&["erase-expired", "--reporter-retention-days", "900", "--dry-run"]);
        assert!(told.contains("1 reporters, 2 parties and 1 personal files of 1 cases"), "{told}");
        connection.execute_unprepared(
            "update cases set status = 'ARCHIVED', is_open = false, closed_at = '2020-01-01T00:00:00+00:00' where number = 'open'",
        ).await.unwrap();
        let told = installed.done(&["erase-expired"]);
        assert!(told.contains("3 reporters, 6 parties and 3 personal files of 3 cases"), "{told}");
        assert_eq!(installed.run(&["erase-expired", "--reporter-retention-days", "0"]).0, Some(1));
    }
}
