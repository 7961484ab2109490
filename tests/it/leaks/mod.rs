//! Nothing leaks: in two worlds that are equal but for what a viewer may not see, every answer is
//! equal, byte for byte.
//!
//! The documents are worked out from the schema, so that a new field, argument, operator or order
//! is asked for as soon as it is there, or the test says what it cannot ask. A world has a hidden
//! record of each kind at once; where an answer differs, each is tried alone, to name it.
//! Each viewer asks one half of the documents on SQLite and the other on PostgreSQL.
//! `WARDBOOK_VIEWERS=community,analyst` asks as these alone, and everything, `WARDBOOK_PATHS=1` prints every path.

mod access;
mod aims;
mod calls;
mod compare;
mod documents;
mod filters;
mod hidden;
mod http;
mod judged;
mod malformed;
mod mutations;
mod neighbours;
mod paths;
mod people;
mod policy;
mod records;
mod rounds;
mod schema;
mod select;
mod standing;
mod story;
mod subscriptions;
mod variables;
mod world;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::StreamExt;
use wardbook::policy::Object;

use compare::compare;
use documents::Document;
use story::{SEER, Story, with};
use world::World;

use crate::support::{Backend, both};

/// One for each level and role, and some who hold nothing, no longer or not yet.
const VIEWERS: [&str; 12] = [
    "group_leader",
    "community",
    "ferry",
    "town_center",
    "district_center",
    "team_member",
    "analyst",
    "administrator",
    "several",
    "former",
    "coming",
    "nobody",
];

/// All of them, unless the environment chooses some.
fn viewers() -> Vec<&'static str> {
    let chosen = std::env::var("WARDBOOK_VIEWERS").ok();
    let is_chosen = |name: &str| {
        chosen.as_ref().is_none_or(|chosen| chosen.split(',').any(|known| known == name))
    };
    VIEWERS.into_iter().filter(|name| is_chosen(name)).collect()
}

/// The one of them who reads the policy.
const POLICY_READER: &str = "administrator";

/// What a viewer asks on this database.
fn asked_by<'a>(story: &'a Story, name: &str) -> Vec<&'a Document> {
    let own = |document: &&Document| !document.of_all || name != POLICY_READER;
    if std::env::var_os("WARDBOOK_VIEWERS").is_some() {
        return story.documents.iter().filter(own).collect();
    }
    let half = usize::from(story.backend == Backend::Postgres);
    let place = VIEWERS.iter().position(|known| *known == name).unwrap();
    let here = |(n, _): &(usize, &Document)| (n + place) % 2 == half;
    let asked = story.documents.iter().enumerate().filter(here).map(|(_, document)| document);
    asked.filter(own).collect()
}

/// How many viewers are answered at a time.
const AT_ONCE: usize = 3;

/// Fewer than these would say little: paths of the schema, calls, documents, pairs of a viewer and
/// a record that the viewer may not see, and documents that are answered with data.
const FLOORS: [(&str, usize); 5] = [
    ("paths", 900),
    ("calls", 1_400),
    ("documents", 120),
    ("viewers times hidden records", 120),
    ("documents answered with data", 600),
];

/// One after another, all who may not see these records are asked in both worlds; the number of
/// documents that were answered with data.
async fn unseen_by(
    story: Arc<Story>,
    without: Arc<World>,
    set: Vec<usize>,
    viewers: Vec<&'static str>,
) -> usize {
    let hidden = || set.iter().map(|n| &story.hidden[*n]);
    let world = World::build(story.backend, &with(&story.district, hidden())).await;
    let told = subscriptions::are_alike(&story, &viewers, &set).await;
    println!("{viewers:?} were told {told} changes");
    let mut answered = 0;
    for name in viewers {
        let viewer = story.district.user(name);
        mutations::are_alike(&story, name, &without, &world).await;
        match compare(&without, &world, viewer, asked_by(&story, name)).await {
            Ok(with_data) => answered += with_data,
            Err(difference) => {
                let shown = difference.shown(story.backend, &story.district, viewer, hidden());
                let shown = shown.await;
                panic!("{name} can tell that there is {shown:?}: {}", difference.tell());
            }
        }
    }
    answered
}

both! {
    async fn nothing_tells_of_what_is_hidden(backend: Backend) {
        let story = Arc::new(Story::begin(backend).await);
        let without = Arc::new(World::build(backend, &story.district).await);
        let paths = story.paths();
        story.sees(&without).await;
        let viewers = viewers();
        let all = viewers.len() == VIEWERS.len();
        let unseen = judged::hidden_from(&story.district, &story.hidden, &viewers).await;
        let seen = judged::hidden_from(&story.district, &story.hidden, &[SEER]).await;
        assert!(seen[0].is_empty(), "{SEER} may see everything");
        let pairs = unseen.iter().map(Vec::len).sum();
        for (n, one) in story.hidden.iter().enumerate() {
            let from_some = unseen.iter().any(|set| set.contains(&n));
            assert!(from_some || !all, "{} is hidden from nobody", one.name);
        }
        let mut by_set: BTreeMap<Vec<usize>, Vec<&'static str>> = BTreeMap::new();
        for (viewer, set) in viewers.iter().zip(unseen) {
            assert!(set.iter().any(|n| story.hidden[*n].guard.object == Object::Case));
            by_set.entry(set).or_default().push(*viewer);
        }
        let asking = futures_util::stream::iter(by_set).map(|(set, viewers)| {
            tokio::spawn(unseen_by(Arc::clone(&story), Arc::clone(&without), set, viewers))
        });
        let mut answered = 0;
        let mut asking = asking.buffer_unordered(AT_ONCE);
        while let Some(asked) = asking.next().await {
            match asked {
                Ok(with_data) => answered += with_data,
                Err(panic) => std::panic::resume_unwind(panic.into_panic()),
            }
        }
        let calls = story.documents.iter().map(|document| document.calls.len()).sum();
        if std::env::var_os("WARDBOOK_PATHS").is_some() {
            paths.iter().for_each(|path| println!("{path}"));
        }
        println!("{}", paths::summary(&story.schema, &paths));
        println!(
            "{calls} calls in {} documents, asked by {} viewers from whom {} records are hidden \
             in {pairs} pairs; {answered} documents answered with data",
            story.documents.len(), viewers.len(), story.hidden.len(),
        );
        let counted = [paths.len(), calls, story.documents.len(), pairs, answered];
        for ((what, least), count) in FLOORS.into_iter().zip(counted) {
            assert!(count >= least || !all, "{count} {what}");
        }
    }
}
