//! Whatever is changed, removed, put in or put elsewhere is found by its entry.

use chrono::{TimeDelta, Utc};
use sea_orm::ConnectionTrait;
use wardbook::secret::Keys;

use super::trail::{Trail, seal, verify, write};
use crate::support::{Backend, Database, both};

both! {
    async fn the_trail_is_append_only(backend: Backend) {
        let database = Database::fresh(backend).await;
        let (store, keys) = (database.store().await, Keys::generate().unwrap());
        write(&database, 3).await;
        seal(&store, &keys, 3, Utc::now()).await;
        for table in ["audit_entries", "audit_seals"] {
            for statement in ["delete from", "update"] {
                let rest = match (statement, table) {
                    ("update", "audit_seals") => " set key_id = 'x'",
                    ("update", _) => " set action = 'x'",
                    _ => "",
                };
                let text = format!("{statement} {table}{rest}");
                let refused = database.connection().execute_unprepared(&text).await.unwrap_err();
                assert!(refused.to_string().contains("append-only"), "{text}: {refused}");
            }
        }
    }
}

both! {
    async fn a_changed_column_is_found_in_its_entry_alone(backend: Backend) {
        let null = "null";
        for (column, value) in [
            ("at", "'2026-01-01T00:00:00Z'"), ("action", "'read'"), ("object", "'reporter'"),
            ("record_id", null), ("detail", "'{}'"),
        ] {
            let trail = Trail::sealed(backend).await;
            let third = trail.id(13);
            trail.tamper(&format!("update audit_entries set {column} = {value} where id = {third}")).await;
            trail.is_found(&[("changed", 13)]).await;
        }
    }
}

both! {
    async fn swapped_contents_are_found_in_both_entries(backend: Backend) {
        let trail = Trail::sealed(backend).await;
        let (one, other) = (trail.id(4), trail.id(7));
        trail.tamper(&format!(
            "update audit_entries set action = case when id = {one} then 'action-6' else 'action-3' end \
             where id in ({one}, {other})"
        )).await;
        trail.is_found(&[("changed", 4), ("changed", 7)]).await;
    }
}

both! {
    async fn seals_that_changed_places_are_found(backend: Backend) {
        let trail = Trail::sealed(backend).await;
        // The seals of 5 and 12 change their places, as far as their sequences go.
        trail.tamper("update audit_seals set sequence = -5 where sequence = 5; \
                      update audit_seals set sequence = 5 where sequence = 12; \
                      update audit_seals set sequence = 12 where sequence = -5").await;
        let (findings, _) = verify(&trail.store, &trail.keys, None).await;
        let at = |sequence: usize| format!("sequence {sequence},");
        for sequence in [5, 12] {
            let named = |f: &String| f.starts_with("reordered") && f.contains(&at(sequence));
            assert!(findings.iter().any(named), "{sequence} in {findings:#?}");
        }
    }
}

both! {
    async fn a_removed_entry_is_found_with_its_seal_and_without(backend: Backend) {
        let trail = Trail::sealed(backend).await;
        trail.tamper(&format!("delete from audit_entries where id = {}", trail.id(9))).await;
        trail.is_found(&[("removed", 9)]).await;
        trail.tamper("delete from audit_seals where sequence = 9").await;
        trail.is_found(&[("removed: the seal of", 9)]).await;
        // The seals behind it are renumbered, as if there had been no gap.
        trail.tamper("update audit_seals set sequence = -sequence where sequence > 9; \
                      update audit_seals set sequence = -sequence - 1 where sequence < 0").await;
        let (findings, _) = verify(&trail.store, &trail.keys, None).await;
        assert!(findings.iter().any(|f| f.starts_with("reordered")), "{findings:#?}");
    }
}

both! {
    async fn an_entry_put_into_the_past_is_found(backend: Backend) {
        let trail = Trail::sealed(backend).await;
        let (column, value, place) = match backend {
            Backend::Sqlite => ("rowid", "-1", "x'01900000000070008000000000000001'"),
            Backend::Postgres => ("transaction_id", "1", "'01900000-0000-7000-8000-000000000001'"),
        };
        let insert = |column: &str, value: &str, place: &str, at: &str| format!(
            "insert into audit_entries (id, at, action, object, {column}) values ({place}, '{at}', 'x', 'y', {value})"
        );
        trail.tamper(&insert(column, value, place, "2026-01-01T00:00:00+00:00")).await;
        // No sweep makes it a part of the chain.
        assert_eq!(trail.store.seal_audit(&trail.keys, Utc::now()).await.unwrap(), 0);
        let (findings, _) = verify(&trail.store, &trail.keys, None).await;
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert!(findings[0].starts_with("inserted: entry 01900000-0000-7000-8000-000000000001"), "{findings:#?}");

        // One that only gives a time of the past is sealed, and gives itself away by that.
        let trail = Trail::sealed(backend).await;
        trail.tamper(&insert("detail", "null", place, "2026-01-01T00:00:00+00:00")).await;
        let later = Utc::now() + TimeDelta::seconds(5);
        seal(&trail.store, &trail.keys, 1, later).await;
        let (findings, _) = verify(&trail.store, &trail.keys, None).await;
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert!(findings[0].contains("sequence 21, gives the time 2026-01-01"), "{findings:#?}");
    }
}

both! {
    async fn a_tail_that_was_cut_off_is_found_by_a_head_that_was_noted(backend: Backend) {
        let trail = Trail::sealed(backend).await;
        trail.tamper(&format!("delete from audit_entries where id in ({}, {})", trail.id(19), trail.id(20))).await;
        trail.tamper("delete from audit_seals where sequence > 18").await;
        trail.is_found(&[]).await;
        let (findings, _) = verify(&trail.store, &trail.keys, Some(trail.head)).await;
        assert_eq!(findings, ["removed: the chain ends at sequence 18, and the noted head was 20"]);
        // Nor does it help to let the trail grow over the cut.
        write(&trail.database, 5).await;
        seal(&trail.store, &trail.keys, 5, Utc::now()).await;
        let (findings, _) = verify(&trail.store, &trail.keys, Some(trail.head)).await;
        assert_eq!(findings, ["replaced: the seal of sequence 20 is not the noted head"]);
    }
}
