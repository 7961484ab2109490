//! What changes of the default policy would do in a town of some size.

use std::time::Instant;

use anyhow::Context;
use sea_orm::sqlx::types::chrono::Utc;
use wardbook::policy::{
    Action, AreaRef, Domain, Effect, Level, Object, Relation, Rule, Rules, Source,
};
use wardbook::store::{PoolSettings, Store};

use super::ms;
use crate::connection::Connection;
use crate::load::{Size, Tag, id, load, promote};
use crate::place::Place;
use crate::statistics::sorted;
use crate::table::Table;

/// How often each is timed.
const TIMES: usize = 3;

/// The path of the first town.
const TOWN: &str = "/350102/3501020001/";

pub(super) async fn measure(place: &Place, size: Size, table: &mut Table) -> anyhow::Result<()> {
    load(place, size).await?;
    let mut connection = Connection::open(place.kind, &place.url).await?;
    promote(&mut connection).await?;
    connection.close().await?;
    let store = Store::open(&place.url, &PoolSettings::default()).await?;
    let (_, rules) = store.rules().await?;
    for (change, after) in changes(&rules) {
        let (mut times, mut last) = (Vec::new(), None);
        for _ in 0..TIMES {
            let begun = Instant::now();
            last = Some(store.policy_impact(&rules, &after, Utc::now()).await?);
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        let impact = last.context("it was timed")?;
        let lines = impact.gains.iter().chain(&impact.losses);
        let times = sorted(times);
        table.push(vec![
            place.kind.name().to_owned(),
            change.to_owned(),
            impact.users_affected.to_string(),
            lines.clone().count().to_string(),
            lines.map(|line| line.record_count).sum::<i64>().to_string(),
            ms(times[times.len() / 2]),
            ms(times[times.len() - 1]),
        ]);
    }
    store.close().await;
    Ok(())
}

fn changes(rules: &Rules) -> Vec<(&'static str, Rules)> {
    let rule = |role: &str, domain, action, relation, effect| Rule {
        role: role.to_owned(),
        domain,
        object: Object::Case,
        action,
        relation,
        effect,
    };
    let with = |rule| {
        let mut rules = rules.clone();
        rules.rules.push(rule);
        rules
    };
    let without = |role: &str, action, relation| {
        let mut rules = rules.clone();
        rules.rules.retain(|rule| {
            let of = (rule.role.as_str(), rule.object, rule.action, rule.relation);
            of != (role, Object::Case, action, relation)
        });
        rules
    };
    let everywhere = Domain::Everywhere;
    let town =
        Domain::Area(AreaRef { id: id(Tag::Town, 0), level: Level::Town, path: TOWN.into() });
    let mut unlinked = rules.clone();
    unlinked.links.retain(|link| link.role != "role:community");
    use Effect::{Allow, Deny};
    vec![
        (
            "community may archive any case",
            with(rule("role:community", everywhere, Action::Archive, Relation::Any, Allow)),
        ),
        (
            "group_leader reads no ordinary case",
            without("role:group_leader", Action::Read, Relation::Ordinary),
        ),
        (
            "group_leader reads none in one town",
            with(rule("role:group_leader", town, Action::Read, Relation::Any, Deny)),
        ),
        (
            "group_leader accepts nothing in hand",
            without("role:group_leader", Action::Accept, Relation::Handling),
        ),
        ("community contains no group_leader", unlinked),
    ]
}
