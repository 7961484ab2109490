//! What one user may do, worked out once by casbin from the rules and the user's own grants.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use casbin::RbacApi;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::credential::Credential;
use super::domain::{Domain, EVERYWHERE};
use super::judge::{Held, roles_of, subject};
use super::rule::{Effect, ROLE, Rules};
use super::scope::Scope;
use super::source::UserStanding;
use super::vocabulary::{Action, Object, Relation};

/// Where, and standing how to the record, something is allowed and denied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Permission {
    pub(super) allowed: Vec<(Domain, Relation)>,
    /// Those of `allowed` that are for whoever has a record in hand, also where a wider one beside
    /// them says as much: they are asked alone.
    pub(super) in_hand: Vec<(Domain, Relation)>,
    pub(super) denied: Vec<(Domain, Relation)>,
}

impl Permission {
    /// The allowed entries that no denial falls on as a whole.
    pub(super) fn open(&self) -> impl Iterator<Item = &(Domain, Relation)> {
        self.allowed.iter().filter(|(domain, relation)| {
            !self.denied.iter().any(|(denied, of)| {
                (*of == Relation::Any || of == relation) && denied.contains(domain)
            })
        })
    }
}

/// Something that a user may do: to which records, standing how to them, in which area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The kind of record.
    pub object: Object,
    /// What may be done.
    pub action: Action,
    /// How the user must stand to a record.
    pub relation: Relation,
    /// Where.
    pub domain: Domain,
}

impl Allowance {
    fn place(&self) -> (Object, Action, &str, Relation) {
        (self.object, self.action, self.domain.as_casbin(), self.relation)
    }
}

/// The roles of one user, by their names without prefix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles {
    /// Those that were granted, anywhere, and are valid.
    pub held: BTreeSet<String>,
    /// Those that these contain.
    pub contained: BTreeSet<String>,
}

static NEXT_SERIAL: AtomicU64 = AtomicU64::new(0);

/// What one user may do, for as long as neither the policy nor the user's standing changes.
#[derive(Debug, Clone)]
pub struct Grants {
    pub(super) serial: u64,
    user: Uuid,
    active: bool,
    token_version: i32,
    /// Whether the user's password is good for nothing but to be changed.
    pub(super) has_one_time_password: bool,
    teams: Arc<[Uuid]>,
    pub(super) permissions: Arc<HashMap<(Object, Action), Permission>>,
    roles: Arc<Roles>,
    /// The last moment before these were compiled at which a grant started or ended.
    changed_at: Option<DateTime<Utc>>,
    /// The next one.
    changes_at: Option<DateTime<Utc>>,
    pub(super) credential: Credential,
}

/// A number that no others have; the one after it is left to them, too.
pub(super) fn next_serial() -> u64 {
    NEXT_SERIAL.fetch_add(2, Ordering::Relaxed)
}

impl Grants {
    /// Compiles a user's standing at one moment under the rules.
    ///
    /// # Errors
    /// casbin's own; whoever asks must take it for a no.
    pub async fn compile(
        rules: &Rules,
        standing: &UserStanding,
        now: DateTime<Utc>,
    ) -> casbin::Result<Self> {
        let held: Vec<Held<'_>> = standing
            .grants
            .iter()
            .filter(|grant| standing.active && grant.is_valid(now))
            .map(|grant| Held { role: &grant.role, domain: &grant.domain })
            .collect();
        let changes = || {
            let grants = standing.grants.iter();
            grants.flat_map(|grant| [grant.valid_from, grant.valid_until]).flatten()
        };
        let (permissions, roles) = compiled(rules, standing.user, &held).await?;
        Ok(Self {
            serial: next_serial(),
            user: standing.user,
            active: standing.active,
            token_version: standing.token_version,
            has_one_time_password: standing.has_one_time_password,
            teams: standing.teams.clone().into(),
            permissions: Arc::new(permissions),
            roles: Arc::new(roles),
            changed_at: changes().filter(|moment| *moment <= now).max(),
            changes_at: changes().filter(|moment| *moment > now).min(),
            credential: Credential::default(),
        })
    }

    /// The number of these grants, which no others of this process have: what was worked out for
    /// one number holds for nobody else, and not for the same user after a change.
    #[must_use]
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// The roles that the user holds. A token's are its owner's.
    #[must_use]
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// The user whose grants these are.
    #[must_use]
    pub fn user_id(&self) -> Uuid {
        self.user
    }

