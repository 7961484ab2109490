//! Figures of cases and hazards in groups.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::area::AREAS;
use super::case::FILTER as CASE_FILTER;
use super::case_words::{CASE_SEVERITY, CASE_SOURCE, CASE_STATUS};
use super::category::CATEGORIES;
use super::hazard::{FILTER as HAZARD_FILTER, HAZARD_STATUS, OF_CHECK};
use super::place::PLACE_KIND;
use super::team::TEAMS;
use super::user::USERS;
use super::{case, hazard};
use crate::read::catalog::{Connection, PlainType};
use crate::read::filter::Reference;
use crate::read::input::EnumType;
use crate::read::stats::{Figure, GroupBy, GroupKey, HoursBetween, Measure, Period, StatsType};

/// `CaseGroupKey`
pub static CASE_GROUP_KEY: EnumType = EnumType {
    name: "CaseGroupKey",
    description: "What cases can be grouped by.",
    values: &[
        ("DISTRICT", "区县: the district that the matter lies in."),
        ("TOWN", "镇街: the town that the matter lies in."),
        ("COMMUNITY", "社区: the community that the matter lies in."),
        ("GROUP", "网格: the group that the matter lies in."),
        ("DESK", "受理台: the area whose desk is responsible now."),
        ("STATUS", "状态: where it stands."),
        ("SEVERITY", "繁简: how much it asks for."),
        ("SOURCE", "来源: how it came in."),
        ("CATEGORY", "类别: what it is about."),
        ("TEAM", "工作组: the team that has it now."),
        ("FIRST_HANDLER", "首办责任人: who is answerable from receipt to the end."),
        ("SATISFACTION", "满意度: how satisfied the reporter was."),
        ("RECEIVED_YEAR", "受理年: the year in which it was received."),
        ("RECEIVED_QUARTER", "受理季: the quarter in which it was received."),
        ("RECEIVED_MONTH", "受理月: the month in which it was received."),
        ("RECEIVED_WEEK", "受理周: the week, from Monday, in which it was received."),
        ("RECEIVED_DAY", "受理日: the day on which it was received."),
        ("RECEIVED_HOUR", "受理时: the hour of the day at which it was received."),
        ("CLOSED_YEAR", "办结年: the year in which it was closed."),
        ("CLOSED_QUARTER", "办结季: the quarter in which it was closed."),
        ("CLOSED_MONTH", "办结月: the month in which it was closed."),
        ("CLOSED_WEEK", "办结周: the week, from Monday, in which it was closed."),
        ("CLOSED_DAY", "办结日: the day on which it was closed."),
    ],
};

/// `StatsOrder`
pub static STATS_ORDER: EnumType = EnumType {
    name: "StatsOrder",
    description: "Which groups come first. Those that are alike come by their keys.",
    values: &[
        (
            "KEYS",
            "By their keys: records by name, periods and numbers upwards, words in the order of their list, what has none last.",
        ),
        ("COUNT_DESC", "Those with the most first."),
        ("OVERDUE_DESC", "Those with the most that are overdue first."),
    ],
};

/// `HazardGroupKey`
pub static HAZARD_GROUP_KEY: EnumType = EnumType {
    name: "HazardGroupKey",
    description: "What hazards can be grouped by.",
    values: &[
        ("DISTRICT", "区县: the district that the place lies in."),
        ("TOWN", "镇街: the town that the place lies in."),
        ("COMMUNITY", "社区: the community that the place lies in."),
        ("GROUP", "网格: the group that the place lies in."),
        ("STATUS", "状态: where it stands."),
        ("PLACE_KIND", "场所类型: what kind of place it is at."),
        ("CHECKLIST_ITEM", "检查项: the question that it failed, where the check is in sight."),
        ("FOUND_MONTH", "发现月: the month in which it was found."),
        ("FOUND_WEEK", "发现周: the week, from Monday, in which it was found."),
    ],
};

const fn key(name: &'static str, by: GroupBy) -> GroupKey {
    GroupKey { name, by }
}

const fn area(column: &'static str) -> GroupBy {
    GroupBy::Record(Reference(column, &AREAS), "area", "name")
}

const fn user(column: &'static str) -> GroupBy {
    GroupBy::Record(Reference(column, &USERS), "user", "display_name")
}

const TO_CLOSE: HoursBetween =
    HoursBetween { from: "received_at", to: "closed_at", such: ANSWERED };

/// Resolved or further.
const ANSWERED: &str = "{t}.status in ('RESOLVED', 'REPLIED', 'FOLLOWED_UP', 'ARCHIVED')";

const fn count(name: &'static str, such: &'static str, description: &'static str) -> Figure {
    Figure { name, description, of: Measure::Count(such) }
}

