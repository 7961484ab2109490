//! Numbers have no gaps and no doubles, however many register at once, are refused, or give up.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::Datelike;
use entity::case;
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::town::{Sent, Town, id, send};
use crate::support::{Asking, Backend, Dice, both, import};

/// How many register at once, and how often each.
const CLIENTS: u64 = 32;
const EACH: u64 = 6;

/// The instances that clients share: SQLite is one machine's.
async fn instances(town: &Town, backend: Backend) -> Vec<Arc<Asking>> {
    let mut instances = vec![Arc::clone(&town.asking)];
    if backend == Backend::Postgres {
        instances.push(town.another().await);
    }
    instances
}

/// The year of numbers given out now.
fn year() -> i32 {
    chrono::Utc::now().with_timezone(&chrono_tz::Asia::Shanghai).year()
}

/// The counts of a town's numbers, in order.
async fn counts(town: &Town, code: &str) -> Vec<u64> {
    let prefix = format!("{code}-{}-", year());
    let cases = case::Entity::find().all(town.desk.server.database.connection()).await.unwrap();
    let numbers = cases.iter().filter_map(|case| case.number.strip_prefix(&prefix));
    let mut counts: Vec<u64> = numbers.map(|count| count.parse().unwrap()).collect();
    counts.sort_unstable();
    counts
}

fn matter(area: Uuid) -> Value {
    json!({"title": "Noise", "description": "", "source": "PHONE", "areaId": id("area", area)})
}

#[derive(Default)]
struct Tally {
    made: usize,
    refused: usize,
    given_up: usize,
}

/// One client: registers, now and then what is refused, and now and then hangs up meanwhile.
async fn client(town: &Town, asking: &Asking, seed: u64) -> Tally {
    let mut dice = Dice::new(seed);
    let mut tally = Tally::default();
    for _ in 0..EACH {
        let (who, area) = *dice.pick(&[
            ("community", "3511"),
            ("town", "35111"),
            ("mill", "3512"),
            ("far", "3521"),
        ]);
        let mut input = matter(town.areas[area]);
        let is_wrong = dice.percent(20);
        if is_wrong {
            input["categoryId"] = json!("category_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b");
        }
        let sending = send(asking, town.people[who], "registerCase", &input);
        let patience = match dice.percent(30) {
            true => Duration::from_micros(dice.between(500, 40_000) as u64),
            false => Duration::from_secs(60),
        };
        match tokio::time::timeout(patience, sending).await {
            Err(_) => tally.given_up += 1,
            Ok(Ok(_)) => tally.made += 1,
            Ok(Err(error)) => {
                assert_eq!(error["code"], "INVALID_INPUT", "{error}");
                assert!(is_wrong);
                tally.refused += 1;
            }
        }
    }
    tally
}

both! {
    async fn whoever_is_refused_or_hangs_up_takes_no_number_with_them(backend: Backend) {
        let town = Town::open(backend).await;
        let instances = instances(&town, backend).await;
        let clients = (0..CLIENTS).map(|seed| {
            client(&town, &instances[seed as usize % instances.len()], seed)
        });
        let tallies = join_all(clients).await;
        let sum = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum::<usize>();
        let (made, refused, given_up) =
            (sum(|t| t.made), sum(|t| t.refused), sum(|t| t.given_up));
        println!("{backend:?}: {made} registered, {refused} refused, {given_up} hung up");
        assert!(made > 60 && refused > 10 && given_up > 5);
        let (one, other) = (counts(&town, "351").await, counts(&town, "352").await);
        let whole = one.len() + other.len();
        assert!((made..=made + given_up).contains(&whole), "{whole} cases");
        for counts in [one, other] {
            assert_eq!(counts, (1..=counts.len() as u64).collect::<Vec<_>>());
        }
        // What comes next goes on without a gap.
        town.send("town", "registerCase", &matter(town.areas["351"])).await.unwrap();
        let counts = counts(&town, "351").await;
        assert_eq!(counts, (1..=counts.len() as u64).collect::<Vec<_>>());
    }
}

both! {
    async fn the_count_goes_on_above_numbers_that_were_brought_over(backend: Backend) {
        let town = Town::open(backend).await;
        let year = year();
        let brought = format!(
            "number,title,area_code,received_at\n\
             351-{year}-000005,Old,3511,2026-01-05T08:00:00Z\n\
             351-{year}-000007,Older,3512,2026-01-05T08:00:00Z\n\
             351-{year}-H0009,A slip's,3512,2026-01-05T08:00:00Z\n\
             351-{year}-12,Short,3512,2026-01-05T08:00:00Z\n\
             3510-{year}-000004,Another town's,3512,2026-01-05T08:00:00Z\n"
        );
        import::cases(&town.desk.server.store, &brought, &town.desk.server.keys).await;
        let matter = matter(town.areas["3511"]);
        let sent = (0..8).map(|_| town.send("community", "registerCase", &matter));
        for sent in join_all(sent).await {
            sent.unwrap();
        }
        let cases = case::Entity::find().filter(case::Column::Title.eq("Noise"));
        let cases = cases.all(town.desk.server.database.connection()).await.unwrap();
        let numbers: BTreeSet<String> = cases.into_iter().map(|case| case.number).collect();
        let expected = [1, 2, 3, 4, 8, 9, 10, 11].map(|count| format!("351-{year}-{count:06}"));
        assert_eq!(numbers, BTreeSet::from(expected));
    }
}

both! {
    async fn one_request_sent_sixteen_times_at_once_makes_one_case(backend: Backend) {
        let town = Town::open(backend).await;
        let instances = instances(&town, backend).await;
        let mut input = matter(town.areas["3511"]);
        input["idempotencyKey"] = json!("once");
        let database = town.desk.server.database.connection();
        let before = case::Entity::find().count(database).await.unwrap();
        let sent = (0..16).map(|n: usize| {
            let asking = &instances[n % instances.len()];
            send(asking, town.people["community"], "registerCase", &input)
        });
        let made: Vec<Value> = join_all(sent).await.into_iter().map(Result::unwrap).collect();
        assert!(made.iter().all(|one| one["caseId"] == made[0]["caseId"]), "{made:?}");
        assert_eq!(case::Entity::find().count(database).await.unwrap(), before + 1);
        assert_eq!(counts(&town, "351").await, [1]);
    }
}

both! {
    async fn of_sixteen_who_saw_the_same_version_one_changes_it(backend: Backend) {
        let town = Town::open(backend).await;
        let instances = instances(&town, backend).await;
        let made = town.send("community", "registerCase", &matter(town.areas["3511"])).await;
        let input = json!({
            "id": made.unwrap()["caseId"], "expectedVersion": 1, "severity": "MAJOR",
            "categoryId": id("category", town.category),
        });
        let people = ["community", "town", "second", "above"];
        let sent = (0..16).map(|n: usize| {
            let asking = &instances[n % instances.len()];
            send(asking, town.people[people[n / 2 % people.len()]], "triageCase", &input)
        });
        let sent = join_all(sent).await;
        let (won, lost): (Vec<&Sent>, _) = sent.iter().partition(|sent| sent.is_ok());
        assert_eq!(won.len(), 1);
        let conflict = json!({"code": "CONFLICT", "presentVersion": 2});
        assert!(lost.iter().all(|lost| *lost == &Err(conflict.clone())), "{lost:?}");
    }
}
