//! A restore that is killed leaves the old database or the new one.

use std::time::{Duration, Instant};

use super::place::{Place, town};
use crate::support::{Backend, Database, Installed, both, name};

/// How often it is killed, at moments spread over the time that it takes.
const KILLS: u32 = 10;

both! {
    async fn a_restore_that_is_killed_leaves_the_old_town_or_the_new(backend: Backend) {
        let mut archives = Vec::new();
        for cases in [300, 700] {
            let database = Database::fresh(backend).await;
            let installed = Installed::around(&database);
            town(&database, &installed, cases).await.close().await;
            installed.done(&["backup", name(&installed.file("backup"))]);
            archives.push((installed, database));
        }
        let (old, new) = (archives[0].0.file("backup"), archives[1].0.file("backup"));
        let place = Place::empty(backend).await;
        place.installed.done(&["restore", name(&old)]);
        let begun = Instant::now();
        place.installed.done(&["restore", name(&old), "--force"]);
        let whole = begun.elapsed();
        let (mut stayed, mut came) = (0, 0);
        for kill in 0..KILLS {
            let mut child = place.installed.command(&["restore", name(&new), "--force"]).spawn().unwrap();
            tokio::time::sleep(whole * kill / (KILLS - 1)).await;
            child.kill().unwrap();
            child.wait().unwrap();
            // PostgreSQL may still be undoing, or finishing, what it was told.
            tokio::time::sleep(Duration::from_millis(200)).await;
            let counts = place.counts().await;
            match (counts["cases"], counts["reporters"], counts["case_events"]) {
                (300, 300, 300) => stayed += 1,
                (700, 700, 700) => {
                    came += 1;
                    place.installed.done(&["restore", name(&old), "--force"]);
                }
                other => panic!("neither the old town nor the new: {other:?}"),
            }
        }
        println!("killed {KILLS} times: the old town stayed {stayed} times, the new one came {came} times");
        assert!(stayed > 0);
        place.installed.done(&["restore", name(&new), "--force"]);
        assert_eq!(place.counts().await["cases"], 700);
    }
}