/// `CaseStats`
pub static CASE_STATS: StatsType = StatsType {
    name: "CaseStats",
    row: "CaseStatsRow",
    key: "StatsKey",
    list: &Connection { filter: Some(&CASE_FILTER), order: None, ..case::CONNECTION },
    key_enum: &CASE_GROUP_KEY,
    keys: &[
        key("DISTRICT", area("district_id")),
        key("TOWN", area("town_id")),
        key("COMMUNITY", area("community_id")),
        key("GROUP", area("group_id")),
        key("DESK", area("desk_id")),
        key("STATUS", GroupBy::Enum("{t}.status", &CASE_STATUS)),
        key("SEVERITY", GroupBy::Enum("{t}.severity", &CASE_SEVERITY)),
        key("SOURCE", GroupBy::Enum("{t}.source", &CASE_SOURCE)),
        key("CATEGORY", GroupBy::Record(Reference("category_id", &CATEGORIES), "category", "name")),
        key("TEAM", GroupBy::Record(Reference("team_id", &TEAMS), "team", "name")),
        key("FIRST_HANDLER", user("first_handler_id")),
        key("SATISFACTION", GroupBy::Number("satisfaction")),
        key("RECEIVED_YEAR", GroupBy::Period("received_at", Period::Year)),
        key("RECEIVED_QUARTER", GroupBy::Period("received_at", Period::Quarter)),
        key("RECEIVED_MONTH", GroupBy::Period("received_at", Period::Month)),
        key("RECEIVED_WEEK", GroupBy::Period("received_at", Period::Week)),
        key("RECEIVED_DAY", GroupBy::Period("received_at", Period::Day)),
        key("RECEIVED_HOUR", GroupBy::Hour("received_at")),
        key("CLOSED_YEAR", GroupBy::Period("closed_at", Period::Year)),
        key("CLOSED_QUARTER", GroupBy::Period("closed_at", Period::Quarter)),
        key("CLOSED_MONTH", GroupBy::Period("closed_at", Period::Month)),
        key("CLOSED_WEEK", GroupBy::Period("closed_at", Period::Week)),
        key("CLOSED_DAY", GroupBy::Period("closed_at", Period::Day)),
    ],
    figures: &[
        count("count", "true", "All cases of the group, withdrawn and merged ones too."),
        count("openCount", "{t}.is_open", "Received, triaged, assigned or in progress now."),
        count(
            "overdueCount",
            "{t}.is_open and {t}.due_at < {now}",
            "Open, and past their date now.",
        ),
        count(
            "closedCount",
            ANSWERED,
            "Answered: resolved or further, neither withdrawn nor merged.",
        ),
        count(
            "closedOnTimeCount",
            "{t}.status in ('RESOLVED', 'REPLIED', 'FOLLOWED_UP', 'ARCHIVED') and ({t}.closed_at > {t}.due_at) is not true",
            "Of closedCount, those closed by their date, or that had none.",
        ),
        count(
            "closedLateCount",
            "{t}.status in ('RESOLVED', 'REPLIED', 'FOLLOWED_UP', 'ARCHIVED') and {t}.closed_at > {t}.due_at",
            "Of closedCount, those closed after their date.",
        ),
        count("withdrawnCount", "{t}.status = 'WITHDRAWN'", "Withdrawn at the reporter's wish."),
        count("reopenedCount", "{t}.reopen_count > 0", "Reopened at least once."),
        count(
            "followedUpCount",
            "{t}.satisfaction is not null",
            "Whose reporter was asked afterwards how satisfied they were, and said so.",
        ),
        Figure {
            name: "averageSatisfaction",
            description: "The mean of what those asked said, 1 to 5; null where nobody was.",
            of: Measure::Mean("satisfaction"),
        },
        Figure {
            name: "medianHoursToClose",
            description: "Of closedCount, the hours from receipt to closing within which half were closed; between two of them in proportion. Null where none was.",
            of: Measure::HoursWithin(50, TO_CLOSE),
        },
        Figure {
            name: "p90HoursToClose",
            description: "The same for nine in ten.",
            of: Measure::HoursWithin(90, TO_CLOSE),
        },
    ],
    orders: Some((&STATS_ORDER, &[("COUNT_DESC", "count"), ("OVERDUE_DESC", "overdueCount")])),
    fills_gaps: true,
};

