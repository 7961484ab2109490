//! The fields of the root, as data.

use std::sync::LazyLock;

use super::resolver::policy::impact::POLICY_IMPACT;
use super::resolver::policy::{PENDING_CHANGES, POLICY};
use super::resolver::{Resolver, access};
use super::types::{
    api_token, area, audit, case, category, check, checklist, hazard, hazard_event, patrol, place,
    policy, shift, stats, team, user,
};
use crate::policy::{Action, Object};
use crate::read::catalog::{Connection, ObjectType};
use crate::read::compile::{
    RootSource, backlog_arguments, filter_argument, node_argument, nodes_argument, order_argument,
    stats_arguments,
};
use crate::read::input::InputField;
use crate::read::page;
use crate::read::stats::StatsType;

/// A field of the root.
#[derive(Debug)]
pub(super) struct RootField {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub ty: &'static str,
    /// What analysts read about it.
    pub description: &'static str,
    /// Where its value comes from; none where it is no one statement's.
    pub source: Option<RootSource>,
    /// Works its value out, where that is done in Rust.
    pub resolver: Option<Resolver>,
    /// What it counts, where it answers with figures.
    pub counts: Option<Counts>,
    /// What the viewer must be allowed somewhere: for all others it is null, with FORBIDDEN.
    pub gate: Option<(Object, Action)>,
}

/// What a field of the root counts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Counts {
    /// Rows in groups.
    Groups(&'static StatsType),
    /// The rows of a list that came, went and were there, day by day.
    Days(&'static Connection),
}

impl Counts {
    /// The list whose rows are counted.
    pub(super) fn list(self) -> &'static Connection {
        match self {
            Self::Groups(of) => of.list,
            Self::Days(list) => list,
        }
    }
}

impl RootField {
    /// Whether it tells who is asking.
    #[must_use]
    pub(super) fn is_viewer(&self) -> bool {
        matches!(self.source, Some(RootSource::Viewer(_)))
    }

    /// Whether null is not a value of it.
    #[must_use]
    pub(super) fn is_non_null(&self) -> bool {
        self.ty.ends_with('!')
    }

    /// The same, for those alone who may do this somewhere.
    fn gated(self, object: Object, action: Action) -> Self {
        Self { gate: Some((object, action)), ..self }
    }

    /// Its arguments.
    #[must_use]
    pub(super) fn arguments(&self) -> Vec<InputField> {
        match (&self.source, &self.resolver, self.counts) {
            (Some(source), ..) => root_arguments(source),
            (None, Some(resolver), _) => (resolver.arguments)(),
            (None, None, Some(Counts::Groups(of))) => stats_arguments(of),
            (None, None, Some(Counts::Days(list))) => backlog_arguments(list),
            (None, None, None) => Vec::new(),
        }
    }
}

pub(super) fn argument(name: &'static str, ty: &str, description: &'static str) -> InputField {
    InputField { name, description, ty: ty.to_owned() }
}

/// Every object type that is a `Node`.
pub(super) static NODES: &[&ObjectType] = &[
    &area::AREA,
    &user::USER,
    &user::ROLE_GRANT,
    &api_token::API_TOKEN,
    &team::TEAM,
    &place::PLACE,
    &category::CATEGORY,
    &case::CASE,
    &super::types::case_event::CASE_EVENT,
    &super::types::handover::HANDOVER,
    &super::types::supervision::SUPERVISION,
    &super::types::coordination::COORDINATION,
    &super::types::mediation::MEDIATION,
    &super::types::reply::REPLY,
    &super::types::reply::FOLLOW_UP,
    &super::types::attachment::ATTACHMENT,
    &check::CHECK,
    &checklist::CHECKLIST,
    &hazard::HAZARD,
    &hazard_event::HAZARD_EVENT,
    &patrol::PATROL_ROUTE,
    &patrol::CHECKPOINT,
    &patrol::PATROL_VISIT,
    &shift::SHIFT,
    &shift::DUTY_LOG_ENTRY,
    &policy::PENDING_CHANGE,
    &super::types::export::EXPORT,
    &audit::AUDIT_ENTRY,
];

