//! What was done, what the reporter was told, and what they said to it.

use entity::{follow_up, reply};

use super::{File, between, desk};
use crate::demo::Town;
use crate::demo::chance::Chance;
use crate::demo::phrases::{NOT_SATISFIED, REPLIES, SATISFIED, WRITTEN_REPLIES};
use crate::desk::clock::follow_up_due;

pub(super) fn tell(town: &mut Town, chance: &mut Chance, file: &mut File<'_>) {
    let (case_id, is_major) = (file.case.id, file.case.severity == "MAJOR");
    let by = desk(town, file.case);
    let resolution = file.event("RESOLVED").and_then(|event| event.note.clone());
    file.case.resolution = resolution;
    if let Some(event) = file.event("REPLIED") {
        let id = chance.id(event.at);
        let channels = [("PHONE", 60), ("IN_PERSON", 15), ("MESSAGE", 20), ("WRITTEN", 5)];
        let channel = if is_major { "WRITTEN" } else { chance.weighted(&channels) };
        let text = chance.word(if is_major { WRITTEN_REPLIES } else { REPLIES });
        event.reply_id = Some(id);
        event.actor_id = by.or(event.actor_id);
        event.note = Some(text.to_owned());
        town.replies.push(reply::Model {
            id,
            case_id,
            at: event.at,
            by_id: event.actor_id,
            channel: channel.to_owned(),
            text: text.to_owned(),
            masked_text: None,
        });
    }
    ask_late(chance, file);
    let satisfaction = file.case.satisfaction;
    if let Some(event) = file.event("FOLLOWED_UP") {
        let id = chance.id(event.at);
        let is_satisfied = satisfaction.is_some_and(|satisfaction| satisfaction > 3);
        let note = chance.word(if is_satisfied { SATISFIED } else { NOT_SATISFIED });
        event.follow_up_id = Some(id);
        event.actor_id = by.or(event.actor_id);
        event.note = Some(note.to_owned());
        town.follow_ups.push(follow_up::Model {
            id,
            case_id,
            at: event.at,
            by_id: event.actor_id,
            satisfaction,
            note: note.to_owned(),
            masked_note: None,
        });
    }
}

/// Some are asked later than they should have been.
fn ask_late(chance: &mut Chance, file: &mut File<'_>) {
    let (Some(replied), Some(_)) = (file.at("REPLIED"), file.at("FOLLOWED_UP")) else { return };
    let due = follow_up_due(replied, chance.zone);
    let end = file.at("ARCHIVED").unwrap_or(chance.now);
    if !chance.percent(12) {
        return;
    }
    let Some(at) = between(chance, due, end) else { return };
    let id = chance.id(at);
    if let Some(event) = file.event("FOLLOWED_UP") {
        (event.at, event.id) = (at, id);
    }
    file.case.updated_at = file.case.updated_at.max(at);
}
