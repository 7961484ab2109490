//! Who may do something. casbin is asked once for all users who hold the same roles there and stand
//! to the record in the same way, which are few however many users there are.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::people::{Known, People};
use super::target::Target;
use super::{MOST_TRIES, of_source, too_fast};
use crate::policy::explain::{Question, Verdict, concerned_roles, judge, ways};
use crate::policy::{
    Action, Authorizer, Domain, Grants, Held, Object, Relation, Rule, Rules, Source,
};
use crate::store::{Store, StoreError};

/// All active users in sight who may do something, by display name and id.
#[derive(Debug)]
pub struct Holders {
    found: Vec<(Known, Arc<Verdict>)>,
    rules: Arc<Rules>,
    question: Question,
    now: DateTime<Utc>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The user.
    pub user: Uuid,
    /// The ids of their grants through which they may.
    pub via: Vec<Uuid>,
    /// The rules that matched.
    pub rules: Vec<Rule>,
}

impl Holders {
    /// Their display names and ids, in their order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = (&str, Uuid)> {
        self.found.iter().map(|(known, _)| (known.display_name.as_str(), known.person.user))
    }

    /// The one at a place of the order.
    #[must_use]
    pub fn holder(&self, place: usize) -> Option<Holder> {
        let (known, verdict) = self.found.get(place)?;
        let person = &known.person;
        let through = ways(&self.rules, &self.question, person, verdict, self.now);
        let via: BTreeSet<usize> = through.iter().map(|through| through.grant).collect();
        Some(Holder {
            user: person.user,
            via: via.into_iter().map(|n| person.grants[n].id).collect(),
            rules: verdict.matched.iter().map(|n| self.rules.rules[*n].clone()).collect(),
        })
    }

    fn none(rules: Arc<Rules>, question: Question, now: DateTime<Utc>) -> Self {
        Self { found: Vec::new(), rules, question, now }
    }
}

/// What casbin's answer goes by: the roles, each with the places asked at where it is held, and the
/// relations.
type Alike = (BTreeSet<(String, Vec<bool>)>, Vec<Relation>);

impl Store {
    /// Who may do something, as far as whoever holds the grants `asker` may see them; nobody where
    /// the target is out of their sight.
    ///
    /// # Errors
    /// The database's.
    pub async fn who_can(
        &self,
        authorizer: &Authorizer,
        asker: Option<&Grants>,
        (object, action): (Object, Action),
        target: &Target,
        now: DateTime<Utc>,
    ) -> Result<Holders, StoreError> {
        for _ in 0..MOST_TRIES {
            let version = self.version().await.map_err(of_source)?;
            let rules = authorizer.rules_of(version).await.map_err(of_source)?;
            let Some(rules) = rules else { continue };
            let Some(target) = self.target(object, target, asker).await? else {
                let question = Question { object, action, askings: Vec::new() };
                return Ok(Holders::none(rules, question, now));
            };
            let question = target.question(object, action);
            let roles = concerned_roles(&rules, &question);
            let paths = paths_over(&question);
            let which = People::Holding { roles: &roles, paths: &paths };
            let mut people = self.people(which).await?;
            if people.iter().any(|known| known.version != version) {
                continue;
            }
            people.retain(|known| known.is_seen_by(asker));
            let mut holders = Holders::none(rules, question, now);
            let mut verdicts: HashMap<Alike, Arc<Verdict>> = HashMap::new();
            for known in people {
                let person = &known.person;
                let stands = target.stands(object, (person.user, &person.teams));
                let held = held(&known, &holders.question, now);
                let alike = (alike(&held, &holders.question), stands);
                let verdict = match verdicts.get(&alike) {
                    Some(verdict) => Arc::clone(verdict),
                    None => {
                        let (rules, question) = (&holders.rules, &holders.question);
                        let verdict = judge(rules, question, &held, alike.1.clone()).await;
                        let failed = |error| StoreError::Failed(format!("the policy: {error}"));
                        let verdict = Arc::new(verdict.map_err(failed)?);
                        verdicts.insert(alike, Arc::clone(&verdict));
                        verdict
                    }
                };
                if verdict.allowed {
                    holders.found.push((known, verdict));
                }
            }
            let key = |known: &Known| (known.display_name.clone(), known.person.user);
            holders.found.sort_by_cached_key(|(known, _)| key(known));
            return Ok(holders);
        }
        Err(too_fast())
    }
}

/// The grants that hold where it is asked.
fn held<'a>(known: &'a Known, question: &Question, now: DateTime<Utc>) -> Vec<Held<'a>> {
    let grants = known.person.grants.iter().map(|of| &of.grant).filter(|grant| {
        let mut askings = question.askings.iter();
        grant.is_valid(now) && askings.any(|of| grant.domain.contains(&of.domain))
    });
    grants.map(|grant| Held { role: &grant.role, domain: &grant.domain }).collect()
}

fn alike(held: &[Held<'_>], question: &Question) -> BTreeSet<(String, Vec<bool>)> {
    let at = |domain: &Domain| {
        question.askings.iter().map(|of| domain.contains(&of.domain)).collect::<Vec<_>>()
    };
    held.iter().map(|held| (held.role.to_owned(), at(held.domain))).collect()
}

/// The paths of all areas that hold a place where it is asked, their own included.
fn paths_over(question: &Question) -> Vec<String> {
    let mut paths = BTreeSet::new();
    for asking in &question.askings {
        let path = asking.domain.as_casbin();
        // Each slash but the first ends the path of an area.
        paths.extend(path.match_indices('/').skip(1).map(|(end, _)| path[..=end].to_owned()));
    }
    paths.into_iter().collect()
}