/// The fields of the root, in the order of the schema.
pub(super) static FIELDS: LazyLock<Vec<RootField>> = LazyLock::new(|| {
    let field = |name, ty, description, source| RootField {
        name,
        ty,
        description,
        source,
        resolver: None,
        counts: None,
        gate: None,
    };
    let worked_out = |name, ty, description, resolver| RootField {
        resolver: Some(resolver),
        ..field(name, ty, description, None)
    };
    let counted = |name, ty, description, counts: Counts| {
        RootField { counts: Some(counts), ..field(name, ty, description, None) }
            .gated(Object::Stats, Action::Read)
    };
    let by = |ty, input, columns, description| {
        Some(RootSource::By(ty, argument("by", input, description), columns))
    };
    const BY_NUMBER: &[(&str, &str)] = &[("id", "id"), ("number", "number")];
    vec![
        field(
            "node",
            "Node",
            "Whatever this id names; null where there is no such record or it is out of sight.",
            Some(RootSource::Node),
        ),
        field(
            "nodes",
            "[Node]!",
            "Whatever these ids name, in their order; null where there is no such record or it is out of sight.",
            Some(RootSource::Nodes),
        ),
        field(
            "installation",
            "Installation!",
            "What a front end needs before it draws anything.",
            None,
        ),
        field("viewer", "Viewer!", "Whoever is asking.", Some(RootSource::Viewer(&user::VIEWER))),
        field(
            "area",
            "Area",
            "One area; null where there is none or it is out of sight.",
            by(&area::AREA, "AreaBy!", &[("id", "id"), ("code", "code")], "Which area."),
        ),
        field(
            "areas",
            "AreaConnection!",
            "The areas in sight, by path.",
            Some(RootSource::Connection(&area::CONNECTION)),
        ),
        field(
            "categories",
            "[Category!]!",
            "All categories, in their order.",
            Some(RootSource::List(&category::CATEGORY, category::ORDER)),
        ),
        field(
            "case",
            "Case",
            "One case; null where there is none or it is out of sight.",
            by(&case::CASE, "CaseBy!", BY_NUMBER, "Which case."),
        ),
        field(
            "cases",
            "CaseConnection!",
            "The cases in sight, the latest received first unless ordered otherwise.",
            Some(RootSource::Connection(&case::CONNECTION)),
        ),
        field(
            "user",
            "User",
            "One user; null where there is none or they are out of sight.",
            by(&user::USER, "UserBy!", &[("id", "id"), ("username", "username")], "Which user."),
        )
        .gated(Object::User, Action::Read),
        field(
            "users",
            "UserConnection",
            "The users in sight, by name.",
            Some(RootSource::Connection(&user::READABLE)),
        )
        .gated(Object::User, Action::Read),
        field(
            "team",
            "Team",
            "One team; null where there is none or it is out of sight.",
            Some(RootSource::ById(&team::TEAM, argument("id", "ID!", "Its id."))),
        ),
        field(
            "teams",
            "TeamConnection!",
            "The teams in sight, by name.",
            Some(RootSource::Connection(&team::CONNECTION)),
        ),
        field(
            "check",
            "Check",
            "One safety check; null where there is none or it is out of sight.",
            by(&check::CHECK, "CheckBy!", BY_NUMBER, "Which check."),
        ),
        field(
            "checks",
            "CheckConnection!",
            "The safety checks in sight, the latest planned first unless ordered otherwise.",
            Some(RootSource::Connection(&check::CONNECTION)),
        ),
        field(
            "place",
            "Place",
            "One place; null where there is none or it is out of sight.",
            Some(RootSource::ById(&place::PLACE, argument("id", "ID!", "Its id."))),
        ),
        field(
            "places",
            "PlaceConnection!",
            "The places in sight, by name.",
            Some(RootSource::Connection(&place::CONNECTION)),
        ),
        field(
            "checklists",
            "[Checklist!]!",
            "All checklists in all their revisions, by code, the latest revision first.",
            Some(RootSource::List(&checklist::CHECKLIST, checklist::ORDER)),
        ),
        field(
            "hazard",
            "Hazard",
            "One hazard; null where there is none or it is out of sight.",
            by(&hazard::HAZARD, "HazardBy!", BY_NUMBER, "Which hazard."),
        ),
        field(
            "hazards",
            "HazardConnection!",
            "The hazards in sight, the latest found first unless ordered otherwise.",
            Some(RootSource::Connection(&hazard::CONNECTION)),
        ),
        field(
            "patrolRoute",
            "PatrolRoute",
            "One patrol route; null where there is none or it is out of sight.",
            Some(RootSource::ById(&patrol::PATROL_ROUTE, argument("id", "ID!", "Its id."))),
        ),
        field(
            "patrolRoutes",
            "PatrolRouteConnection!",
            "The patrol routes in sight, by name.",
            Some(RootSource::Connection(&patrol::CONNECTION)),
        ),
        field(
            "shift",
            "Shift",
            "One shift; null where there is none or it is out of sight.",
            Some(RootSource::ById(&shift::SHIFT, argument("id", "ID!", "Its id."))),
        ),
        field(
            "shifts",
            "ShiftConnection!",
            "The shifts in sight, the latest to begin first: `filter: {at: …}` are those on duty at a moment.",
            Some(RootSource::Connection(&shift::CONNECTION)),
        ),
        counted(
            "caseStats",
            "CaseStats",
            "The cases in sight, counted in groups.",
            Counts::Groups(&stats::CASE_STATS),
        ),
        counted(
            "caseBacklog",
            "[BacklogPoint!]",
            "The cases in sight day by day: how many came and were closed, and how many were open, and overdue, at the day's end. A case that was reopened counts as never closed until it is closed again.",
            Counts::Days(stats::CASE_STATS.list),
        ),
        counted(
            "hazardStats",
            "HazardStats",
            "The hazards in sight, counted in groups.",
            Counts::Groups(&stats::HAZARD_STATS),
        ),
        worked_out("policy", "Policy", "Who may do what where: the policy as it is.", POLICY)
            .gated(Object::Policy, Action::Read),
        field(
            "policyHistory",
            "PolicyVersionConnection",
            "The changes of the policy, the latest first.",
            Some(RootSource::Connection(&policy::HISTORY)),
        )
        .gated(Object::Policy, Action::Read),
        worked_out(
            "policyImpact",
            "PolicyImpact",
            "What a change of the policy would do, before it is made: who gains or loses what, through which role, and over how many records. For those who may read the policy wherever its rules hold, and everywhere for a role or a link.",
            POLICY_IMPACT,
        )
        .gated(Object::Policy, Action::Read),
        worked_out(
            "pendingChanges",
            "[PendingChange!]",
            "What waits for a second administrator, the oldest first.",
            PENDING_CHANGES,
        )
        .gated(Object::Policy, Action::Read),
        worked_out(
            "explainAccess",
            "AccessExplanation",
            "Whether a user may do something, why, and for a no what would make it a yes. Of others \
             than oneself it is told to those who may read the policy; it is null for the rest, with \
             FORBIDDEN. A user, record or area out of sight is explained like one that does not exist.",
            access::EXPLAIN_ACCESS,
        ),
        worked_out(
            "whoCan",
            "AccessHolderConnection",
            "The active users in sight who may do something, by display name, and by what: for those \
             who may read the policy; null for the rest, with FORBIDDEN.",
            access::WHO_CAN,
        )
        .gated(Object::Policy, Action::Read),
        field(
            "auditEntries",
            "AuditEntryConnection",
            "The audit trail as far as the viewer may read it, the latest first. Null with FORBIDDEN for who may not read it anywhere.",
            Some(RootSource::Connection(&audit::CONNECTION)),
        )
        .gated(Object::Audit, Action::Read),
    ]
});

fn root_arguments(source: &RootSource) -> Vec<InputField> {
    match source {
        RootSource::Node => vec![node_argument()],
        RootSource::Nodes => vec![nodes_argument()],
        RootSource::ById(_, argument) | RootSource::By(_, argument, _) => vec![argument.clone()],
        RootSource::Connection(connection) => connection_arguments(connection),
        RootSource::Viewer(_) | RootSource::List(..) => Vec::new(),
    }
}

/// The arguments of a list in pages.
pub(super) fn connection_arguments(connection: &Connection) -> Vec<InputField> {
    let filter = connection.filter.map(filter_argument);
    let order = connection.order.map(|order| order_argument(order.name));
    filter.into_iter().chain(order).chain(page::arguments()).collect()
}

/// The field of this name.
#[must_use]
pub(super) fn field(name: &str) -> Option<&'static RootField> {
    FIELDS.iter().find(|field| field.name == name)
}
