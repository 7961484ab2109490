//! A large made-up district, written by SQL alone: one statement a table, the same for both
//! databases but for how each makes ids, moments and series.

mod dialect;
mod rounds;

use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};
use uuid::Uuid;

use crate::support::{Backend, Database};
use dialect::Dialect;

/// What an id names. Ids are a kind's number and a row's.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Area = 1,
    User,
    Grant,
    Team,
    Place,
    Category,
    Case,
    Event,
    Check,
    Checklist,
    Hazard,
    HazardEvent,
    File,
    Route,
    Checkpoint,
    Visit,
    Shift,
    Gap,
    Log,
}

pub(super) const TOWNS: u64 = 8;
pub(super) const COMMUNITIES: u64 = 80;
pub(super) const GROUPS: u64 = 400;
const USERS: u64 = 3_000;
const TEAMS: u64 = 2_000;
/// The teams, the first of all, that have half of the cases between them.
const BUSY_TEAMS: u64 = 20;
const PLACES: u64 = 2_000;
const CATEGORIES: u64 = 30;
const CASES: u64 = 24_000;
const CHECKS: u64 = 6_000;

/// The nth id of a kind.
pub(crate) fn id(kind: Kind, n: u64) -> Uuid {
    Uuid::from_u128((kind as u128) << 96 | u128::from(n))
}

pub(super) fn global(prefix: &str, kind: Kind, n: u64) -> String {
    format!("{prefix}_{}", id(kind, n).simple())
}

/// The numbers of the areas: the district is 1, the others follow level by level.
pub(crate) const DISTRICT: u64 = 1;
pub(crate) const fn town(n: u64) -> u64 {
    DISTRICT + n
}
pub(crate) const fn community(n: u64) -> u64 {
    town(TOWNS) + n
}
pub(super) const fn group(n: u64) -> u64 {
    community(COMMUNITIES) + n
}

const LEVELS: &str = "area_id, district_id, town_id, community_id, group_id";

/// The town, community and group of the expression of a group's number: one row in ten lies in
/// its community itself, one in fifty in its town.
fn scattered(group: &str, series: &str) -> String {
    format!(
        "(select n, (g - 1) / 50 + 1 as t, case when n % 50 <> 0 then (g - 1) / 5 + 1 end as c, \
         case when n % 10 <> 0 then g end as g from (select n, 1 + ({group}) % {GROUPS} as g from {series}) s) s"
    )
}

