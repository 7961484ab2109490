//! What is asked: each field of the filter of cases, of what is common, rare and nowhere, and orders.

use crate::load::{Tag, Tree, id};

/// A filter, and the order that it is asked in.
pub(super) struct Asked {
    filter: &'static str,
    order: Option<&'static str>,
    /// The filter with ids in the places of names.
    with_ids: String,
}

impl Asked {
    pub(super) fn name(&self) -> String {
        match self.order {
            Some(order) => format!("{{{}}} by {order}", self.filter),
            None => format!("{{{}}}", self.filter),
        }
    }

    /// The arguments of a list.
    pub(super) fn arguments(&self) -> String {
        let order = self.order.map(|order| {
            let (field, direction) = order.split_once(' ').unwrap_or((order, "DESC"));
            format!(", orderBy: [{{field: {field}, direction: {direction}}}]")
        });
        format!("filter: {{{}}}{}", self.with_ids, order.unwrap_or_default())
    }
}

/// Filters in the order of receipt, which is the usual one.
const FILTERS: &[&str] = &[
    "",
    "id: {eq: @case}",
    "id: {ne: @case}",
    "id: {isNull: true}",
    "area: {eq: @group}",
    "area: {in: [@group, @community]}",
    "area: {within: @community}",
    "area: {within: @town}",
    "area: {isNull: true}",
    "desk: {eq: @community}",
    "desk: {eq: @town}",
    "desk: {within: @community}",
    "desk: {within: @town}",
    "desk: {isNull: true}",
    "status: {eq: RECEIVED}",
    "status: {in: [RECEIVED, TRIAGED]}",
    "status: {ne: ARCHIVED}",
    "status: {isNull: true}",
    "open: {eq: true}",
    "open: {eq: false}",
    "severity: {eq: MAJOR}",
    "source: {eq: PHONE}",
    "source: {eq: MAIL}",
    "category: {eq: @category}",
    "category: {in: [@category]}",
    "category: {within: @category}",
    "category: {isNull: true}",
    "team: {eq: @team}",
    "team: {in: [@team]}",
    "team: {ne: @team}",
    "team: {isNull: true}",
    "handler: {eq: @user}",
    "handler: {notIn: [@user]}",
    "handler: {isNull: true}",
    "firstHandler: {eq: @user}",
    "firstHandler: {isNull: true}",
    "number: {eq: \"3501020001-2026-00000400\"}",
    "number: {startsWith: \"3501020001-2026-000004\"}",
    "number: {contains: \"000004\"}",
    "number: {contains: \"nowhere\"}",
    "title: {contains: \"噪音\"}",
    "title: {contains: \"河道污染\"}",
    "title: {contains: \"nowhere\"}",
    "title: {eq: \"nowhere\"}",
    "title: {startsWith: \"青石\"}",
    "title: {startsWith: \"nowhere\"}",
    "receivedAt: {on: \"2026-03-01\"}",
    "receivedAt: {gte: \"2026-03-01T00:00:00Z\", lt: \"2026-04-01T00:00:00Z\"}",
    "receivedAt: {hour: {eq: 3}}",
    "receivedAt: {isNull: true}",
    "dueAt: {on: \"2026-03-01\"}",
    "dueAt: {lt: \"2024-01-01T00:00:00Z\"}",
    "dueAt: {isNull: true}",
    "closedAt: {on: \"2026-03-01\"}",
    "closedAt: {lt: \"2024-01-01T00:00:00Z\"}",
    "closedAt: {hour: {eq: 3}}",
    "closedAt: {isNull: true}",
    "updatedAt: {on: \"2026-03-01\"}",
    "updatedAt: {lt: \"2024-01-01T00:00:00Z\"}",
    "overdue: {eq: true}",
    "overdue: {eq: false}",
    "closedLate: {eq: true}",
    "closedLate: {eq: false}",
    "emergency: {eq: true}",
    "confidential: {eq: true}",
    "satisfaction: {eq: 4}",
    "satisfaction: {eq: 1}",
    "satisfaction: {eq: 2}",
    "satisfaction: {isNull: true}",
    "reopenCount: {eq: 1}",
    "reopenCount: {gte: 3}",
    "reopenCount: {gte: 9}",
    "within: {south: 26.1, west: 119.1, north: 26.9, east: 119.9}",
    "within: {south: 26.1, west: 119.1, north: 26.101, east: 119.101}",
    "within: {south: 1, west: 1, north: 2, east: 2}",
    "search: \"现场\"",
    "search: \"噪音\"",
    "search: \"现场 噪音\"",
    "search: \"夜间施工噪音\"",
    "search: \"河道污染\"",
    "search: \"噪音 河道\"",
    "search: \"涉及福记\"",
    "search: \"water pipe\"",
    "search: \"优组\"",
    "search: \"龙卷\"",
    "search: \"水 停\"",
    "search: \"400\"",
    "search: \"现场\", area: {within: @community}",
    "search: \"现场\", receivedAt: {on: \"2026-03-01\"}",
    "search: \"现场\", status: {eq: RECEIVED}",
    "search: \"现场\", satisfaction: {eq: 1}",
    "or: [{search: \"现场\"}, {search: \"噪音\"}]",
    "or: [{search: \"龙卷\"}, {status: {eq: RECEIVED}}]",
    "not: {search: \"现场\"}",
    "not: {search: \"龙卷\"}",
    "event: {kind: {eq: NOTED}}",
    "event: {kind: {eq: SUPERVISED}}",
    "event: {kind: {eq: EXTENDED}}",
    "event: {kind: {eq: MEDIATED}}",
    "event: {kind: {ne: REGISTERED}}",
    "event: {at: {on: \"2026-03-01\"}}",
    "event: {at: {lt: \"2024-01-01T00:00:00Z\"}}",
    "event: {actor: {eq: @user}}",
    "event: {actor: {isNull: true}}",
    "event: {kind: {eq: SUPERVISED}, at: {gte: \"2026-03-01T00:00:00Z\", lt: \"2026-04-01T00:00:00Z\"}}",
    "event: {kind: {eq: EXTENDED}, actor: {eq: @user}}",
    "not: {event: {kind: {eq: NOTED}}}",
    "not: {event: {kind: {eq: REGISTERED}}}",
    "and: [{status: {eq: RECEIVED}}, {source: {eq: PHONE}}]",
    "or: [{status: {eq: RECEIVED}}, {team: {eq: @team}}]",
    "or: [{satisfaction: {eq: 1}}, {reopenCount: {gte: 3}}]",
    "not: {status: {eq: ARCHIVED}}",
    "satisfaction: {eq: 1}, receivedAt: {gte: \"2026-03-01T00:00:00Z\", lt: \"2026-06-01T00:00:00Z\"}",
    "satisfaction: {eq: 2}, receivedAt: {gte: \"2026-03-01T00:00:00Z\"}",
    "satisfaction: {eq: 2}, area: {within: @community}",
    "satisfaction: {eq: 2}, category: {eq: @category}",
];

