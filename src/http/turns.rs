//! How many requests are answered at once: so many of one user, so many of all.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::limits::Limits;
use crate::error::{Code, Error, Message};

/// After how many seconds one who was sent away may come again.
const COME_AGAIN: u64 = 1;

/// Gives requests their turns.
#[derive(Debug)]
pub(super) struct Turns {
    of_all: Semaphore,
    turn_time: Duration,
    of_users: Arc<Mutex<HashMap<Uuid, usize>>>,
    of_one_user: usize,
}

/// A user's place: one of so many that this user may take at once, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    of_users: Arc<Mutex<HashMap<Uuid, usize>>>,
    user: Uuid,
}

/// A request's turn; it ends when this is dropped, however the request ends.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    _of_all: SemaphorePermit<'a>,
    _of_user: Place,
}

impl Turns {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            of_all: Semaphore::new(limits.of_all_users),
            turn_time: limits.turn_time,
            of_users: Arc::default(),
            of_one_user: limits.of_one_user,
        }
    }

    /// Waits for a turn. A place is taken before a request's body is read, so that no user fills
    /// the memory; a turn after it, so that nobody keeps others waiting by sending slowly.
    ///
    /// # Errors
    /// `UNAVAILABLE` where too many others wait, with when to come again.
    pub(super) async fn turn(&self, of_user: Place) -> Result<Turn<'_>, Error> {
        // Nobody who waits is overtaken: what is given back goes to them before it can be taken.
        if let Ok(of_all) = self.of_all.try_acquire() {
            return Ok(Turn { _of_all: of_all, _of_user: of_user });
        }
        match tokio::time::timeout(self.turn_time, self.of_all.acquire()).await {
            Ok(Ok(of_all)) => Ok(Turn { _of_all: of_all, _of_user: of_user }),
            Ok(Err(_)) | Err(_) => Err(come_again(
                Code::Unavailable,
                Message::new(
                    "too many requests are being answered; try again soon",
                    "当前请求过多，请稍后再试",
                ),
            )),
        }
    }

    /// One more place for a user.
    ///
    /// # Errors
    /// `RATE_LIMITED` where the user has too many already, with when to come again.
    pub(super) fn place(&self, user: Uuid) -> Result<Place, Error> {
        let mut of_users = self.of_users.lock();
        let taken = of_users.entry(user).or_default();
        if *taken >= self.of_one_user {
            let limit = self.of_one_user;
            let message = Message::new(
                format!("you have {limit} requests under way already; wait for one of them"),
                format!("您已有 {limit} 个请求正在处理，请等待其完成"),
            );
            let mut error = come_again(Code::RateLimited, message);
            error.extensions.insert("limit".into(), limit.into());
            return Err(error);
        }
        *taken += 1;
        Ok(Place { of_users: Arc::clone(&self.of_users), user })
    }
}

fn come_again(code: Code, message: Message) -> Error {
    let mut error = Error::new(code, message);
    error.extensions.insert("retryAfter".into(), COME_AGAIN.into());
    error
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut of_users = self.of_users.lock();
        if let Some(taken) = of_users.get_mut(&self.user) {
            *taken = taken.saturating_sub(1);
            // Whoever asks nothing is not remembered.
            if *taken == 0 {
                of_users.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(of_one_user: usize, of_all_users: usize) -> Turns {
        Turns::new(&Limits { of_one_user, of_all_users, ..Limits::default() })
    }

    #[tokio::test]
    async fn a_user_has_so_many_turns_and_takes_none_from_others() {
        let turns = turns(2, 10);
        let (ann, bob) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let first = turns.place(ann).unwrap();
        let _second = turns.place(ann).unwrap();
        let refused = turns.place(ann).unwrap_err();
        assert_eq!(refused.code, Code::RateLimited);
        assert_eq!(refused.extensions["retryAfter"], 1);
        turns.place(bob).unwrap();
        drop(first);
        turns.turn(turns.place(ann).unwrap()).await.unwrap();
    }

    #[tokio::test]
    async fn nobody_is_remembered_who_asks_nothing() {
        let turns = turns(2, 10);
        drop(turns.place(Uuid::from_u128(1)).unwrap());
        assert!(turns.of_users.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_comes_when_all_turns_are_taken_waits_and_is_sent_away_in_the_end() {
        let turns = turns(10, 1);
        let place = |user| turns.place(Uuid::from_u128(user)).unwrap();
        let first = turns.turn(place(1)).await.unwrap();
        let refused = turns.turn(place(2)).await.unwrap_err();
        assert_eq!(refused.code, Code::Unavailable);
        let (second, ()) = tokio::join!(turns.turn(place(2)), async { drop(first) });
        second.unwrap();
    }
}