/// `HazardStats`
pub static HAZARD_STATS: StatsType = StatsType {
    name: "HazardStats",
    row: "HazardStatsRow",
    key: "HazardStatsKey",
    list: &Connection { filter: Some(&HAZARD_FILTER), order: None, ..hazard::CONNECTION },
    key_enum: &HAZARD_GROUP_KEY,
    keys: &[
        key("DISTRICT", area("district_id")),
        key("TOWN", area("town_id")),
        key("COMMUNITY", area("community_id")),
        key("GROUP", area("group_id")),
        key("STATUS", GroupBy::Enum("{t}.status", &HAZARD_STATUS)),
        key(
            "PLACE_KIND",
            GroupBy::Enum(
                "(select place.kind from places place where place.id = {t}.place_id)",
                &PLACE_KIND,
            ),
        ),
        key("CHECKLIST_ITEM", GroupBy::OfVisible(OF_CHECK, "item_code")),
        key("FOUND_MONTH", GroupBy::Period("found_at", Period::Month)),
        key("FOUND_WEEK", GroupBy::Period("found_at", Period::Week)),
    ],
    figures: &[
        count("count", "true", "All hazards of the group."),
        count("openCount", "{t}.status <> 'VERIFIED'", "Not verified yet."),
        count(
            "overdueCount",
            "{t}.rectified_at is null and {t}.due_at < {now}",
            "Not put right, and past their date now.",
        ),
        count("majorCount", "{t}.major = true", "Major ones."),
        count(
            "verifiedOnTimeCount",
            "{t}.status = 'VERIFIED' and {t}.rectified_at <= {t}.due_at",
            "Verified, and put right by their date.",
        ),
    ],
    orders: None,
    fills_gaps: false,
};

/// `BacklogPoint`
pub static BACKLOG_POINT: PlainType = PlainType {
    name: "BacklogPoint",
    description: "Cases on one civil day.",
    fields: &[
        ("on", "Date!", "The day."),
        ("received", "Int!", "Received on it."),
        ("closed", "Int!", "Closed on it: answered, withdrawn or merged."),
        ("open", "Int!", "Received by its end and not closed by then."),
        ("overdue", "Int!", "Of these, those whose date was past by its end."),
    ],
};

/// All that are counted in groups.
pub static ALL: [&StatsType; 2] = [&CASE_STATS, &HAZARD_STATS];

/// The types that figures of a kind are answered in.
#[must_use]
pub fn plain_types(of: &StatsType) -> &'static [PlainType] {
    static TYPES: LazyLock<HashMap<&'static str, &'static [PlainType]>> =
        LazyLock::new(|| ALL.iter().map(|of| (of.name, made(of))).collect());
    TYPES.get(of.name).copied().unwrap_or_default()
}

type Fields = Vec<(&'static str, &'static str, &'static str)>;

/// Made once for the life of the program, of what its figures are.
fn made(of: &StatsType) -> &'static [PlainType] {
    let text = |text: String| -> &'static str { text.leak() };
    let plain =
        |name, description, fields: Fields| PlainType { name, description, fields: fields.leak() };
    let row = of.row;
    let mut figures: Fields = vec![(
        "keys",
        text(format!("[{}!]!", of.key)),
        "One a key of groupBy, in its order; none of what groups come to together.",
    )];
    figures.extend(of.figures.iter().map(|figure| {
        let ty = match figure.of {
            Measure::Count(_) => "Int!",
            Measure::Mean(_) | Measure::HoursWithin(..) => "Float",
        };
        (figure.name, ty, figure.description)
    }));
    let types = vec![
        plain(
            of.name,
            "Figures in groups, of what the viewer may read and nothing else.",
            vec![
                ("rows", text(format!("[{row}!]!")), "The groups, in their order."),
                (
                    "others",
                    row,
                    "What the groups beyond `first` come to; null where there are none.",
                ),
                ("total", text(format!("{row}!")), "What all groups come to."),
            ],
        ),
        plain(row, "The figures of one group, or of several together.", figures),
        plain(
            of.key,
            "What the rows of a group have in common.",
            vec![
                ("key", text(format!("{}!", of.key_enum.name)), "The key."),
                (
                    "value",
                    "String",
                    "An id, an enum's name, a number, an hour (0 to 23) or a period's first day; null where there is none. What a filter of the same field takes.",
                ),
                (
                    "label",
                    "String",
                    "The value as people read it: a record's name, a word in the reader's language, a period such as 2026-11, 2026-W48 or 2026-Q4.",
                ),
                ("from", "DateTime", "The first moment of a period."),
                ("to", "DateTime", "The first moment after it."),
            ],
        ),
    ];
    types.leak()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_of_the_enums_of_keys_is_a_key_in_the_same_order() {
        for of in ALL {
            let values: Vec<&str> = of.key_enum.values.iter().map(|value| value.0).collect();
            let keys: Vec<&str> = of.keys.iter().map(|key| key.name).collect();
            assert_eq!(keys, values, "{}", of.name);
        }
    }
}
