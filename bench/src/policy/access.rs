//! What an administrator asks: who may do something, why, and what was changed of the policy when.

use std::time::Instant;

use anyhow::{Context, anyhow};
use serde_json::Value;
use uuid::Uuid;

use super::ms;
use crate::connection::{Connection, Kind};
use crate::load::{Size, Tag, id, literal, load, promote};
use crate::own::Local;
use crate::place::Place;
use crate::statistics::{percentile, sorted};
use crate::table::Table;

/// How often each is asked.
const TIMES: usize = 20;

/// The rules that one version of the policy adds, and the versions after it, of a rule each.
const RULES: u64 = 50_000;
const VERSIONS: u64 = 49;

/// The number of a grant that no load has.
const GRANT: u64 = 50_000_000;

const SHOWN: &str = "totalCount nodes { user { displayName } via { id } rules { role domain } }";

pub(super) async fn measure(place: &Place, users: u64, table: &mut Table) -> anyhow::Result<()> {
    load(place, Size { users, ..Size::of_cases(1_000) }).await?;
    let mut connection = Connection::open(place.kind, &place.url).await?;
    promote(&mut connection).await?;
    let asker = id(Tag::User, users - 1);
    make_administrator(&mut connection, place.kind, asker).await?;
    let (case, user) = case_and_leader(&mut connection, place.kind).await?;
    let record = format!("recordId: \"case_{case}\"");
    let who = |action: &str| {
        format!(
            "{{ whoCan(object: \"case\", action: \"{action}\", {record}, first: 20) {{ {SHOWN} }} }}"
        )
    };
    let why = |action: &str| {
        format!(
            "{{ explainAccess(userId: \"user_{user}\", object: \"case\", action: \"{action}\", {record}) \
             {{ allowed reason matchedRules {{ role }} grants {{ id }} relations nearest }} }}"
        )
    };
    let mut asked = Asked { place, asker, table };
    asked.time("explainAccess, a yes", &why("read"), allowed(true)).await?;
    asked.time("explainAccess, a no", &why("archive"), allowed(false)).await?;
    asked.time("whoCan, each in a group of their own", &who("read"), holders(2)).await?;
    gather(&mut connection, place.kind).await?;
    asked.time("whoCan, all in the district", &who("read"), holders(users / 2)).await?;
    add_versions(&mut connection, place.kind).await?;
    connection.close().await?;
    let history = |first: u64| {
        format!(
            "{{ policyHistory(first: {first}) {{ nodes {{ version at reason \
             added {{ role domain object action relation effect }} removed {{ role }} \
             inheritanceAdded {{ role }} inheritanceRemoved {{ role }} }} }} }}"
        )
    };
    let without = format!("policyHistory, {VERSIONS} versions of a rule each");
    asked.time(&without, &history(VERSIONS), last_adds(1)).await?;
    let with = format!("policyHistory, and one of {RULES}");
    asked.time(&with, &history(VERSIONS + 1), last_adds(RULES)).await
}

/// What an answer comes to; none where it is not as it should be.
type Told = Box<dyn Fn(&Value) -> Option<String>>;

fn allowed(expected: bool) -> Told {
    Box::new(move |data| {
        let explained = &data["explainAccess"];
        let matched = explained["matchedRules"].as_array()?.len();
        let is_right = explained["allowed"] == expected && (matched > 0) == expected;
        is_right.then(|| format!("{expected}, by {matched} rules"))
    })
}

fn holders(least: u64) -> Told {
    Box::new(move |data| {
        let all = data["whoCan"]["totalCount"].as_u64()?;
        (all >= least).then(|| format!("{all} users"))
    })
}

fn last_adds(rules: u64) -> Told {
    Box::new(move |data| {
        let versions = data["policyHistory"]["nodes"].as_array()?;
        let added = versions.last()?["added"].as_array()?.len();
        (added as u64 == rules).then(|| format!("{} versions", versions.len()))
    })
}

struct Asked<'a> {
    place: &'a Place,
    asker: Uuid,
    table: &'a mut Table,
}

