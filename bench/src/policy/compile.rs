//! How long an actor's grants take, with so many users and rules.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Context;
use sea_orm::sqlx::types::chrono::Utc;
use wardbook::policy::{Authorizer, Grants, Held, Rules, Source, enforcer};
use wardbook::store::{PoolSettings, Store};

use super::ms;
use crate::connection::Connection;
use crate::load::{Size, Tag, id, load};
use crate::place::Place;
use crate::statistics::median;
use crate::table::Table;

/// How many actors are timed.
const ACTORS: u64 = 20;

/// Whose the rules are beside the few that are needed.
const OWNERS: [&str; 2] = ["others", "the actor's"];

pub(super) async fn measure(
    place: &Place,
    (users, rules): (u64, u64),
    table: &mut Table,
) -> anyhow::Result<()> {
    load(place, Size { users, rules: Some(rules), ..Size::of_cases(1_000) }).await?;
    for owner in OWNERS {
        if owner != OWNERS[0] {
            give_rules(place).await?;
        }
        let store = Store::open(&place.url, &PoolSettings::default()).await?;
        let (mut first, mut next) = (Vec::new(), Vec::new());
        let (mut alone, mut whole) = (Vec::new(), Vec::new());
        let (_, kept): (_, Rules) = store.rules().await?;
        for number in 0..ACTORS {
            let (one, other) = (id(Tag::User, number), id(Tag::User, (number + 1) % ACTORS));
            let authorizer = Authorizer::new(store.policy_source());
            for (user, times) in [(one, &mut first), (other, &mut next)] {
                let begun = Instant::now();
                black_box(authorizer.grants(user).await?.context("nobody asks")?);
                times.push(begun.elapsed().as_secs_f64() * 1e3);
            }
            let (_, standing) = store.standing(one).await?;
            let standing = standing.context("nobody stands")?;
            let begun = Instant::now();
            black_box(Grants::compile(&kept, &standing, Utc::now()).await?);
            alone.push(begun.elapsed().as_secs_f64() * 1e3);
            let held = standing.grants.iter();
            let held: Vec<Held<'_>> =
                held.map(|grant| Held { role: &grant.role, domain: &grant.domain }).collect();
            let begun = Instant::now();
            black_box(enforcer(&kept, one, &held).await?);
            whole.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        store.close().await;
        table.push(vec![
            place.kind.name().to_owned(),
            users.to_string(),
            rules.to_string(),
            owner.to_owned(),
            ms(median(first)),
            ms(median(next)),
            format!("{:.2}", median(alone)),
            format!("{:.2}", median(whole)),
        ]);
    }
    Ok(())
}

/// Makes the rules of others those of the actors' role, each in an area of its own.
async fn give_rules(place: &Place) -> anyhow::Result<()> {
    let mut connection = Connection::open(place.kind, &place.url).await?;
    let of_position = "(select a.id from (select id, row_number() over (order by path) as n from areas) a \
                       where a.n = casbin_rules.position)";
    connection
        .run(&format!(
            "update casbin_rules set v0 = 'role:group_leader', area_id = {of_position}, v1 = \
             case when {of_position} is null then '*' end where v0 like 'role:other%'"
        ))
        .await?;
    connection.close().await
}
