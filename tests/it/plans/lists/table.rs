//! Filters, nested lists and single records, each with what no index serves of it.
//!
//! Most filters have no index of their own: the rows are read in the order of the jurisdiction's
//! index, and those that the filter does not keep are thrown away until the page is full. That is
//! neither a scan nor a sort; it costs more the rarer they are, and a jurisdiction bounds it.

use super::exceptions::{
    ALIKE_BEGINNING, CATEGORIES_BELOW, COUNTED, Exception, FEW_USERS, HAPPENED, NULLS, ON_EARTH,
    OWN_WORK, SEARCHED, SEARCHED_OPEN, SEVERAL_KEYS, SHOWN_WHOLE,
};

pub(super) const QUERIES: &[(&str, &[Exception])] = &[
    // Thrown away until the page is full: no index knows these, in any order.
    ("cases(filter: {open: {eq: true}})", &[]),
    ("cases(filter: {status: {eq: RECEIVED}})", &[]),
    ("cases(filter: {not: {status: {eq: ARCHIVED}}})", &[]),
    ("cases(filter: {severity: {eq: MAJOR}})", &[]),
    ("cases(filter: {source: {eq: PHONE}})", &[]),
    ("cases(filter: {emergency: {eq: true}})", &[]),
    ("cases(filter: {confidential: {eq: false}})", &[]),
    ("cases(filter: {desk: {within: @town}})", &[]),
    ("cases(filter: {title: {contains: \"400\"}})", &[]),
    ("cases(filter: {or: [{status: {eq: RECEIVED}}, {team: {eq: @team}}]})", &[]),
    ("cases(filter: {within: {south: 26, west: 119, north: 26.5, east: 119.5}})", &[ON_EARTH]),
    ("cases(filter: {status: {in: [RECEIVED, TRIAGED]}}, @by_due)", &[OWN_WORK]),
    ("cases(filter: {closedLate: {eq: true}}, @by_closed)", &[OWN_WORK]),
    ("cases(filter: {receivedAt: {onOrAfter: \"2026-03-01\"}, status: {eq: RECEIVED}})", &[]),
    // By the index of words, within the jurisdiction or the area that is asked for.
    ("cases(filter: {search: \"400\"})", &[SEARCHED]),
    ("cases(filter: {search: \"事情 400\"})", &[SEARCHED]),
    ("cases(filter: {search: \"第400件 事情\"}, @by_relevance)", &[SEARCHED]),
    ("cases(filter: {search: \"事情 400\", area: {within: @town}}, @by_relevance)", &[SEARCHED]),
    ("cases(filter: {search: \"400\", open: {eq: true}}, @by_due)", &[SEARCHED, SEARCHED_OPEN]),
    // By what happened to them.
    ("cases(filter: {event: {kind: {eq: SUPERVISED}}})", &[HAPPENED]),
    (
        "cases(filter: {event: {kind: {eq: EXTENDED}, at: {gte: \"2026-03-01T00:00:00Z\"}}}, @by_due)",
        &[OWN_WORK, HAPPENED],
    ),
    // The order's own key.
    (
        "cases(filter: {receivedAt: {gte: \"2026-03-01T00:00:00Z\", lt: \"2026-04-01T00:00:00Z\"}})",
        &[],
    ),
    ("cases(filter: {receivedAt: {on: \"2026-03-01\"}})", &[]),
    ("cases(filter: {dueAt: {lt: \"2026-03-01T00:00:00Z\"}}, @by_due)", &[OWN_WORK]),
    ("cases(filter: {closedAt: {gte: \"2026-03-01T00:00:00Z\"}}, @by_closed)", &[OWN_WORK]),
    ("cases(filter: {dueAt: {isNull: true}})", &[NULLS]),
    ("cases(filter: {number: {startsWith: \"N-10004\"}})", &[ALIKE_BEGINNING]),
    (
        "cases(filter: {number: {startsWith: \"N-10004\"}}, orderBy: [{field: NUMBER, direction: ASC}])",
        &[OWN_WORK],
    ),
    (
        "cases(orderBy: [{field: RECEIVED_AT, direction: DESC}, {field: NUMBER, direction: ASC}])",
        &[],
    ),
    (
        "cases(orderBy: [{field: DUE_AT, direction: ASC}, {field: RECEIVED_AT, direction: ASC}])",
        &[SEVERAL_KEYS],
    ),
    (
        "cases(orderBy: [{field: DUE_AT, direction: DESC}, {field: RECEIVED_AT, direction: ASC}])",
        &[SEVERAL_KEYS],
    ),
    // Indexes of their own.
    ("cases(filter: {team: {eq: @team}})", &[]),
    ("cases(filter: {team: {eq: @team}}, @by_closed)", &[OWN_WORK]),
    ("cases(filter: {handler: {eq: @user}})", &[]),
    ("cases(filter: {handler: {eq: @user}}, @by_closed)", &[OWN_WORK]),
    ("cases(filter: {firstHandler: {eq: @user}})", &[]),
    ("cases(filter: {desk: {eq: @town}})", &[]),
    ("cases(filter: {desk: {eq: @town}, open: {eq: true}}, @by_due)", &[]),
    ("cases(filter: {category: {eq: @category}})", &[]),
    ("cases(filter: {category: {within: @category}})", &[CATEGORIES_BELOW]),
    ("cases(filter: {area: {eq: @group}})", &[]),
    ("cases(filter: {area: {in: [@group, @community]}})", &[]),
    ("cases(filter: {area: {within: @town}})", &[]),
    ("cases(filter: {area: {within: @community}, open: {eq: true}}, @by_due)", &[]),
    ("cases(filter: {area: {within: @group}}, @by_closed)", &[]),
    ("cases(filter: {number: {eq: \"N-1000400\"}})", &[]),
    ("cases(filter: {id: {in: [@case]}})", &[]),
    ("checks(filter: {place: {eq: @place}})", &[]),
    ("checks(filter: {team: {eq: @team}})", &[]),
    ("checks(filter: {inspector: {eq: @user}})", &[]),
    ("checks(filter: {plannedFor: {gte: \"2026-03-01\", lt: \"2026-04-01\"}})", &[]),
    ("checks(filter: {status: {eq: PLANNED}})", &[]),
    ("checks(filter: {area: {within: @town}})", &[]),
    ("checks(filter: {id: {eq: @check}})", &[]),
    ("places(filter: {area: {within: @town}})", &[]),
    ("places(filter: {kind: {eq: SHOP}})", &[]),
    ("places(filter: {name: {startsWith: \"场\"}})", &[]),
    ("places(filter: {lastCheckedOn: {lt: \"2026-03-01\"}})", &[]),
    ("hazards(filter: {place: {eq: @place}})", &[]),
    ("hazards(filter: {check: {eq: @check}})", &[]),
    ("hazards(filter: {responsible: {eq: @user}})", &[]),
    ("hazards(filter: {raisedTo: {eq: @town}})", &[]),
    ("hazards(filter: {status: {in: [FOUND, RECTIFYING]}}, @by_due)", &[OWN_WORK]),
    ("hazards(filter: {overdue: {eq: true}}, @by_due)", &[OWN_WORK]),
    ("hazards(filter: {placeKind: {eq: SHOP}})", &[]),
    ("hazards(filter: {area: {within: @community}})", &[]),
    ("hazards(filter: {foundAt: {on: \"2026-03-01\"}})", &[]),
    ("hazards(filter: {id: {in: [@hazard]}})", &[]),
    ("patrolRoutes(area: {within: @town})", &[]),
    ("shifts(filter: {area: {within: @town}})", &[]),
    ("shifts(filter: {area: {eq: @community}, at: \"2026-03-01T00:00:00Z\"})", &[]),
    ("shifts(filter: {kind: {eq: NIGHT}})", &[]),
    ("shifts(filter: {user: {eq: @user}})", &[]),
    (
        "shifts(filter: {startsAt: {gte: \"2026-03-01T00:00:00Z\", lt: \"2026-03-08T00:00:00Z\"}})",
        &[],
    ),
    ("teams(filter: {area: {within: @town}})", &[]),
    ("teams(filter: {unit: {eq: true}})", &[]),
    ("teams(filter: {name: {startsWith: \"工\"}})", &[]),
    ("teams(filter: {id: {eq: @team}})", &[]),
    ("users(filter: {area: {within: @town}})", &[]),
    ("users(filter: {role: {eq: \"community\"}})", &[FEW_USERS]),
    ("users(filter: {search: \"1\"})", &[]),
    ("users(filter: {active: {eq: false}})", &[FEW_USERS]),
    ("users(filter: {grantEndsBefore: \"2026-03-01T00:00:00Z\"})", &[FEW_USERS]),
    ("areas(filter: {within: @town})", &[]),
    ("areas(filter: {level: {eq: COMMUNITY}})", &[]),
    ("areas(filter: {code: {eq: \"350199\"}})", &[]),
    ("areas(filter: {name: {contains: \"1\"}})", &[]),
    // Single records.
    (
        "{ viewer { user { displayName } grants { role area { name } } teams { name } } }",
        &[SHOWN_WHOLE],
    ),
    (
        "{ case(by: {id: @case}) { title hasReporter area { name parent { name } } category { name } \
         team { name leader { displayName } } } }",
        &[],
    ),
    ("{ case(by: {number: \"N-1000400\"}) { title } }", &[]),
    (
        "{ case(by: {id: @case}) { events(first: 2) { nodes { at actor { displayName } team { name } } } } }",
        &[],
    ),
    (
        "{ case(by: {id: @case}) { events(last: 2) { nodes { at } pageInfo { hasPreviousPage } } } }",
        &[],
    ),
    ("{ node(id: @check) { ... on Check { items { question } place { name } } } }", &[SHOWN_WHOLE]),
    ("{ nodes(ids: [@case, @team, @place, @user, @town]) { id } }", &[]),
    ("{ node(id: @place) { ... on Place { checks(first: 5) { nodes { number } } } } }", &[]),
    (
        "{ hazard(by: {id: @hazard}) { events(first: 5) { nodes { kind } } place { name openHazardCount } before { fileName } after { fileName } } }",
        &[SHOWN_WHOLE],
    ),
    (
        "{ node(id: @place) { ... on Place { openHazardCount hazards(first: 5) { nodes { number } } } } }",
        &[],
    ),
    (
        "{ patrolRoute(id: @route) { checkpoints { name } coverage(from: \"2026-01-01\", to: \"2026-01-07\") { owed made missed { name } } visits(first: 20) { nodes { at by { displayName } } } } }",
        &[SHOWN_WHOLE],
    ),
    (
        "{ shift(id: @shift) { roster { user { displayName } } log { text } gaps { kind } } }",
        &[SHOWN_WHOLE],
    ),
    // Nested lists.
    ("{ checks(first: 20) { nodes { hazards(first: 3) { nodes { number } } } } }", &[]),
    ("{ cases(first: 20) { nodes { hazards(first: 3) { nodes { number } } } } }", &[]),
    (
        "{ places(first: 20) { nodes { openHazardCount hazards(first: 3) { nodes { number } } } } }",
        &[],
    ),
    (
        "{ patrolRoutes(first: 5) { nodes { checkpoints { name } coverage(from: \"2026-01-01\", to: \"2026-01-07\") { owed made missed { name } } visits(first: 3) { nodes { at } } } } }",
        &[SHOWN_WHOLE],
    ),
    (
        "{ shifts(first: 20) { nodes { roster { user { displayName } } log { text } gaps { kind } } } }",
        &[SHOWN_WHOLE],
    ),
    (
        "{ cases(first: 100) { nodes { number area { name parent { name } } team { name } \
         handler { displayName } events(last: 3) { nodes { note } } } } }",
        &[],
    ),
    (
        "{ areas(first: 10) { nodes { cases(first: 5, filter: {open: {eq: true}}, @by_due) { nodes { number } } } } }",
        &[],
    ),
    (
        "{ areas(first: 10) { nodes { teams(first: 3) { nodes { name } } checks(first: 3) { nodes { number } } } } }",
        &[],
    ),
    ("{ areas(first: 10) { nodes { caseSummary { openCount overdueCount } hasChildren } } }", &[]),
    ("{ areas(first: 10) { nodes { ancestors { name } parent { name } } } }", &[]),
    ("{ areas(first: 10) { nodes { children(first: 5) { nodes { name hasChildren } } } } }", &[]),
    (
        "{ teams(first: 10) { nodes { cases(first: 3) { nodes { number } } checks(first: 3) { nodes { number } } } } }",
        &[],
    ),
    ("{ teams(first: 10) { nodes { members(first: 3) { nodes { displayName } } } } }", &[]),
    (
        "{ checks(first: 20) { nodes { place { name } items { question } inspector { displayName } } } }",
        &[SHOWN_WHOLE],
    ),
    ("{ categories { name parent { name } } }", &[]),
    // Counts.
    ("{ cases { totalCount } }", &[COUNTED]),
    ("{ cases(filter: {open: {eq: true}}) { totalCount } }", &[COUNTED]),
];

/// What is open is a small part of all, with indexes of its own; and an area's users are a small part
/// of all, of which there is an index in the order that they are shown.
pub(super) const THROUGH: &[(&str, &str)] = &[
    ("cases(filter: {open: {eq: true}}, @by_due)", "open_cases_"),
    ("cases(filter: {open: {eq: true}}, last: 5, @by_due)", "open_cases_"),
    ("cases(filter: {overdue: {eq: true}}, @by_due)", "open_cases_"),
    ("cases(filter: {team: {eq: @team}, open: {eq: true}}, @by_due)", "open_cases_"),
    ("cases(filter: {handler: {eq: @user}, open: {eq: true}}, @by_due)", "open_cases_"),
    ("users(filter: {area: {within: @town}})", "users_of_"),
];