    /// Whether the user may sign in at all.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.active
    }

    /// The version that the user's tokens must carry.
    #[must_use]
    pub fn token_version(&self) -> i32 {
        self.token_version
    }

    /// Whether other grants are valid at `now` than when these were compiled; also where the clock
    /// was set back since.
    #[must_use]
    pub fn are_outdated(&self, now: DateTime<Utc>) -> bool {
        self.changes_at.is_some_and(|moment| moment <= now)
            || self.changed_at.is_some_and(|moment| now < moment)
    }

    /// The records of an object that the user may do this to.
    #[must_use]
    pub fn scope(&self, object: Object, action: Action) -> Scope {
        let permission = self.permissions.get(&(object, action)).cloned().unwrap_or_default();
        Scope::new(object, self.user, Arc::clone(&self.teams), permission)
    }

    /// Whether the user may do this to anything of the kind anywhere: what a gate asks, behind which
    /// each record is judged by itself.
    #[must_use]
    pub fn may_somewhere(&self, object: Object, action: Action) -> bool {
        self.permission(object, action).is_some_and(|permission| permission.open().next().is_some())
    }

    /// All that the user may do, in the order of the words and of the areas' paths. What is wholly
    /// denied is left out; from what is told a denial in a part of its area, or of records to which
    /// the user stands in some other way as well, may still take some away.
    #[must_use]
    pub fn allowances(&self) -> Vec<Allowance> {
        let mut allowances: Vec<Allowance> = Vec::new();
        for ((object, action), permission) in self.permissions.iter() {
            allowances.extend(permission.open().map(|(domain, relation)| Allowance {
                object: *object,
                action: *action,
                relation: *relation,
                domain: domain.clone(),
            }));
        }
        allowances.sort_by(|a, b| a.place().cmp(&b.place()));
        allowances
    }

    /// Whether the user may do this to anything of the kind in all of a domain, however they stand
    /// to it: what a change is asked that holds in the whole domain. Whatever is denied in any part
    /// of it makes it a no.
    #[must_use]
    pub fn covers(&self, (object, action): (Object, Action), domain: &Domain) -> bool {
        self.permission(object, action).is_some_and(|permission| {
            let is_whole = |(allowed, relation): &(Domain, Relation)| {
                *relation == Relation::Any && allowed.contains(domain)
            };
            let touches = |(denied, _): &(Domain, Relation)| denied.intersection(domain).is_some();
            permission.allowed.iter().any(is_whole) && !permission.denied.iter().any(touches)
        })
    }

    pub(super) fn permission(&self, object: Object, action: Action) -> Option<&Permission> {
        self.permissions.get(&(object, action))
    }

    /// Whether the user is an active member of this team.
    #[must_use]
    pub fn is_member(&self, team: Uuid) -> bool {
        self.teams.contains(&team)
    }

    /// The user's own record, which needs no grant: everyone may know who they are signed in as.
    #[must_use]
    pub fn own_user_scope(&self) -> Scope {
        let permission = Permission {
            allowed: vec![(Domain::Everywhere, Relation::OwnRecord)],
            ..Permission::default()
        };
        Scope::new(Object::User, self.user, Arc::clone(&self.teams), permission)
    }
}