fn statements(backend: Backend) -> Vec<String> {
    let sql = Dialect(backend);
    let area = |n: &str| sql.id(Kind::Area, n);
    let (district, long_ago, levels) = (area("1"), sql.at("1000000"), sql.levels());
    let (before_town, before_community, before_group) = (town(0), community(0), group(0));
    let areas = "insert into areas(id, code, path, level, name, parent_id, district_id, town_id, \
                 community_id, group_id, created_at, updated_at)";
    let (t, c, g) = (
        area(&format!("{before_town} + t")),
        area(&format!("{before_community} + c")),
        area(&format!("{before_group} + g")),
    );
    let (t_code, c_code, g_code) = (
        "(350199000 + t)",
        "(350199000000 + t * 1000 + c)",
        "(350199000000000 + t * 1000000 + c * 1000 + g)",
    );
    let user = |n: &str| sql.id(Kind::User, n);
    let team = |n: &str| sql.id(Kind::Team, n);
    let received = "(n * 7919 % 525600)";
    let open = "(n / 7 % 5 = 0)";
    // The viewers are the first users, so each of them has cases and checks at hand.
    let someone = |every: u64, step: u64| {
        format!(
            "case when n % 400 = {every} then {} when n % {every} = 0 then {} end",
            user("(1 + n / 400 % 12)"),
            user(&format!("(1 + n * {step} % {USERS})")),
        )
    };
    vec![
        format!(
            "{areas} values ({district}, '350199', '/350199/', 'DISTRICT', '青石区', null, {district}, null, null, null, {long_ago}, {long_ago})"
        ),
        format!(
            "{areas} select {t}, '' || {t_code}, '/350199/' || {t_code} || '/', 'TOWN', '第' || t || '镇', \
             {district}, {district}, {t}, null, null, {long_ago}, {long_ago} \
             from (select n as t from {}) s",
            sql.series(TOWNS),
        ),
        format!(
            "{areas} select {c}, '' || {c_code}, '/350199/' || {t_code} || '/' || {c_code} || '/', 'COMMUNITY', \
             '第' || c || '社区', {t}, {district}, {t}, {c}, null, {long_ago}, {long_ago} \
             from (select n as c, (n - 1) / 10 + 1 as t from {}) s",
            sql.series(COMMUNITIES),
        ),
        format!(
            "{areas} select {g}, '' || {g_code}, '/350199/' || {t_code} || '/' || {c_code} || '/' || {g_code} || '/', \
             'GROUP', '第' || g || '网格', {c}, {district}, {t}, {c}, {g}, {long_ago}, {long_ago} \
             from (select n as g, (n - 1) / 5 + 1 as c, (n - 1) / 50 + 1 as t from {}) s",
            sql.series(GROUPS),
        ),
        format!(
            "insert into users(id, username, display_name, active, password_must_change, token_version, {LEVELS}, created_at, updated_at) \
             select {}, 'user-' || n, '同事' || n % 997, true, false, 0, {levels}, {long_ago}, {long_ago} from {}",
            user("n"),
            scattered("n * 7", &sql.series(USERS)),
        ),
        format!(
            "insert into teams(id, name, kind, unit, leader_id, version, {LEVELS}, created_at, updated_at) \
             select {}, '工作组' || n, 'PATROL', n % 9 = 0, {}, 1, {levels}, {long_ago}, {long_ago} from {}",
            team("n"),
            user("n"),
            scattered("n * 3", &sql.series(TEAMS)),
        ),
        format!(
            "insert into team_members(team_id, user_id, joined_at) select {}, {}, {long_ago} from {} \
             union all select {}, {}, {long_ago} from {}",
            team(&format!("(case when n <= {BUSY_TEAMS} then n else 1 + n * 13 % {TEAMS} end)")),
            user("n"),
            sql.series(USERS),
            team(&format!("(1 + (n * 13 + 700) % {TEAMS})")),
            user("n"),
            sql.series(USERS),
        ),
        format!(
            "insert into grants(id, user_id, role, area_id, created_at) \
             select {}, {}, 'community', {}, {long_ago} from {} where n > 20",
            sql.id(Kind::Grant, "n"),
            user("n"),
            area(&format!("({before_community} + 1 + n % {COMMUNITIES})")),
            sql.series(USERS),
        ),
        format!(
            "insert into places(id, code, name, kind, version, {LEVELS}, last_checked_on, created_at, updated_at) \
             select {}, 'P-' || n, '场所' || n, 'SHOP', 1, {levels}, {}, {long_ago}, {long_ago} from {}",
            sql.id(Kind::Place, "n"),
            sql.day("n % 300"),
            scattered("n * 11", &sql.series(PLACES)),
        ),
        format!(
            "insert into categories(id, code, name, parent_id, position, version) \
             select {}, 'K-' || n, '类别' || n, {}, n, 1 from {} order by n",
            sql.id(Kind::Category, "n"),
            sql.id(Kind::Category, "(case when n > 5 then 1 + n % 5 end)"),
            sql.series(CATEGORIES),
        ),
        format!(
            "insert into cases(id, number, title, description, category_id, source, severity, emergency, confidential, status, is_open, \
             {LEVELS}, desk_id, latitude, longitude, received_at, due_at, closed_at, updated_at, \
             received_by_id, first_handler_id, handler_id, overseer_id, team_id, reopen_count, version) \
             select {id}, 'N-' || (1000000 + n), '第' || n || '件', '有人反映的一件事情，写了一两句话。', {category}, \
             case n % 3 when 0 then 'PHONE' when 1 then 'WALK_IN' else 'ONLINE' end, \
             case n % 11 when 0 then 'MAJOR' when 1 then 'SIMPLE' else 'ORDINARY' end, n % 101 = 0, n % 23 = 0, \
             case n / 7 % 20 when 0 then 'RECEIVED' when 5 then 'TRIAGED' when 10 then 'ASSIGNED' when 15 then 'IN_PROGRESS' \
             when 1 then 'RESOLVED' when 2 then 'REPLIED' else 'ARCHIVED' end, {open}, \
             {levels}, {desk}, 26.0 + n % 1000 / 1000.0, 119.0 + n % 777 / 777.0, \
             {received_at}, case when n % 7 <> 3 then {due_at} end, case when not {open} then {closed_at} end, {closed_at}, \
             {receiver}, {first}, {handler}, {overseer}, case when n % 3 = 0 then {team} end, 0, 1 from {from}",
            id = sql.id(Kind::Case, "n"),
            category = sql.id(Kind::Category, &format!("(1 + n % {CATEGORIES})")),
            desk = area(&format!("(t + {before_town})")),
            received_at = sql.at(received),
            due_at = sql.at(&format!("{received} - 10080")),
            closed_at = sql.at(&format!("{received} - 4320")),
            receiver = someone(2, 5),
            first = someone(9, 17),
            handler = someone(4, 31),
            overseer = someone(40, 3),
            team = team(&format!(
                "(case when n % 2 = 0 then 1 + n / 6 % {BUSY_TEAMS} else 1 + n * 7 % {TEAMS} end)"
            )),
            from = scattered("n * 7919", &sql.series(CASES)),
        ),
        format!(
            "insert into reporters(case_id, sealed, key_id, created_at, updated_at) \
             select {}, {}, 'key', {long_ago}, {long_ago} from {} where n % 2 = 0",
            sql.id(Kind::Case, "n"),
            sql.blob(),
            sql.series(CASES),
        ),
        format!(
            "insert into case_events(id, case_id, kind, at, actor_id, note) \
             select {}, {}, 'NOTED', {}, {}, '去看过。' from (select c.n as n, e.n as e from {} cross join {}) s",
            sql.id(Kind::Event, "(n * 3 + e)"),
            sql.id(Kind::Case, "n"),
            sql.at(&format!("{received} - e * 60")),
            user(&format!("(1 + (n + e) % {USERS})")),
            sql.series_as("c", CASES),
            sql.series_as("e", 3),
        ),
        format!(
            "insert into checklists(id, code, revision, name, current, created_at) \
             select {}, 'FIRE', 1, '消防检查表', true, {long_ago} from {}",
            sql.id(Kind::Checklist, "n"),
            sql.series(1),
        ),
        format!(
            "insert into checks(id, number, kind, status, outcome, {LEVELS}, place_id, team_id, inspector_id, signed_by_id, \
             created_by_id, planned_for, signed_at, version, updated_at, checklist_id) \
             select {}, 'Q-' || (100000 + n), 'MONTHLY', case when n % 3 = 0 then 'PLANNED' else 'SIGNED' end, \
             case when n % 3 <> 0 then 'PASSED' end, {levels}, {}, case when n % 2 = 0 then {} end, {}, {}, {}, {}, \
             case when n % 3 <> 0 then {} end, 1, {long_ago}, {} from {}",
            sql.id(Kind::Check, "n"),
            sql.id(Kind::Place, &format!("(1 + n % {PLACES})")),
            team(&format!("(1 + n * 7 % {TEAMS})")),
            someone(3, 7),
            someone(5, 11),
            someone(2, 13),
            sql.day("n % 300"),
            sql.at("n % 432000"),
            sql.id(Kind::Checklist, "1"),
            scattered("(1 + n % 2000) * 11", &sql.series(CHECKS)),
        ),
        format!(
            "insert into check_items(check_id, position, code, question, passed) \
             select {}, e, 'Q' || e, '通道畅通？', true from (select c.n as n, e.n as e from {} cross join {}) s",
            sql.id(Kind::Check, "n"),
            sql.series_as("c", CHECKS),
            sql.series_as("e", 3),
        ),
    ]
}

