//! One follower of the outbox for a process.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::{Notify, OnceCell, Semaphore, broadcast};
use tokio::time::timeout;

use super::cursor::{self, NoPlace};
use crate::desk::leave::Facts;
use crate::error::Error;
use crate::read::Moment;
use crate::read::subject::Subject;
use crate::schema::{WallClock, facts};
use crate::secret::KeyRing;
use crate::store::{Entry, Place, Store, StoreError};

/// How long the outbox is left alone when nothing of this process wakes the feed: what other
/// instances write is told after half of it on average.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How many entries are read at once.
pub(super) const PAGE: i64 = 200;

/// How far behind the feed a subscriber may be before it is cut off.
const MOST_BEHIND: usize = 1_024;

/// The image of a record as far as the policy goes by it.
#[derive(serde::Deserialize)]
struct Image {
    facts: String,
}

/// What is read of a change by one statement: its columns, or why there are none.
pub(super) type Columns = Result<Arc<Vec<Option<String>>>, Error>;

/// A change as it is handed to all subscribers, who share what is read of it.
pub(super) struct Change {
    pub(super) subject: Subject,
    pub(super) place: Place,
    pub(super) cursor: String,
    /// How the record stood before; none where it is new, or that cannot be told.
    pub(super) before: Option<Box<dyn Facts>>,
    /// How it stands now, which may be later than the change.
    pub(super) facts: Box<dyn Facts>,
    /// The moment that is read of it at: one for all.
    pub(super) moment: Moment,
    /// None once nothing more is kept: whoever comes so late reads for themselves.
    reads: Mutex<Option<HashMap<String, Arc<OnceCell<Columns>>>>>,
}

impl Change {
    fn of(entry: Entry, keys: &KeyRing, clock: &WallClock) -> Result<Self, StoreError> {
        let Entry { subject, place, record, event, before: image, facts } = entry;
        let unreadable = || StoreError::Failed("an entry of the outbox is unreadable".to_owned());
        let facts = facts::parse(subject, &facts).ok_or_else(unreadable)?;
        let before = image.as_deref().and_then(|text| serde_json::from_str::<Image>(text).ok());
        let before = before.and_then(|image| facts::parse(subject, &image.facts));
        let made = [record, event.unwrap_or_default(), Default::default(), Default::default()];
        let moment = Moment { made, image, ..Moment::now(clock.now(), READ_TIME) };
        let cursor = cursor::write(place, keys)?;
        let reads = Mutex::new(Some(HashMap::new()));
        Ok(Self { subject, place, cursor, before, facts, moment, reads })
    }

    /// What a statement reads of it, which is run once however many ask.
    pub(super) async fn read(
        &self,
        statement: String,
        run: impl Future<Output = Columns>,
    ) -> Columns {
        let cell = match self.reads.lock().as_mut() {
            Some(reads) => Arc::clone(reads.entry(statement).or_default()),
            None => Arc::default(),
        };
        cell.get_or_init(async || run.await).await.clone()
    }
}

/// How long what was read of a change is kept for others.
const SHARED_FOR: Duration = Duration::from_secs(2);

/// How long the reads of a change may take.
const READ_TIME: Duration = Duration::from_secs(15);

/// The changes of late, and when each was handed on.
type Recent = VecDeque<(Instant, Arc<Change>)>;

/// A change is remembered for as long as somebody may be behind; what was read of it is not.
fn forget_reads(recent: &mut Recent) {
    while recent.front().is_some_and(|(at, _)| at.elapsed() > SHARED_FOR) {
        if let Some((_, change)) = recent.pop_front() {
            *change.reads.lock() = None;
        }
    }
}

/// Follows the outbox, and hands what happens to all subscribers. Cheap to clone.
#[derive(Clone)]
pub struct Feed {
    store: Store,
    keys: Arc<KeyRing>,
    clock: WallClock,
    wake: Arc<Notify>,
    changes: broadcast::Sender<Arc<Change>>,
    /// Those who catch up read one after another, so that they hold up nobody else.
    catching_up: Arc<Semaphore>,
}

/// How many subscribers catch up at once.
const CATCHING_UP: usize = 2;

impl Feed {
    /// A feed over a store; it follows nothing until it is [run](Self::run).
    #[must_use]
    pub fn new(store: Store, keys: Arc<KeyRing>, clock: WallClock) -> Self {
        let (changes, _) = broadcast::channel(MOST_BEHIND);
        Self {
            store,
            keys,
            clock,
            wake: Arc::default(),
            changes,
            catching_up: Arc::new(Semaphore::new(CATCHING_UP)),
        }
    }

    /// Something was committed by this process: whoever waits for it need not wait longer.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Follows the outbox for ever.
    pub async fn run(&self) {
        let mut place = None;
        let mut recent = VecDeque::new();
        loop {
            forget_reads(&mut recent);
            match self.follow(&mut place, &mut recent).await {
                Ok(told) if told == PAGE as usize => continue,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "subscribers are told later");
                    tokio::time::sleep(LOOK_EVERY).await;
                }
            }
            let _ = timeout(LOOK_EVERY, self.wake.notified()).await;
        }
    }

    /// Hands on what is behind a place; how much that was.
    async fn follow(
        &self,
        place: &mut Option<Place>,
        recent: &mut Recent,
    ) -> Result<usize, StoreError> {
        let Some(from) = *place else {
            *place = Some(self.store.newest_place().await?);
            return Ok(0);
        };
        let changes = self.changes_after(from).await?;
        let told = changes.len();
        for change in changes {
            *place = Some(change.place);
            let change = Arc::new(change);
            recent.push_back((Instant::now(), Arc::clone(&change)));
            // Nobody may be listening.
            let _ = self.changes.send(change);
        }
        Ok(told)
    }

    /// A page of what is behind a place.
    async fn changes_after(&self, place: Place) -> Result<Vec<Change>, StoreError> {
        let entries = self.store.entries_after(place, PAGE).await?;
        entries.into_iter().map(|entry| Change::of(entry, &self.keys, &self.clock)).collect()
    }

    /// The same, for one who catches up.
    pub(super) async fn missed_after(&self, place: Place) -> Result<Vec<Change>, StoreError> {
        // The semaphore is never closed.
        let _turn = self.catching_up.acquire().await.ok();
        self.changes_after(place).await
    }

    /// All that happens from now on.
    pub(super) fn listen(&self) -> broadcast::Receiver<Arc<Change>> {
        self.changes.subscribe()
    }

    /// The place of a cursor.
    pub(super) fn place_of(&self, cursor: &str) -> Result<Place, NoPlace> {
        cursor::read(cursor, &self.keys)
    }
}
