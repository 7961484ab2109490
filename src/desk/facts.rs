//! What decides what may be done with a case, as one value: the state machine and the policy ask
//! nothing else.

use uuid::Uuid;

use super::allowed::allowed_actions;
use super::deadline::Severity;
use super::leave::Facts;
use super::status::Status;
use crate::policy::{Grants, Object, Record};

/// How a case stands, as far as what may be done with it goes by that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFacts {
    /// Where it stands.
    pub status: Status,
    /// How much it asks for.
    pub severity: Severity,
    /// Whether emergency clocks run.
    pub emergency: bool,
    /// Whether it is confidential.
    pub confidential: bool,
    /// The path of its area.
    pub area_path: String,
    /// The path of the desk that is responsible.
    pub desk_path: String,
    /// The team that has it.
    pub team: Option<Uuid>,
    /// Who works on it.
    pub handler: Option<Uuid>,
    /// Who is answerable from receipt to the end.
    pub first_handler: Option<Uuid>,
    /// Who follows it for the centre.
    pub overseer: Option<Uuid>,
    /// Who received it.
    pub received_by: Option<Uuid>,
    /// Who proposed the slips that wait for a signature.
    pub proposers: Vec<Uuid>,
    /// Whether a supervision notice waits for an answer.
    pub to_answer: bool,
    /// Whether there is somebody who can be told what became of it.
    pub reachable: bool,
}

/// How many parts the text of facts has.
const PARTS: usize = 14;

impl CaseFacts {
    /// The facts that a text holds: the values of its fields in their order, apart by `|`, an id as
    /// its hexadecimal digits, a boolean as `1` or `0`, nothing for null, and the proposers apart by
    /// commas. None where it is no such text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('|').collect();
        let [
            status,
            severity,
            emergency,
            confidential,
            area_path,
            desk_path,
            team,
            handler,
            first_handler,
            overseer,
            received_by,
            proposers,
            to_answer,
            reachable,
        ] = <[&str; PARTS]>::try_from(parts).ok()?;
        let ids = proposers.split(',').filter(|id| !id.is_empty());
        Some(Self {
            status: Status::from_name(status)?,
            severity: Severity::from_name(severity)?,
            emergency: emergency == "1",
            confidential: confidential == "1",
            area_path: area_path.to_owned(),
            desk_path: desk_path.to_owned(),
            team: id(team)?,
            handler: id(handler)?,
            first_handler: id(first_handler)?,
            overseer: id(overseer)?,
            received_by: id(received_by)?,
            proposers: ids.map(|id| Uuid::try_parse(id).ok()).collect::<Option<_>>()?,
            to_answer: to_answer == "1",
            reachable: reachable == "1",
        })
    }
}

/// An id of a text of facts, or none where nothing stands; none at all where it is no id.
pub(in crate::desk) fn id(text: &str) -> Option<Option<Uuid>> {
    match text {
        "" => Some(None),
        text => Uuid::try_parse(text).ok().map(Some),
    }
}

impl Record for CaseFacts {
    fn flag(&self, column: &str) -> Option<bool> {
        (column == "confidential").then_some(self.confidential)
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        match column {
            "team_id" => self.team,
            "handler_id" => self.handler,
            "first_handler_id" => self.first_handler,
            "overseer_id" => self.overseer,
            "received_by_id" => self.received_by,
            _ => None,
        }
    }
}

impl Facts for CaseFacts {
    fn object(&self) -> Object {
        Object::Case
    }

    fn area_path(&self) -> &str {
        &self.area_path
    }

    fn desk_path(&self) -> &str {
        &self.desk_path
    }

    fn allowed_actions(&self, grants: &Grants) -> Vec<&'static str> {
        allowed_actions(grants, self).into_iter().map(|action| action.as_str()).collect()
    }
}
