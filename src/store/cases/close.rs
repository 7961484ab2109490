//! The end of a case and what follows: resolved, rejected, declined, replied to, followed up,
//! archived, reopened, merged, withdrawn.

use entity::{follow_up, reply};
use sea_orm::{EntityTrait, Set};
use uuid::Uuid;

use super::events::NewEvent;
use super::held::Held;
use crate::desk::action::CaseAction;
use crate::desk::allowed::may;
use crate::desk::clock::ClockKind;
use crate::desk::deadline::Severity;
use crate::desk::refusal::Refusal;
use crate::desk::reply::ReplyChannel;
use crate::desk::status::Status;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Target, Unmade, Words, must_be_sound};

/// What a reporter was told.
#[derive(Debug)]
pub struct ReplyRecord {
    /// How.
    pub channel: ReplyChannel,
    /// What.
    pub text: String,
}

/// How satisfied a reporter was when asked.
#[derive(Debug)]
pub struct FollowUpRecord {
    /// The case.
    pub target: Target,
    /// 1 (not at all) to 5; none where they would not say.
    pub satisfaction: Option<i32>,
    /// In words.
    pub note: String,
}

/// A case that is the same matter as another.
#[derive(Debug)]
pub struct Merger {
    /// The case.
    pub target: Target,
    /// The one that it is answered with.
    pub into: Option<Uuid>,
    /// In words.
    pub note: Option<String>,
}

/// The clocks that nobody waits for once a case is closed without having been resolved.
const ALL_CLOCKS: &[ClockKind] = ClockKind::ALL;

impl Store {
    /// Resolves a case; the note is what was done.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn resolve_case(&self, acting: Acting<'_>, target: Target, note: String) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::Resolve).await?;
        must_be_sound(target.problems)?;
        changing.resolve(&mut held, &note).await?;
        let event = NewEvent {
            kind: "RESOLVED",
            action: "resolve",
            note: Some(note),
            ..NewEvent::default()
        };
        changing.done(held, event).await
    }

    /// Does not accept what was done: the case is in progress again, and its old clock runs on.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn reject_resolution(
        &self,
        acting: Acting<'_>,
        target: Target,
        note: String,
    ) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::RejectResolution).await?;
        must_be_sound(target.problems)?;
        held.follow(CaseAction::RejectResolution);
        if let Some(closed_at) = held.was.closed_at {
            changing.run_on_emergency(held.row.id, closed_at).await?;
        }
        held.row.closed_at = None;
        (held.row.resolution, held.row.masked_resolution) = (None, None);
        changing.run_on(held.row.id).await?;
        let event = NewEvent {
            kind: "RESOLUTION_REJECTED",
            action: "supervise",
            note: Some(note),
            ..NewEvent::default()
        };
        changing.done(held, event).await
    }

    /// Tells the reporter that this desk is not competent, and who is.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn decline_case(
        &self,
        acting: Acting<'_>,
        target: Target,
        reply: ReplyRecord,
    ) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::Decline).await?;
        must_be_sound(target.problems)?;
        held.row.closed_at = Some(acting.now);
        changing.meet(held.row.id, ClockKind::Resolution, acting.now).await?;
        let kinds = ClockKind::of_emergency().map(|(kind, _)| kind);
        changing.end(held.row.id, &kinds).await?;
        let record = held.row.id;
        let event = changing.replied(held, reply, CaseAction::Decline, "DECLINED").await?;
        changing.commit().await?;
        Ok(Made { record, event: Some(event), ..Made::default() })
    }

    /// Tells the reporter what was done.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn reply_to_reporter(
        &self,
        acting: Acting<'_>,
        target: Target,
        reply: ReplyRecord,
    ) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let held = changing.take(&target, CaseAction::Reply).await?;
        let mut problems = target.problems;
        let is_major = held.facts.severity == Severity::Major;
        if is_major && reply.channel != ReplyChannel::Written {
            problems.add(
                "input.channel",
                "a MAJOR case is answered in writing: WRITTEN belongs here",
                "重大事项须书面答复：此处应为 WRITTEN",
            );
        }
        must_be_sound(problems)?;
        let record = held.row.id;
        let event = changing.replied(held, reply, CaseAction::Reply, "REPLIED").await?;
        changing.commit().await?;
        Ok(Made { record, event: Some(event), ..Made::default() })
    }

    /// Records how satisfied the reporter is.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn record_follow_up(&self, acting: Acting<'_>, input: FollowUpRecord) -> Change {
        let FollowUpRecord { target, satisfaction, note } = input;
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::FollowUp).await?;
        must_be_sound(target.problems)?;
        let id = Uuid::now_v7();
        let words = Words::from(note.clone());
        let row = follow_up::ActiveModel {
            id: Set(id),
            case_id: Set(held.row.id),
            at: Set(acting.now),
            by_id: Set(Some(acting.user())),
            satisfaction: Set(satisfaction),
            note: Set(words.plain),
            masked_note: Set(words.masked),
        };
        follow_up::Entity::insert(row).exec_without_returning(&changing.transaction).await?;
        held.follow(CaseAction::FollowUp);
        held.row.satisfaction = satisfaction.or(held.row.satisfaction);
        changing.meet(held.row.id, ClockKind::FollowUp, acting.now).await?;
        let event = NewEvent {
            kind: "FOLLOWED_UP",
            action: "follow_up",
            note: Some(note),
            follow_up: Some(id),
            ..NewEvent::default()
        };
        changing.done_with(id, held, event).await
    }

    /// Closes a case for good.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn archive_case(&self, acting: Acting<'_>, target: Target, note: String) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::Archive).await?;
        must_be_sound(target.problems)?;
        held.follow(CaseAction::Archive);
        changing.end(held.row.id, ALL_CLOCKS).await?;
        let event = NewEvent {
            kind: "ARCHIVED",
            action: "archive",
            note: Some(note),
            ..NewEvent::default()
        };
        changing.done(held, event).await
    }

    /// Takes a closed case up again, with a new clock; the old one stays, with what was missed.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn reopen_case(&self, acting: Acting<'_>, target: Target, note: String) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::Reopen).await?;
        must_be_sound(target.problems)?;
        held.follow(CaseAction::Reopen);
        held.take_from_team();
        held.row.closed_at = None;
        held.row.reopen_count += 1;
        held.row.merged_into_id = None;
        (held.row.resolution, held.row.masked_resolution) = (None, None);
        held.row.overdue_noted_at = None;
        changing.end(held.row.id, ALL_CLOCKS).await?;
        let due = changing.due(&held, acting.now).await?;
        held.row.due_at = Some(due);
        changing.start(held.row.id, ClockKind::Resolution, (acting.now, due)).await?;
        let event = NewEvent {
            kind: "REOPENED",
            action: "reopen",
            note: Some(note),
            ..NewEvent::default()
        };
        changing.done(held, event).await
    }

    /// Merges a case into another one of the same matter, which its reporter is answered with.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn merge_case(&self, acting: Acting<'_>, input: Merger) -> Change {
        let Merger { target, into, note } = input;
        let changing = Changing::begin(self, acting).await?;
        // Both are locked in the order of their ids, whichever way they are merged.
        if let Some(into) = into.filter(|into| *into < target.record) {
            changing.lock(into).await?;
        }
        let mut held = changing.take(&target, CaseAction::Merge).await?;
        let mut problems = target.problems;
        let into = match into {
            None => None,
            Some(into) if into == target.record => {
                problems.add(
                    "input.intoId",
                    "a case is merged into another one, not into itself",
                    "事项不能并入其自身",
                );
                None
            }
            Some(into) => match changing.held(into).await {
                Ok(other) if may(acting.grants, &other.facts, CaseAction::Merge).is_ok() => {
                    Some(into)
                }
                Ok(_) | Err(Unmade::Refused(Refusal::NotFound)) => {
                    problems.add(
                        "input.intoId",
                        "this is no open case that you may merge another one into",
                        "这不是您可以并入的未办结事项",
                    );
                    None
                }
                Err(failed) => return Err(failed),
            },
        };
        must_be_sound(problems)?;
        held.follow(CaseAction::Merge);
        held.row.closed_at = Some(acting.now);
        held.row.merged_into_id = into;
        changing.end(held.row.id, ALL_CLOCKS).await?;
        let event = NewEvent { kind: "MERGED", action: "merge", note, ..NewEvent::default() };
        Ok(Made { into, ..changing.done(held, event).await? })
    }

    /// Withdraws a case at its reporter's wish, which the note says.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn withdraw_case(&self, acting: Acting<'_>, target: Target, note: String) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::Withdraw).await?;
        must_be_sound(target.problems)?;
        held.follow(CaseAction::Withdraw);
        held.row.closed_at = Some(acting.now);
        changing.end(held.row.id, ALL_CLOCKS).await?;
        let event = NewEvent {
            kind: "WITHDRAWN",
            action: "withdraw",
            note: Some(note),
            ..NewEvent::default()
        };
        changing.done(held, event).await
    }
}