impl Asked<'_> {
    /// Times a query, whose answer must be as it should.
    async fn time(&mut self, question: &str, query: &str, told: Told) -> anyhow::Result<()> {
        let local = Local::open(&self.place.url).await?;
        let (mut times, mut answer) = (Vec::new(), local.ask(self.asker, query).await?);
        for _ in 0..TIMES {
            let begun = Instant::now();
            answer = local.ask(self.asker, query).await?;
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        local.close().await;
        let answer: Value = serde_json::from_slice(&answer.body)?;
        let beginning: String = answer.to_string().chars().take(500).collect();
        let told = told(&answer["data"]);
        let told = told.with_context(|| format!("{question}: {beginning}"))?;
        let times = sorted(times);
        self.table.push(vec![
            self.place.kind.name().to_owned(),
            question.to_owned(),
            told,
            ms(percentile(&times, 50)),
            ms(times.last().copied().unwrap_or(f64::NAN)),
        ]);
        Ok(())
    }
}

/// Makes a user an administrator, who sees the cases of the district besides.
async fn make_administrator(
    connection: &mut Connection,
    kind: Kind,
    user: Uuid,
) -> anyhow::Result<()> {
    let (user, district) = (literal(kind, user), literal(kind, id(Tag::District, 0)));
    let grant = literal(kind, id(Tag::Grant, GRANT));
    connection
        .run(&format!(
            "update grants set role = 'administrator', area_id = null where user_id = {user}; \
             insert into grants (id, user_id, role, area_id, created_at) \
             values ({grant}, {user}, 'district_center', {district}, {})",
            kind.moment("1700000000"),
        ))
        .await
}

/// A case that is not confidential, and a user whose grant is in its group.
async fn case_and_leader(
    connection: &mut Connection,
    kind: Kind,
) -> anyhow::Result<(String, String)> {
    let text = format!(
        "select {}, {} from cases c join grants g on g.area_id = c.group_id \
         where g.role = 'group_leader' and c.confidential = false order by c.id, g.id limit 1",
        kind.digits_of("c.id"),
        kind.digits_of("g.user_id"),
    );
    let row = connection.rows(&text).await?.into_iter().next().context("there is no such case")?;
    let [case, user] = <[String; 2]>::try_from(row).map_err(|_| anyhow!("two were asked for"))?;
    Ok((case, user))
}

/// Gives all who lead a group the whole district.
async fn gather(connection: &mut Connection, kind: Kind) -> anyhow::Result<()> {
    let district = literal(kind, id(Tag::District, 0));
    connection
        .run(&format!("update grants set area_id = {district} where role = 'group_leader'"))
        .await
}

/// A version of many rules, and many versions of one rule each.
async fn add_versions(connection: &mut Connection, kind: Kind) -> anyhow::Result<()> {
    let (first, last) = (3, VERSIONS + 2);
    let versions = format!(
        "insert into policy_versions (version, id, applied_at, reason, forced, roles_added, roles_removed) \
         select n, {}, {}, 'more rules', false, '[]', '[]' from {}",
        kind.uuid(&kind.hex("n", 32)),
        kind.moment("1700000000 + n"),
        kind.series(2, last),
    );
    let rules = |version: &str, first: u64, last: u64| {
        format!(
            "insert into casbin_rules (id, position, added_in, ptype, v0, v1, v2, v3, v4, v5) \
             select n, n, {version}, 'p', 'role:other_' || n, '*', 'place', 'read', 'any', 'allow' from {}",
            kind.series(first, last),
        )
    };
    let single = format!("n - {}", 100_000 - first);
    connection.run(&versions).await?;
    connection.run(&rules("2", 10_000, 10_000 + RULES - 1)).await?;
    connection.run(&rules(&single, 100_000, 100_000 + VERSIONS - 1)).await?;
    // As PostgreSQL's own housekeeping would.
    if kind == Kind::Postgres {
        connection.run("analyze casbin_rules, policy_versions").await?;
    }
    Ok(())
}
