//! How long an actor's grants take, with so many users and rules.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, ensure};
use sea_orm::sqlx::types::chrono::Utc;
use wardbook::policy::{Action, Authorizer, Grants, Held, Object, Rules, Source, enforcer};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// Roles that nobody holds.
    Others,
    /// The actors' role, each rule in an area of its own, few of which the actors have to do with.
    Actor,
    /// The same, where the actors hold their role in all of these areas.
    ActorEverywhere,
}

pub(super) async fn measure(
    place: &Place,
    (users, rules): (u64, u64),
    table: &mut Table,
) -> anyhow::Result<()> {
    let size = Size { users, rules: Some(rules), ..Size::of_cases(1_000) };
    load(place, Size { groups: size.groups.max(rules), ..size }).await?;
    for owner in Owner::ALL {
        owner.prepare(place).await?;
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
            let grants = black_box(Grants::compile(&kept, &standing, Utc::now()).await?);
            alone.push(begun.elapsed().as_secs_f64() * 1e3);
            owner.must_be_in(&grants)?;
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
            owner.name().to_owned(),
            ms(median(first)),
            ms(median(next)),
            format!("{:.2}", median(alone)),
            format!("{:.2}", median(whole)),
        ]);
    }
    Ok(())
}

impl Owner {
    const ALL: [Self; 3] = [Self::Others, Self::Actor, Self::ActorEverywhere];

    fn name(self) -> &'static str {
        match self {
            Self::Others => "others",
            Self::Actor => "the actor's",
            Self::ActorEverywhere => "the actor's, in all their areas",
        }
    }

    /// Makes the rules so, from what they were for the one before.
    async fn prepare(self, place: &Place) -> anyhow::Result<()> {
        let of_position = "(select a.id from (select id, row_number() over (order by path) as n \
                           from areas) a where a.n = casbin_rules.position)";
        let text = match self {
            Self::Others => return Ok(()),
            Self::Actor => format!(
                "update casbin_rules set v0 = 'role:group_leader', v1 = null, \
                 area_id = {of_position} where v0 like 'role:other%'"
            ),
            Self::ActorEverywhere => {
                "update grants set area_id = null where role = 'group_leader'".to_owned()
            }
        };
        let mut connection = Connection::open(place.kind, &place.url).await?;
        connection.run(&text).await?;
        connection.close().await
    }

    /// Grants that say less than they should are made fast.
    fn must_be_in(self, grants: &Grants) -> anyhow::Result<()> {
        let has_places = grants.may_somewhere(Object::Place, Action::Read);
        ensure!(grants.may_somewhere(Object::Case, Action::Read), "the actor reads no case");
        ensure!(self != Self::ActorEverywhere || has_places, "the rules are not the actor's");
        Ok(())
    }
}