/// Fills the database, whose indexes are put aside meanwhile: they are made faster than kept.
pub(crate) async fn write(database: &Database) {
    let connection = database.connection().begin().await.unwrap();
    let backend = connection.get_database_backend();
    let indexes = match backend {
        DbBackend::Postgres => {
            "select indexname as name, indexdef as text from pg_indexes where schemaname = 'public' \
             and tablename in ('cases', 'checks') and indexname !~ '_(pkey|key)$'"
        }
        _ => {
            "select name, sql as text from sqlite_master where type = 'index' \
             and tbl_name in ('cases', 'checks') and sql is not null"
        }
    };
    let rows = connection.query_all_raw(Statement::from_string(backend, indexes)).await.unwrap();
    assert!(rows.len() > 60, "{} indexes", rows.len());
    let mut all = Vec::new();
    if backend == DbBackend::Postgres {
        // References are looked up one by one; where this may be left out, it is.
        let unchecked = "select set_config('session_replication_role', 'replica', true) \
                         where current_setting('is_superuser') = 'on'";
        all.push(unchecked.to_owned());
    }
    for row in &rows {
        all.push(format!("drop index {}", row.try_get::<String>("", "name").unwrap()));
    }
    all.extend(statements(database.backend()));
    all.extend(rounds::statements(database.backend()));
    for row in &rows {
        all.push(row.try_get::<String>("", "text").unwrap());
    }
    for statement in all {
        let done = connection.execute_unprepared(&statement).await;
        done.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    connection.commit().await.unwrap();
}
