//! Transfer slips, extensions and supervision notices.

use chrono::TimeDelta;
use entity::{handover, supervision};

use super::{File, between, centre, desk, holder};
use crate::demo::Town;
use crate::demo::chance::Chance;
use crate::demo::phrases::{ANSWERS, CHASED, MORE_TIME, OPINIONS};

/// Some cases were handed over by a slip that the town's centre proposed, who sees its teams, and
/// the district's signed.
pub(super) fn hand_over(town: &mut Town, chance: &mut Chance, file: &mut File<'_>) {
    let proposer = holder(town, file.case, &["town_center"]);
    let signer = holder(town, file.case, &["district_center"]);
    let (Some(triaged), Some(signed_at)) = (file.at("TRIAGED"), file.at("ASSIGNED")) else {
        return;
    };
    let (Some(proposer), Some(team)) = (proposer, file.case.team_id) else { return };
    if signer.is_none() || signer == Some(proposer) || !chance.percent(40) {
        return;
    }
    let Some(proposed_at) = between(chance, triaged, signed_at) else { return };
    let (id, opinion) = (chance.id(proposed_at), chance.word(OPINIONS));
    let event = file.add(chance, "HANDOVER_PROPOSED", (proposed_at, Some(proposer)));
    (event.handover_id, event.team_id) = (Some(id), Some(team));
    event.note = Some(opinion.to_owned());
    if let Some(assigned) = file.event("ASSIGNED") {
        (assigned.handover_id, assigned.actor_id) = (Some(id), signer);
    }
    town.handovers.push(handover::Model {
        masked_opinion: None,
        id,
        case_id: file.case.id,
        number: String::new(),
        team_id: team,
        opinion: opinion.to_owned(),
        proposed_by_id: proposer,
        proposed_at,
        signed_by_id: signer,
        signed_at: Some(signed_at),
        agreed: Some(true),
        answer_by: Some(proposed_at + TimeDelta::days(5)),
        lapsed_at: None,
    });
}

/// Some that would have been late, or are about to be, were given more time before they were.
pub(super) fn extend(town: &Town, chance: &mut Chance, file: &mut File<'_>) {
    let (Some(begun), Some(due)) = (file.at("ACCEPTED"), file.case.due_at) else { return };
    let days = TimeDelta::days(if file.case.severity == "MAJOR" { 20 } else { 7 });
    let end = file.at("RESOLVED").unwrap_or(chance.now);
    let asked = due - TimeDelta::hours(20);
    let fits = begun < asked && asked < end && end < due + days;
    if !fits || !chance.percent(30) {
        return;
    }
    let (by, why) = (desk(town, file.case), chance.word(MORE_TIME));
    let event = file.add(chance, "EXTENDED", (asked, by));
    (event.due_before, event.due_after) = (Some(due), Some(due + days));
    event.note = Some(why.to_owned());
    file.events.retain(|event| event.kind != "BECAME_OVERDUE");
    file.case.due_at = Some(due + days);
    file.case.overdue_noted_at = None;
}

/// Most of the late ones were chased, and most answered.
pub(super) fn supervise(town: &mut Town, chance: &mut Chance, file: &mut File<'_>) {
    let (Some(late), Some((begun, end))) = (file.at("BECAME_OVERDUE"), file.in_hand(chance.now))
    else {
        return;
    };
    let Some(issued_by_id) = centre(town, file.case) else { return };
    let issued_at = late.max(begun) + chance.minutes(60, 2_000);
    if issued_at >= end || !chance.percent(70) {
        return;
    }
    let (id, reason) = (chance.id(issued_at), chance.word(CHASED));
    let team = file.case.team_id;
    let event = file.add(chance, "SUPERVISED", (issued_at, Some(issued_by_id)));
    event.supervision_id = Some(id);
    event.note = Some(reason.to_owned());
    event.team_id = team;
    let answered_at = issued_at + chance.minutes(120, 5_000);
    let (answer, handler) = (chance.word(ANSWERS), file.handler());
    let answers = answered_at < end && handler.is_some() && chance.percent(80);
    if answers {
        let event = file.add(chance, "SUPERVISION_ANSWERED", (answered_at, handler));
        event.supervision_id = Some(id);
        event.note = Some(answer.to_owned());
    }
    town.supervisions.push(supervision::Model {
        masked_reason: None,
        masked_answer: None,
        id,
        case_id: file.case.id,
        number: String::new(),
        issued_at,
        issued_by_id,
        team_id: team,
        reason: reason.to_owned(),
        answer_by: issued_at + TimeDelta::days(3),
        answered_at: answers.then_some(answered_at),
        answered_by_id: handler.filter(|_| answers),
        answer: answers.then(|| answer.to_owned()),
    });
}
