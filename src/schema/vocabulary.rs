//! All types of the schema, gathered from their files.

use std::sync::LazyLock;

use super::by;
use super::types::{
    api_token, area, attachment, audit, case, case_event, case_words, category, check, checklist,
    clock, coordination, emergency, export, handover, hazard, hazard_event, mediation, patrol,
    permission, place, policy, reply, shift, stats, supervision, team, user,
};
use crate::read::catalog::{ObjectType, PlainType};
use crate::read::filter::{FilterType, input_objects};
use crate::read::input::{EnumType, InputField, InputObject, InputTypes};
use crate::read::order::OrderType;

/// Every object type whose values are rows or parts of rows.
#[must_use]
pub(super) fn object_types() -> &'static [&'static ObjectType] {
    static LOCATION: ObjectType = area::location(&place::PLACES);
    static TYPES: [&ObjectType; 41] = [
        &area::AREA,
        &area::CASE_SUMMARY,
        &LOCATION,
        &user::USER,
        &user::ROLE_GRANT,
        &api_token::API_TOKEN,
        &user::VIEWER,
        &permission::PERMISSION,
        &team::TEAM,
        &place::PLACE,
        &category::CATEGORY,
        &case::CASE,
        &case_event::CASE_EVENT,
        &clock::CLOCK,
        &handover::HANDOVER,
        &supervision::SUPERVISION,
        &coordination::COORDINATION,
        &mediation::MEDIATION,
        &mediation::MEDIATION_SESSION,
        &reply::REPLY,
        &reply::FOLLOW_UP,
        &emergency::EMERGENCY_ENTRY,
        &attachment::ATTACHMENT,
        &check::CHECK,
        &check::CHECK_ITEM,
        &checklist::CHECKLIST,
        &checklist::CHECKLIST_QUESTION,
        &hazard::HAZARD,
        &hazard_event::HAZARD_EVENT,
        &patrol::PATROL_ROUTE,
        &patrol::CHECKPOINT,
        &patrol::PATROL_VISIT,
        &patrol::PATROL_COVERAGE,
        &shift::SHIFT,
        &shift::SHIFT_MEMBER,
        &shift::SHIFT_GAP,
        &shift::DUTY_LOG_ENTRY,
        &policy::POLICY_VERSION,
        &policy::PENDING_CHANGE,
        &audit::AUDIT_ENTRY,
        &export::EXPORT,
    ];
    &TYPES
}

/// Every object type that no table has.
#[must_use]
pub(super) fn plain_types() -> &'static [&'static PlainType] {
    static TYPES: LazyLock<Vec<&'static PlainType>> = LazyLock::new(|| {
        let resolved = super::resolver::PLAIN.iter().copied().flatten();
        let plain = super::mutation::PLAIN.iter().chain(resolved);
        let counted = stats::ALL.iter().flat_map(|of| stats::plain_types(of));
        plain.chain(counted).chain([&stats::BACKLOG_POINT]).collect()
    });
    &TYPES
}

/// The scalars beside GraphQL's own.
#[must_use]
pub(super) fn scalars() -> &'static [(&'static str, &'static str)] {
    &[
        (
            "DateTime",
            "A moment, RFC 3339, of the years 1 to 9999. Answers have it in UTC; a leap second is the one after it.",
        ),
        ("Date", "A civil day in the installation's time zone, as in 2026-03-01."),
        ("JSON", "Any JSON value."),
        ("Long", "A whole number below 2^53."),
        ("Int", "A whole number of 32 bits."),
        ("Float", "A number of double precision."),
        ("String", "Text in UTF-8."),
        ("Boolean", "True or false."),
        ("ID", "A global id: opaque, and told apart by type."),
    ]
}

static ORDER_DIRECTION: EnumType = EnumType {
    name: "OrderDirection",
    description: "The direction of a key of an order. What is null comes last in both.",
    values: &[
        ("ASC", "The least, or earliest, first."),
        ("DESC", "The greatest, or latest, first."),
    ],
};

const ORDERS: &[&OrderType] = &[&case::ORDER, &check::ORDER, &hazard::ORDER];
const FILTERS: &[&FilterType] = &[
    &area::FILTER,
    &user::FILTER,
    &team::FILTER,
    &case::FILTER,
    &case_event::FILTER,
    &check::FILTER,
    &place::FILTER,
    &hazard::FILTER,
    &patrol::AREA_ARGUMENT,
    &shift::FILTER,
    &audit::FILTER,
];

/// Every enum.
#[must_use]
pub(super) fn enums() -> &'static [&'static EnumType] {
    static ENUMS: LazyLock<Vec<&'static EnumType>> = LazyLock::new(|| {
        let mut enums = vec![
            &ORDER_DIRECTION,
            &area::AREA_LEVEL,
            &team::TEAM_KIND,
            &place::PLACE_KIND,
            &case_words::CASE_STATUS,
            &case_words::CASE_ACTION,
            &super::subscription::CHANGE_KIND,
            &clock::CLOCK_KIND,
            &mediation::MEDIATION_METHOD,
            &reply::REPLY_CHANNEL,
            &emergency::EMERGENCY_STEP,
            &case_words::CASE_SEVERITY,
            &case_words::CASE_SOURCE,
            &case_event::CASE_EVENT_KIND,
            &check::CHECK_KIND,
            &check::CHECK_STATUS,
            &check::CHECK_OUTCOME,
            &check::CHECK_ACTION,
            &hazard::HAZARD_STATUS,
            &hazard::HAZARD_ACTION,
            &hazard_event::HAZARD_EVENT_KIND,
            &shift::SHIFT_KIND,
            &shift::SHIFT_ROLE,
            &shift::SHIFT_GAP_KIND,
            &policy::POLICY_EFFECT,
            &stats::CASE_GROUP_KEY,
            &stats::STATS_ORDER,
            &stats::HAZARD_GROUP_KEY,
            &export::EXPORT_FORMAT,
            &export::EXPORT_STATUS,
        ];
        for order in ORDERS {
            let values =
                order.fields.iter().map(|(name, what, _)| (*name, *what)).collect::<Vec<_>>();
            // One for each order of the schema, for as long as the program runs.
            enums.push(Box::leak(Box::new(EnumType {
                name: order.field_type,
                description: order.field_description,
                values: values.leak(),
            })));
        }
        enums
    });
    &ENUMS
}

/// Every input type.
#[must_use]
pub(super) fn inputs() -> &'static InputTypes {
    static INPUTS: LazyLock<InputTypes> = LazyLock::new(|| {
        let orders = ORDERS.iter().map(|order| {
            let field =
                |name, ty: &str, description| InputField { name, ty: ty.to_owned(), description };
            InputObject {
                name: order.name.to_owned(),
                description: order.description.to_owned(),
                one_of: false,
                fields: vec![
                    field("field", &format!("{}!", order.field_type), "What to order by."),
                    field("direction", "OrderDirection!", "Which end comes first."),
                ],
            }
        });
        let objects = input_objects(FILTERS).into_iter().chain(orders).chain(by::input_objects());
        let objects = objects.chain(super::resolver::input_objects());
        let objects = objects.chain(super::mutation::input_objects());
        InputTypes {
            enums: enums().iter().map(|of| (of.name, *of)).collect(),
            objects: objects.map(|object| (object.name.clone(), object)).collect(),
        }
    });
    &INPUTS
}