impl Changing<'_> {
    async fn resolve(&self, held: &mut Held, resolution: &str) -> Result<(), Unmade> {
        let words = Words::from(resolution.to_owned());
        held.set_status(Status::Resolved);
        held.row.closed_at = Some(self.acting.now);
        (held.row.resolution, held.row.masked_resolution) = (Some(words.plain), words.masked);
        self.meet(held.row.id, ClockKind::Resolution, self.acting.now).await?;
        let kinds = ClockKind::of_emergency().map(|(kind, _)| kind);
        self.end(held.row.id, &kinds).await
    }

    /// Resolves a case that was just registered, and takes it in hand again.
    pub(super) async fn resolved(
        &self,
        mut held: Held,
        resolution: String,
    ) -> Result<Held, Unmade> {
        self.resolve(&mut held, &resolution).await?;
        let event = NewEvent {
            kind: "RESOLVED",
            action: "resolve",
            note: Some(resolution),
            ..NewEvent::default()
        };
        self.write(&mut held, event).await?;
        self.again(held).await
    }

    /// Tells the reporter, and starts the clock of the follow-up.
    pub(super) async fn replied(
        &self,
        mut held: Held,
        told: ReplyRecord,
        action: CaseAction,
        kind: &'static str,
    ) -> Result<Uuid, Unmade> {
        let id = Uuid::now_v7();
        let words = Words::from(told.text.clone());
        let row = reply::ActiveModel {
            id: Set(id),
            case_id: Set(held.row.id),
            at: Set(self.acting.now),
            by_id: Set(Some(self.acting.user())),
            channel: Set(told.channel.as_str().to_owned()),
            text: Set(words.plain),
            masked_text: Set(words.masked),
        };
        reply::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        held.follow(action);
        self.start_follow_up(held.row.id).await?;
        let needed = action.transition().needs.first().map_or("reply", |needed| needed.as_str());
        let event = NewEvent {
            kind,
            action: needed,
            note: Some(told.text),
            reply: Some(id),
            ..NewEvent::default()
        };
        self.write(&mut held, event).await
    }
}
