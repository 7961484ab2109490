//! Subscriptions tell nothing of what is hidden: something happens to hidden records in one of the
//! worlds alone, then to others in both, and whoever may not see the first is told the same.

use std::sync::Arc;
use std::time::Duration;

use entity::{hazard, outbox};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook::error::Language;
use wardbook::schema::{Begun, Subscribed, Told};

use super::story::{SEER, Story, with};
use super::world::World;
use crate::support::request;
use crate::town::{global, hazard_stands};

/// Everything that a subscriber may select but for what is another one each time, of each kind, and
/// what is open of it.
const SUBSCRIPTIONS: [(&str, &str); 2] = [
    (CASE_CHANGED, r#"{"open": {"eq": true}}"#),
    (HAZARD_CHANGED, r#"{"status": {"in": ["FOUND", "RECTIFYING"]}, "overdue": {"eq": true}}"#),
];

const CASE_CHANGED: &str = "subscription($filter:CaseFilter){caseChanged(filter:$filter){__typename kind caseId case{number title status version events(first:100){nodes{kind note}} allowedActions attachments{fileName}} event{kind note}}}";

const HAZARD_CHANGED: &str = "subscription($filter:HazardFilter){hazardChanged(filter:$filter){__typename kind hazardId hazard{number description status overdue version responsibleUnit place{name} check{number} case{number} events(first:100){nodes{kind note}} allowedActions before{fileName} after{fileName}} event{kind note}}}";

/// How long nothing is waited for.
const A_WHILE: Duration = Duration::from_millis(400);

/// A world whose outbox is followed for as long as this lives.
struct Followed(tokio::task::JoinHandle<()>);

impl Drop for Followed {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn follow(world: &World) -> Followed {
    let engine = Arc::clone(&world.asking.engine);
    let followed = Followed(tokio::spawn(async move { engine.feed().run().await }));
    tokio::time::sleep(A_WHILE).await;
    followed
}

async fn subscribed(world: &World, viewer: Uuid, (document, filter): (&str, &Value)) -> Subscribed {
    let grants = world.asking.grants(viewer).await;
    let asked = request(document, json!({"filter": filter}));
    let begun = world.asking.engine.begin(grants, asked, None, false, Language::English).await;
    match begun {
        Begun::Subscription(subscribed) => subscribed,
        Begun::Answer(answer) => panic!("{answer:?}"),
    }
}

/// All that is told until nothing is for a while.
async fn heard(subscribed: &mut Subscribed) -> Vec<String> {
    let mut heard = Vec::new();
    while let Ok(Some(told)) = tokio::time::timeout(A_WHILE, subscribed.next()).await {
        match told {
            Told::Next { body, .. } => heard.push(String::from_utf8(body.to_vec()).unwrap()),
            Told::End(error) => heard.push(format!("{error:?}")),
        }
    }
    heard
}

/// How many changes of each kind there are to tell of.
async fn told_of(world: &World) -> [usize; 2] {
    let words = outbox::Entity::find().all(world.database.connection()).await.unwrap();
    ["case", "hazard"].map(|object| words.iter().filter(|word| word.object == object).count())
}

/// Somebody who sees everything adds a note to each of these cases.
async fn note(world: &World, seer: Uuid, cases: &[String]) {
    let add = "mutation($i:AddCaseNoteInput!){addCaseNote(input:$i){caseId}}";
    for case in cases {
        let asked = request(add, json!({"i": {"id": case, "text": "noted"}}));
        let answer = world.asking.ask(seer, asked).await;
        let code = &answer["errors"][0]["extensions"]["code"];
        // What is archived takes no note in either world.
        assert!(answer.get("errors").is_none() || code == "WRONG_STATE", "{answer}");
    }
}

/// These hazards are begun anew, each with word of it.
async fn begin(world: &World, hazards: &[hazard::Model]) {
    for hazard in hazards {
        let status = "RECTIFYING".to_owned();
        let row = hazard::Model { status, version: hazard.version + 1, ..hazard.clone() };
        hazard_stands(world.database.connection(), &row, "STARTED").await;
    }
}

/// Waits until whoever sees everything was told so many changes: where others' transactions still
/// run, nobody is told yet.
async fn is_told(seer: &mut Subscribed, changes: usize) {
    for _ in 0..changes {
        let told = tokio::time::timeout(Duration::from_secs(60), seer.next()).await;
        assert!(matches!(told, Ok(Some(Told::Next { .. }))), "whoever sees everything is told all");
    }
}

/// Whether these viewers, from whom these records are hidden, are told the same in both worlds; how
/// many changes they were told.
pub(super) async fn are_alike(story: &Story, viewers: &[&str], set: &[usize]) -> usize {
    // Of their own: what is done here would be seen by whoever asks the others.
    let own = set.iter().map(|n| &story.hidden[*n]);
    let without = &World::build(story.backend, &story.district).await;
    let world = &World::build(story.backend, &with(&story.district, own)).await;
    let _followed = (follow(without).await, follow(world).await);
    let seer = story.district.user(SEER);
    let rows = || set.iter().map(|n| &story.hidden[*n].rows);
    let hidden = rows().flat_map(|rows| &rows.cases);
    let hidden: Vec<String> = hidden.map(|case| global("case", case.id)).collect();
    let unsafe_here: Vec<hazard::Model> =
        rows().flat_map(|rows| rows.hazards.rows.clone()).collect();
    let others = story.district.cases.iter().filter(|case| case.is_open).take(12);
    let others: Vec<String> = others.map(|case| global("case", case.id)).collect();
    let nothing = json!(null);
    let (mut pairs, mut seeing) = (Vec::new(), Vec::new());
    for (document, open) in SUBSCRIPTIONS {
        let open: Value = serde_json::from_str(open).unwrap();
        for viewer in viewers {
            for filter in [&nothing, &open] {
                let user = story.district.user(viewer);
                let one = subscribed(without, user, (document, filter)).await;
                pairs.push((viewer, one, subscribed(world, user, (document, filter)).await));
            }
        }
        for world in [without, world] {
            seeing.push(subscribed(world, seer, (document, &nothing)).await);
        }
    }
    let before = [told_of(without).await, told_of(world).await];
    note(world, seer, &hidden).await;
    begin(world, &unsafe_here).await;
    for world in [without, world] {
        note(world, seer, &others).await;
        begin(world, &story.district.hazards.rows).await;
    }
    let after = [told_of(without).await, told_of(world).await];
    for (n, seer) in seeing.iter_mut().enumerate() {
        // Each of the worlds has a subscription of each kind, one after the other.
        let (world, kind) = (n % 2, n / 2);
        is_told(seer, after[world][kind] - before[world][kind]).await;
    }
    let mut told = 0;
    for (viewer, one, other) in &mut pairs {
        let (one, other) = tokio::join!(heard(one), heard(other));
        assert_eq!(one, other, "{viewer} is told of what is hidden");
        told += one.len();
    }
    told
}
