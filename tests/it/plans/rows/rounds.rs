//! What is found and walked in the district, and who is on duty.

use super::dialect::Dialect;
use super::{CASES, CHECKS, Kind, LEVELS, PLACES, TEAMS, USERS, scattered};
use crate::support::Backend;

const HAZARDS: u64 = 6_000;
const ROUTES: u64 = 2_000;
/// Checkpoints of a route.
const POINTS: u64 = 3;
/// Visits to each checkpoint, one a day.
const VISITS: u64 = 5;
const SHIFTS: u64 = 4_000;
/// Members of a shift.
const MEMBERS: u64 = 3;

pub(super) fn statements(backend: Backend) -> Vec<String> {
    let sql = Dialect(backend);
    let (long_ago, levels) = (sql.at("1000000"), sql.levels());
    let user = |n: &str| sql.id(Kind::User, n);
    let team = sql.id(Kind::Team, &format!("(1 + n * 7 % {TEAMS})"));
    // Each row n with each m below it.
    let each = |rows: u64, parts: u64| {
        format!(
            "(select a.n as n, b.n as m from {} cross join {}) s",
            sql.series_as("a", rows),
            sql.series_as("b", parts),
        )
    };
    let found = "(n * 7919 % 432000)";
    let begun = "(n * 360 % 525600)";
    vec![
        format!(
            "insert into hazards(id, number, {LEVELS}, place_id, check_id, case_id, item_code, description, major, status, \
             responsible_id, found_by_id, found_at, due_at, rectified_at, raised_to_id, version, updated_at) \
             select {}, 'HZ-' || (100000 + n), {levels}, {}, case when n % 2 = 0 then {} end, case when n % 5 = 0 then {} end, \
             'F01', '疏散通道堆物', n % 10 = 0, case n % 4 when 0 then 'FOUND' when 1 then 'RECTIFYING' else 'VERIFIED' end, \
             case when n % 3 = 0 then {} end, {}, {}, {}, case when n % 4 > 1 then {} end, case when n % 9 = 0 then {} end, \
             1, {long_ago} from {}",
            sql.id(Kind::Hazard, "n"),
            sql.id(Kind::Place, &format!("(1 + n % {PLACES})")),
            sql.id(Kind::Check, &format!("(1 + n % {CHECKS})")),
            sql.id(Kind::Case, &format!("(1 + n * 3 % {CASES})")),
            user(&format!("(1 + n * 11 % {USERS})")),
            user(&format!("(1 + n * 13 % {USERS})")),
            sql.at(found),
            sql.at(&format!("{found} - 10080")),
            sql.at(&format!("{found} - 4320")),
            sql.id(Kind::Area, "(1 + t)"),
            scattered("(1 + n % 2000) * 11", &sql.series(HAZARDS)),
        ),
        format!(
            "insert into hazard_events(id, hazard_id, kind, at, actor_id, note) \
             select {}, {}, 'STARTED', {}, {}, '已通知业主' from {}",
            sql.id(Kind::HazardEvent, "(n * 3 + m)"),
            sql.id(Kind::Hazard, "n"),
            sql.at(&format!("{found} - m * 60")),
            user(&format!("(1 + (n + m) % {USERS})")),
            each(HAZARDS, 3),
        ),
        format!(
            "insert into files(id, file_name, media_type, byte_length, sha256, has_thumbnail, uploaded_by_id, uploaded_at, \
             personal, attached_at, before_hazard_id, after_hazard_id) \
             select {}, '现场.jpg', 'image/jpeg', 20000, '0', false, {}, {long_ago}, false, {long_ago}, \
             case when m = 1 then {} end, case when m = 2 then {} end from {}",
            sql.id(Kind::File, "(n * 2 + m)"),
            user(&format!("(1 + n % {USERS})")),
            sql.id(Kind::Hazard, "n"),
            sql.id(Kind::Hazard, "n"),
            each(HAZARDS, 2),
        ),
        format!(
            "insert into patrol_routes(id, name, {LEVELS}, team_id, visits_per_day, version, created_at, updated_at) \
             select {}, '路线' || n, {levels}, case when n % 2 = 0 then {team} end, 1, 1, {long_ago}, {long_ago} from {}",
            sql.id(Kind::Route, "n"),
            scattered("n * 3", &sql.series(ROUTES)),
        ),
        format!(
            "insert into checkpoints(id, route_id, on_route_id, position, code, name) \
             select {}, {}, {}, m, 'D' || m, '签到点' || m from {}",
            sql.id(Kind::Checkpoint, &format!("(n * {POINTS} + m)")),
            sql.id(Kind::Route, "n"),
            sql.id(Kind::Route, "n"),
            each(ROUTES, POINTS),
        ),
        format!(
            "insert into checkpoint_terms(checkpoint_id, from_day, visits_per_day) select {}, {}, 1 from {}",
            sql.id(Kind::Checkpoint, &format!("(n * {POINTS} + m)")),
            sql.day("0"),
            each(ROUTES, POINTS),
        ),
        format!(
            "insert into patrol_visits(id, route_id, checkpoint_id, by_id, at, day, received_at) \
             select {}, {}, {}, {}, {}, {}, {long_ago} from {}",
            sql.id(Kind::Visit, &format!("(n * {} + m)", POINTS * VISITS)),
            sql.id(Kind::Route, "n"),
            sql.id(Kind::Checkpoint, &format!("(n * {POINTS} + 1 + m % {POINTS})")),
            user(&format!("(1 + (n + m) % {USERS})")),
            sql.at(&format!("(m / {POINTS} * 1440 + n % 1440)")),
            sql.day(&format!("m / {POINTS}")),
            each(ROUTES, POINTS * VISITS),
        ),
        format!(
            "insert into shifts(id, kind, {LEVELS}, team_id, leader_id, starts_at, ends_at, version, created_at, updated_at) \
             select {}, case when n % 3 = 0 then 'NIGHT' else 'DUTY' end, {levels}, case when n % 2 = 0 then {team} end, {}, \
             {}, {}, 1, {long_ago}, {long_ago} from {}",
            sql.id(Kind::Shift, "n"),
            user(&format!("(1 + n * 11 % {USERS})")),
            sql.at(begun),
            sql.at(&format!("{begun} - 480")),
            scattered("n * 7", &sql.series(SHIFTS)),
        ),
        format!(
            "insert into shift_members(shift_id, user_id, position, role, signed_in_at) select {}, {}, m, 'STAFF', {} from {}",
            sql.id(Kind::Shift, "n"),
            user(&format!("(1 + (n * 11 + m) % {USERS})")),
            sql.at(begun),
            each(SHIFTS, MEMBERS),
        ),
        format!(
            "insert into shift_gaps(id, shift_id, beside_id, kind, user_id, from_at) select {}, {}, {}, 'SIGNED_IN_LATE', {}, {} from {}",
            sql.id(Kind::Gap, "(n * 2 + m)"),
            sql.id(Kind::Shift, "n"),
            sql.id(Kind::Shift, "n"),
            user(&format!("(1 + (n * 11 + m) % {USERS})")),
            sql.at(begun),
            each(SHIFTS, 2),
        ),
        format!(
            "insert into duty_log_entries(id, shift_id, at, by_id, text) select {}, {}, {}, {}, '无异常' from {}",
            sql.id(Kind::Log, "(n * 2 + m)"),
            sql.id(Kind::Shift, "n"),
            sql.at(&format!("{begun} - m * 60")),
            user(&format!("(1 + (n * 11 + m) % {USERS})")),
            each(SHIFTS, 2),
        ),
    ]
}