async fn compiled(
    rules: &Rules,
    user: Uuid,
    held: &[Held<'_>],
) -> casbin::Result<(HashMap<(Object, Action), Permission>, Roles)> {
    let enforcer = roles_of(rules, user, held).await?;
    let subject = subject(user);
    let mut permissions: HashMap<(Object, Action), Permission> = HashMap::new();
    let mut all = Roles::default();
    all.held.extend(held.iter().map(|held| held.role.to_owned()));
    let domains: HashSet<&Domain> = held.iter().map(|held| held.domain).collect();
    for domain in domains {
        let roles: HashSet<String> = enforcer
            .get_implicit_roles_for_user(&subject, Some(domain.as_casbin()))
            .into_iter()
            .collect();
        let names = roles.iter().filter_map(|role| role.strip_prefix(ROLE));
        all.contained.extend(names.filter(|name| !all.held.contains(*name)).map(str::to_owned));
        for rule in rules.rules.iter().filter(|rule| roles.contains(&rule.role)) {
            let Some(common) = domain.intersection(&rule.domain) else { continue };
            let permission = permissions.entry((rule.object, rule.action)).or_default();
            let entry = (common.clone(), rule.relation);
            match rule.effect {
                Effect::Allow => permission.allowed.push(entry),
                Effect::Deny => permission.denied.push(entry),
            }
        }
    }
    for permission in permissions.values_mut() {
        let in_hand = permission.allowed.iter().filter(|entry| entry.1.is_in_hand());
        permission.in_hand = in_hand.cloned().collect();
        drop_contained(&mut permission.in_hand);
        drop_contained(&mut permission.allowed);
        drop_contained(&mut permission.denied);
    }
    Ok((permissions, all))
}

/// Drops each entry that another one says as well, and puts the rest in an order of its own, so
/// that the same grants always make the same SQL.
pub(super) fn drop_contained(entries: &mut Vec<(Domain, Relation)>) {
    entries.sort_by(|a, b| (a.0.as_casbin(), a.1).cmp(&(b.0.as_casbin(), b.1)));
    entries.dedup();
    let all = entries.clone();
    let said: HashSet<(&str, Relation)> =
        all.iter().map(|(domain, relation)| (domain.as_casbin(), *relation)).collect();
    entries.retain(|(domain, relation)| {
        let own = domain.as_casbin();
        let of_any = *relation != Relation::Any && said.contains(&(own, Relation::Any));
        let is_contained = of_any
            || wider_than(own).any(|holder| {
                said.contains(&(holder, Relation::Any)) || said.contains(&(holder, *relation))
            });
        !is_contained
    });
}

/// The domains that contain this one, itself left out.
fn wider_than(domain: &str) -> impl Iterator<Item = &str> {
    let above = domain.match_indices('/').map(|(end, _)| &domain[..=end]);
    let everywhere = (domain != EVERYWHERE).then_some(EVERYWHERE);
    above.filter(|path| path.len() < domain.len()).chain(everywhere)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::super::domain::AreaRef;
    use super::super::level::Level;
    use super::super::source::GrantRow;
    use super::*;

    #[test]
    fn what_a_wider_domain_or_any_relation_says_too_is_dropped() {
        use Relation::{Any, Handling, Ordinary};
        let at = |path: &str| match path {
            EVERYWHERE => Domain::Everywhere,
            _ => Domain::Area(AreaRef { id: Uuid::nil(), level: Level::Town, path: path.into() }),
        };
        let kept = |entries: &[(&str, Relation)]| {
            let mut entries = entries.iter().map(|(path, of)| (at(path), *of)).collect();
            drop_contained(&mut entries);
            let kept = entries.iter().map(|(domain, of)| (domain.as_casbin().to_owned(), *of));
            kept.collect::<Vec<_>>()
        };
        let own = |entries: &[(&str, Relation)]| {
            entries.iter().map(|(path, of)| ((*path).to_owned(), *of)).collect::<Vec<_>>()
        };
        assert_eq!(
            kept(&[("/1/2/", Ordinary), ("/1/", Any), ("/12/", Ordinary), ("/1/", Any)]),
            own(&[("/1/", Any), ("/12/", Ordinary)])
        );
        assert_eq!(
            kept(&[("/1/2/", Any), ("/1/", Ordinary), ("/1/2/", Handling)]),
            own(&[("/1/", Ordinary), ("/1/2/", Any)])
        );
        assert_eq!(kept(&[("*", Any), ("*", Ordinary), ("/1/", Any)]), own(&[("*", Any)]));
        assert_eq!(
            kept(&[("*", Ordinary), ("/1/", Handling)]),
            own(&[("*", Ordinary), ("/1/", Handling)])
        );
    }

    #[tokio::test]
    async fn kept_grants_hold_only_between_two_changes_whichever_way_the_clock_goes() {
        let now = Utc::now();
        let hours = |hours| now + TimeDelta::hours(hours);
        let grant = |from, until| GrantRow {
            role: "analyst".into(),
            domain: Domain::Everywhere,
            valid_from: from,
            valid_until: until,
        };
        let standing = UserStanding {
            user: Uuid::nil(),
            active: true,
            token_version: 1,
            has_one_time_password: false,
            grants: vec![
                grant(None, Some(hours(-5))),
                grant(Some(hours(-3)), Some(hours(2))),
                grant(Some(hours(7)), None),
                grant(None, None),
            ],
            teams: Vec::new(),
        };
        let grants = Grants::compile(&Rules::default(), &standing, now).await.unwrap();
        for (hour, outdated) in
            [(-30, true), (-4, true), (-3, false), (0, false), (1, false), (2, true), (30, true)]
        {
            assert_eq!(grants.are_outdated(hours(hour)), outdated, "{hour} h");
        }
        let forever = UserStanding { grants: vec![grant(None, None)], ..standing };
        let grants = Grants::compile(&Rules::default(), &forever, now).await.unwrap();
        assert!(!grants.are_outdated(hours(-100_000)) && !grants.are_outdated(hours(100_000)));
    }
}
