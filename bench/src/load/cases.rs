//! Cases and their events, as their numbers have it.

use super::Size;
use super::categories::CATEGORIES;
use super::id::{Tag, id_at, id_of};
use super::numbers::numbers;
use super::teams::TOWN_TEAMS;
use super::tree::{community_of, town_code, town_of};
use super::words::{SAID, joined};
use crate::connection::Kind;

/// A quarter is open, as in a town that has some to catch up with.
const STATUS: &str = "case when p < 4 then 'RECEIVED' when p < 8 then 'TRIAGED' when p < 14 then 'ASSIGNED' \
    when p < 25 then 'IN_PROGRESS' when p < 30 then 'RESOLVED' when p < 35 then 'REPLIED' \
    when p < 40 then 'FOLLOWED_UP' when p < 95 then 'ARCHIVED' when p < 98 then 'WITHDRAWN' else 'MERGED' end";

const SOURCE: &str = "case h3 / 65536 % 5 when 0 then 'WALK_IN' when 1 then 'PHONE' when 2 then 'ONLINE' \
    when 3 then 'ROUND' else 'PATROL' end";

/// What happened third: mostly a note, seldom what is looked for among all.
const THIRD: &str = "case when h4 / 65536 % 50 = 0 then 'SUPERVISED' when h4 / 65536 % 50 = 1 then 'RETURNED' \
    when h4 / 65536 % 10000 = 2 then 'EXTENDED' else 'NOTED' end";

/// How satisfied the reporter was, where one was asked: seldom anything but well.
const SATISFACTION: &str = "case when p < 35 or p >= 70 then null when h4 / 65536 % 10000 < 5 then 1 \
    when h4 / 65536 % 10000 < 1000 then 4 else 5 end";

const REOPENED: &str =
    "case when h5 / 65536 % 100 = 0 then 1 when h5 / 65536 % 20000 = 1 then 3 else 0 end";

/// Degrees within one, of every third case.
fn degrees(least: u64, hash: &str) -> String {
    format!("case when h5 % 3 = 0 then {least} + ({hash} / 1000 % 100000) / 100000.0 end")
}

fn user(kind: Kind, size: Size, hash: &str) -> String {
    id_of(kind, Tag::User, &format!("{hash} / 256 % {}", size.users))
}

/// The statement that makes the cases of these numbers.
pub(super) fn of(kind: Kind, size: Size, first: u64, last: u64) -> String {
    let community = community_of("k");
    let town = town_of(&community);
    let of_town = id_of(
        kind,
        Tag::TownTeam,
        &format!("({town}) * {TOWN_TEAMS} + h1 / 1048576 % {TOWN_TEAMS}"),
    );
    let team = format!(
        "case when p < 8 then null when h3 / 1048576 % 2 = 0 then {of_town} else {} end",
        id_of(kind, Tag::CommunityTeam, &community)
    );
    // The midnight in Shanghai that ends the last day.
    let days = "case when s < 3 then 1 when s < 9 then 8 else 31 end";
    let due = format!("((received + 28800) / 86400 + {days}) * 86400 - 28800");
    let closed = "received + (1 + h3 / 4096 % 20) * 86400";
    let columns = [
        ("id", id_at(kind, Tag::Case, "received", "n")),
        ("number", format!("{} || '-2026-' || {}", town_code(kind, &town), kind.digits("n", 8))),
        ("title", "place.phrase || '：' || matter.phrase || ' ' || n".to_owned()),
        (
            "description",
            format!("matter.phrase || '。{SAID}。' || detail.phrase || '。编号 ' || n"),
        ),
        ("category_id", id_of(kind, Tag::Category, &format!("h1 / 1024 % {CATEGORIES}"))),
        ("source", SOURCE.to_owned()),
        (
            "severity",
            "case when s < 3 then 'SIMPLE' when s < 9 then 'ORDINARY' else 'MAJOR' end".to_owned(),
        ),
        ("emergency", "(h1 / 65536 % 50 = 0)".to_owned()),
        ("confidential", "(h3 / 65536 % 20 = 0)".to_owned()),
        ("status", STATUS.to_owned()),
        ("is_open", "(p < 25)".to_owned()),
        ("area_id", id_of(kind, Tag::Group, "k")),
        ("district_id", id_of(kind, Tag::District, "0")),
        ("town_id", id_of(kind, Tag::Town, &town)),
        ("community_id", id_of(kind, Tag::Community, &community)),
        ("group_id", id_of(kind, Tag::Group, "k")),
        ("desk_id", id_of(kind, Tag::Community, &community)),
        ("address", "'青石路' || (k % 300 + 1) || '号'".to_owned()),
        ("latitude", degrees(26, "h4")),
        ("longitude", degrees(119, "h5")),
        ("received_at", kind.moment("received")),
        ("due_at", kind.moment(&due)),
        ("closed_at", format!("case when p < 25 then null else {} end", kind.moment(closed))),
        (
            "updated_at",
            kind.moment(&format!("case when p < 25 then received + 7200 else {closed} end")),
        ),
        ("received_by_id", user(kind, size, "h1")),
        ("first_handler_id", user(kind, size, "h2")),
        ("handler_id", format!("case when p < 8 then null else {} end", user(kind, size, "h3"))),
        (
            "overseer_id",
            format!("case when h1 / 65536 % 5 > 0 then null else {} end", user(kind, size, "h1")),
        ),
        ("team_id", team),
        // Noted already, so that no clock writes while there is measuring.
        ("overdue_noted_at", format!("case when p < 25 then {} else null end", kind.moment(&due))),
        ("satisfaction", SATISFACTION.to_owned()),
        ("reopen_count", REOPENED.to_owned()),
        ("version", "1".to_owned()),
    ];
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let values: Vec<&str> = columns.iter().map(|(_, value)| value.as_str()).collect();
    format!(
        "insert into cases ({}) select {} from {}{}",
        names.join(", "),
        values.join(", "),
        numbers(kind, size, first, last),
        joined(),
    )
}

/// The statement that makes three events for each of these cases.
pub(super) fn events_of(kind: Kind, size: Size, first: u64, last: u64) -> String {
    let at = "received + e * 7200 + e * (h3 % 5000)";
    format!(
        "insert into case_events (id, case_id, kind, at, actor_id, from_status, to_status, note) \
         select {}, {}, case when e = 0 then 'REGISTERED' when e = 1 and p >= 4 then 'TRIAGED' \
         when e = 1 then 'NOTED' else {THIRD} end, \
         {}, {}, case when e = 1 and p >= 4 then 'RECEIVED' end, \
         case when e = 0 then 'RECEIVED' when e = 1 and p >= 4 then 'TRIAGED' end, \
         case when e = 2 then note.phrase end \
         from {}{} cross join (select 0 as e union all select 1 union all select 2) e",
        id_at(kind, Tag::Event, at, "n * 3 + e"),
        id_at(kind, Tag::Case, "received", "n"),
        kind.moment(at),
        user(kind, size, "(h1 + e * 65536)"),
        numbers(kind, size, first, last),
        joined(),
    )
}
