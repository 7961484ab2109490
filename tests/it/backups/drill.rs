//! The drill: a town is backed up under its writers, and is whole elsewhere.

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::Utc;
use serde_json::Value;
use wardbook::policy::lines_of_csv;

use super::place::{Place, all_open, cases, counts, town};
use crate::support::{Backend, Database, Installed, both, import, name};

/// The bytes of an archive, as they lie on the disk and as they are inside.
fn contents(archive: &std::path::Path) -> Vec<Vec<u8>> {
    let packed = std::fs::read(archive).unwrap();
    let unpacked = zstd::stream::decode_all(packed.as_slice()).unwrap();
    vec![packed, unpacked]
}

fn holds(content: &[u8], text: &[u8]) -> bool {
    memchr::memmem::find(content, text).is_some()
}

/// A member of an archive.
fn member(archive: &std::path::Path, name: &str) -> Vec<u8> {
    let unpacked = zstd::stream::decode_all(std::fs::File::open(archive).unwrap()).unwrap();
    let mut tar = tar::Archive::new(unpacked.as_slice());
    let mut members = tar.entries().unwrap().map(Result::unwrap);
    let mut member = members.find(|member| *member.path_bytes() == *name.as_bytes()).unwrap();
    let mut content = Vec::new();
    member.read_to_end(&mut content).unwrap();
    content
}

both! {
    async fn a_town_is_backed_up_under_its_writers_and_is_whole_elsewhere(backend: Backend) {
        let database = Database::fresh(backend).await;
        let installed = Installed::around(&database);
        let store = town(&database, &installed, 500).await;
        installed.done(&["key", "rotate", name(&installed.secret())]);
        let keys = installed.keys();
        store.note_of_keys("test", Value::Null, Utc::now()).await.unwrap();
        let archive = installed.file("backup");

        // Each batch is a case with its event and its reporter: none of them alone is in the backup.
        let done = AtomicBool::new(false);
        let writing = async {
            let mut from = 1_000;
            while !done.load(Ordering::Relaxed) {
                import::cases(&store, &cases(from, 3), &keys).await;
                store.note_of_keys("test", Value::Null, Utc::now()).await.unwrap();
                store.seal_audit(&keys, Utc::now()).await.unwrap();
                from += 3;
            }
            from - 1_000
        };
        let mut command = installed.command(&["backup", name(&archive)]);
        let backup = async {
            let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
            done.store(true, Ordering::Relaxed);
            output
        };
        let (written, output) = tokio::join!(writing, backup);
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert!(written > 0 && told.contains("The keys are not in it"), "{told}");
        let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&archive).unwrap());
        assert_eq!(mode & 0o777, 0o600);
        let left: Vec<_> = std::fs::read_dir(archive.parent().unwrap()).unwrap().flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with('.')).collect();
        assert!(left.is_empty(), "{left:?}");

        let secret = std::fs::read_to_string(installed.secret()).unwrap();
        for content in contents(&archive) {
            for line in secret.lines().filter(|line| line.contains("key") && line.contains(" = ")) {
                let key = line.split('"').nth(1).unwrap();
                assert!(!holds(&content, key.as_bytes()), "the archive holds a key");
            }
            assert!(!holds(&content, keys.token_signing()));
            assert!(!holds(&content, b"Reporter 1"), "and no name");
        }
        let manifest: Value = serde_json::from_slice(&member(&archive, "manifest.json")).unwrap();
        let policy = String::from_utf8(member(&archive, "policy.csv")).unwrap();
        let rules = manifest["snapshot"]["counts"]["casbin_rules"].as_u64().unwrap();
        assert_eq!(lines_of_csv(&policy).unwrap().len() as u64, rules);
        assert!(policy.contains("\np, role:group_leader, *, case, read, ordinary, allow\n"), "{policy}");
        assert_eq!(manifest["snapshot"]["kind"], backend.name());
        assert_eq!(manifest["snapshot"]["key_ids"], serde_json::json!([keys.newest_key()]));

        let place = Place::empty(backend).await;
        let before = place.counts().await;
        let told = place.installed.done(&["restore", name(&archive), "--dry-run"]);
        assert!(told.contains("it can be restored"), "{told}");
        assert_eq!(place.counts().await, before, "a dry run changes nothing");
        place.make_bare().await;
        let told = place.installed.done(&["restore", name(&archive)]);
        assert!(told.contains("now put the installation's secret file in its place"), "{told}");
        std::fs::copy(installed.secret(), place.installed.secret()).unwrap();
        if let Some(file) = place.file() {
            let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(file).unwrap());
            assert_eq!(mode & 0o777, 0o600);
        }
        let restored = place.connection().await;
        let there = counts(&restored).await;
        for (table, number) in &there {
            assert_eq!(manifest["snapshot"]["counts"][*table], *number, "{table}");
        }
        assert!(there["cases"] >= 500, "{there:?}");
        assert_eq!((there["cases"], there["cases"]), (there["reporters"], there["case_events"]));
        assert_eq!(all_open(&restored, &keys).await as i64, there["reporters"]);
        restored.close().await.unwrap();
        let files = std::fs::read_dir(place.installed.data().join("20261120")).unwrap();
        let files: Vec<String> = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        assert_eq!((files.len(), files.iter().filter(|text| text.starts_with("bytes")).count()), (3, 3));

        // The trail goes on where it was: what had no seal yet comes first.
        let restored = place.store().await;
        let unsealed = there["audit_entries"] - manifest["snapshot"]["counts"]["audit_seals"].as_i64().unwrap();
        let mut left = unsealed + 1;
        restored.note_of_keys("after", Value::Null, Utc::now()).await.unwrap();
        while left > 0 {
            left -= restored.seal_audit(&keys, Utc::now()).await.unwrap() as i64;
        }
        assert_eq!(left, 0);
        restored.close().await;
        let told = place.installed.done(&["verify"]);
        assert!(told.contains(&format!("{} sealed entries, 0 problems", there["audit_entries"] + 1)), "{told}");
    }
}
