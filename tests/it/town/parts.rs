//! What happens to a case beside its timeline: one of each.

use chrono::TimeDelta;
use entity::{
    case, clock, coordination, coordination_team, emergency_entry, follow_up, handover, mediation,
    mediation_session, mediation_session_mediator, reply, supervision,
};
use uuid::Uuid;

/// The parts of cases.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    pub(crate) clocks: Vec<clock::Model>,
    pub(crate) handovers: Vec<handover::Model>,
    pub(crate) supervisions: Vec<supervision::Model>,
    pub(crate) coordinations: Vec<coordination::Model>,
    pub(crate) invited: Vec<coordination_team::Model>,
    pub(crate) mediations: Vec<mediation::Model>,
    pub(crate) sessions: Vec<mediation_session::Model>,
    pub(crate) mediators: Vec<mediation_session_mediator::Model>,
    pub(crate) replies: Vec<reply::Model>,
    pub(crate) follow_ups: Vec<follow_up::Model>,
    pub(crate) steps: Vec<emergency_entry::Model>,
}

impl Parts {
    /// One of each, with ids by the number of its kind.
    pub(crate) fn of(
        case: &case::Model,
        team: Uuid,
        user: Uuid,
        id: impl Fn(u128) -> Uuid,
    ) -> Self {
        let at = |hours| case.received_at + TimeDelta::hours(hours);
        let case_id = case.id;
        let number = |letter: &str| format!("{}-{letter}", case.number);
        Self {
            clocks: vec![clock::Model {
                id: id(0),
                case_id,
                kind: "RESOLUTION".to_owned(),
                started_at: at(0),
                due_at: at(48),
                missed_at: None,
                met_at: case.closed_at,
                ended_at: None,
            }],
            handovers: vec![handover::Model {
                id: id(1),
                case_id,
                number: number("H"),
                team_id: team,
                opinion: "请先行调解".to_owned(),
                masked_opinion: None,
                proposed_by_id: user,
                proposed_at: at(1),
                signed_by_id: None,
                signed_at: None,
                agreed: None,
                answer_by: Some(at(72)),
                lapsed_at: None,
            }],
            supervisions: vec![supervision::Model {
                id: id(2),
                case_id,
                number: number("S"),
                issued_at: at(2),
                issued_by_id: user,
                team_id: Some(team),
                reason: "逾期未办".to_owned(),
                masked_reason: None,
                answer_by: at(90),
                answered_at: None,
                answered_by_id: None,
                answer: None,
                masked_answer: None,
            }],
            coordinations: vec![coordination::Model {
                id: id(3),
                case_id,
                planned_for: at(3),
                planned_by_id: user,
                place: Some("二楼会议室".to_owned()),
                held_at: None,
                chair_id: None,
                minutes: None,
                masked_place: None,
                masked_minutes: None,
                decisions: r#"["墙不动"]"#.to_owned(),
                masked_decisions: None,
            }],
            invited: vec![coordination_team::Model { coordination_id: id(3), team_id: team }],
            mediations: vec![mediation::Model {
                id: id(4),
                case_id,
                number: number("M"),
                method: "PEOPLES".to_owned(),
                agreement_reached: None,
                agreement_id: None,
            }],
            sessions: vec![mediation_session::Model {
                id: id(5),
                mediation_id: id(4),
                held_at: at(4),
                record: "双方到场".to_owned(),
                masked_record: None,
            }],
            mediators: vec![mediation_session_mediator::Model { session_id: id(5), user_id: user }],
            replies: vec![reply::Model {
                id: id(6),
                case_id,
                at: at(5),
                by_id: Some(user),
                channel: "PHONE".to_owned(),
                text: "已办".to_owned(),
                masked_text: None,
            }],
            follow_ups: vec![follow_up::Model {
                id: id(7),
                case_id,
                at: at(6),
                by_id: Some(user),
                satisfaction: Some(4),
                note: "满意".to_owned(),
                masked_note: None,
            }],
            steps: vec![emergency_entry::Model {
                id: id(8),
                case_id,
                step: "ARRIVED".to_owned(),
                at: at(1),
                by_id: user,
                note: "到场".to_owned(),
                masked_note: None,
            }],
        }
    }

    /// The ids of those that have global ones, by their prefixes.
    pub(crate) fn ids(&self) -> Vec<(&'static str, Uuid)> {
        let handovers = self.handovers.iter().map(|row| ("handover", row.id));
        let supervisions = self.supervisions.iter().map(|row| ("supervision", row.id));
        let coordinations = self.coordinations.iter().map(|row| ("coordination", row.id));
        let mediations = self.mediations.iter().map(|row| ("mediation", row.id));
        let replies = self.replies.iter().map(|row| ("reply", row.id));
        let follow_ups = self.follow_ups.iter().map(|row| ("follow_up", row.id));
        let notices = handovers.chain(supervisions).chain(coordinations);
        notices.chain(mediations).chain(replies).chain(follow_ups).collect()
    }

    pub(crate) fn extend(&mut self, more: Self) {
        let Self { clocks, handovers, supervisions, coordinations, invited, mediations, .. } = more;
        let Self { sessions, mediators, replies, follow_ups, steps, .. } = more;
        self.clocks.extend(clocks);
        self.handovers.extend(handovers);
        self.supervisions.extend(supervisions);
        self.coordinations.extend(coordinations);
        self.invited.extend(invited);
        self.mediations.extend(mediations);
        self.sessions.extend(sessions);
        self.mediators.extend(mediators);
        self.replies.extend(replies);
        self.follow_ups.extend(follow_ups);
        self.steps.extend(steps);
    }
}