/// Filters in other orders.
const ORDERED: &[(&str, &str)] = &[
    ("", "RECEIVED_AT ASC"),
    ("", "DUE_AT ASC"),
    ("", "DUE_AT DESC"),
    ("", "CLOSED_AT DESC"),
    ("", "CLOSED_AT ASC"),
    ("", "UPDATED_AT DESC"),
    ("", "NUMBER ASC"),
    ("open: {eq: true}", "DUE_AT ASC"),
    ("overdue: {eq: true}", "DUE_AT ASC"),
    ("status: {eq: RECEIVED}", "DUE_AT ASC"),
    ("closedLate: {eq: true}", "CLOSED_AT DESC"),
    ("closedAt: {isNull: false}", "CLOSED_AT ASC"),
    ("dueAt: {on: \"2026-03-01\"}", "DUE_AT ASC"),
    ("dueAt: {isNull: true}", "DUE_AT ASC"),
    ("satisfaction: {eq: 1}", "UPDATED_AT DESC"),
    ("category: {eq: @category}", "DUE_AT ASC"),
    ("team: {eq: @team}", "CLOSED_AT DESC"),
    ("receivedAt: {on: \"2026-03-01\"}", "NUMBER ASC"),
    ("receivedAt: {gte: \"2025-03-01T00:00:00Z\"}", "NUMBER ASC"),
    ("area: {within: @community}", "NUMBER ASC"),
    ("search: \"现场\"", "RELEVANCE DESC"),
    ("search: \"噪音\"", "RELEVANCE DESC"),
    ("search: \"现场 噪音\"", "RELEVANCE DESC"),
    ("search: \"河道污染\"", "RELEVANCE DESC"),
    ("search: \"涉及福记\"", "RELEVANCE DESC"),
    ("search: \"优组\"", "RELEVANCE DESC"),
    ("search: \"噪音\", area: {within: @town}", "RELEVANCE DESC"),
    ("search: \"噪音\"", "DUE_AT ASC"),
    ("event: {kind: {eq: SUPERVISED}}", "UPDATED_AT DESC"),
];

/// All of them.
pub(super) fn all(tree: Tree) -> Vec<Asked> {
    let usual = FILTERS.iter().map(|filter| (*filter, None));
    let ordered = ORDERED.iter().map(|(filter, order)| (*filter, Some(*order)));
    usual
        .chain(ordered)
        .map(|(filter, order)| Asked { filter, order, with_ids: with_ids(filter, tree) })
        .collect()
}

fn with_ids(filter: &str, tree: Tree) -> String {
    let names = [
        ("@case", "case", Tag::Case, 1),
        ("@group", "area", Tag::Group, 30 * tree.groups / tree.communities),
        ("@community", "area", Tag::Community, 30),
        ("@town", "area", Tag::Town, 1),
        ("@category", "category", Tag::Category, 3),
        ("@team", "team", Tag::TownTeam, 8),
        ("@user", "user", Tag::User, 30),
    ];
    names.iter().fold(filter.to_owned(), |text, (name, prefix, tag, number)| {
        text.replace(name, &format!("\"{prefix}_{}\"", id(*tag, *number).simple()))
    })
}
