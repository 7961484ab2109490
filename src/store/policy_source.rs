//! The policy's source: rules, grants and memberships as they are kept, each answer of one
//! snapshot together with the version that it is of.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::aim::Aim;
use super::fetch::Wanted;
use super::{Store, StoreError};
use crate::policy::{
    AreaRef, Domain, EVERYWHERE, GrantRow, Level, Line, Narrowing, Rules, Source, SourceError,
    TokenHash, TokenStanding, UserStanding,
};
use crate::read::sql::{Bind, Binds, Dialect};

/// An area as these statements tell it.
#[derive(Deserialize)]
struct Area {
    id: Uuid,
    level: String,
    path: String,
}

impl Area {
    fn domain(self) -> Option<Domain> {
        let level = Level::from_name(&self.level)?;
        Some(Domain::Area(AreaRef { id: self.id, level, path: self.path.into() }))
    }
}

#[derive(Deserialize)]
struct Standing {
    version: i64,
    user: Option<User>,
}

#[derive(Deserialize)]
struct User {
    active: bool,
    token_version: i32,
    has_one_time_password: bool,
    grants: Vec<Grant>,
    teams: Vec<Uuid>,
}

#[derive(Deserialize)]
struct Grant {
    role: String,
    area: Option<Area>,
    valid_from: Option<DateTime<Utc>>,
    valid_until: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct KeptToken {
    version: i64,
    token: Option<Token>,
}

#[derive(Deserialize)]
struct Token {
    id: Uuid,
    user: Uuid,
    expires_at: DateTime<Utc>,
    revoked: bool,
    scope: Option<String>,
    areas: Vec<Area>,
}

#[derive(Deserialize)]
struct KeptRules {
    version: i64,
    rules: Vec<KeptRule>,
}

#[derive(Deserialize)]
struct KeptRule {
    ptype: String,
    fields: Vec<Option<String>>,
    area: Option<Area>,
}

#[async_trait]
impl Source for Store {
    async fn version(&self) -> Result<i64, SourceError> {
        self.must_be_in_place().map_err(|error| {
            tracing::error!(%error, "nobody is answered");
            SourceError
        })?;
        let text = match self.dialect() {
            Dialect::Sqlite => "select cast(version as text) from authorization_version",
            Dialect::Postgres => "select version::text from authorization_version",
        };
        let version = self.json::<i64>(Aim::Version, text, &[]).await?;
        version.ok_or(SourceError)
    }

    async fn rules(&self) -> Result<(i64, Rules), SourceError> {
        let dialect = self.dialect();
        let area = area_object(dialect);
        let fields = dialect.array(&["v0", "v1", "v2", "v3", "v4", "v5"].map(|v| format!("r.{v}")));
        let rule = dialect.object(&[
            ("ptype".to_owned(), "r.ptype".to_owned()),
            ("fields".to_owned(), fields),
            ("area".to_owned(), format!("(select {area} from areas a where a.id = r.area_id)")),
        ]);
        let rules = dialect.array_of_rows(&rule, "r.position, r.id", None);
        let whole = dialect.object(&[
            ("version".to_owned(), VERSION.to_owned()),
            (
                "rules".to_owned(),
                format!("(select {rules} from casbin_rules r where r.removed_in is null)"),
            ),
        ]);
        let text = format!("select {}", dialect.json_text(&whole));
        let kept = self.json::<KeptRules>(Aim::Policy, &text, &[]).await?.ok_or(SourceError)?;
        let mut rules = Rules::default();
        for rule in kept.rules {
            if let Err(error) = add(&mut rules, rule) {
                // A rule that is not understood may be a deny: nobody is judged without it.
                tracing::error!(%error, "the policy kept in the database has a rule that is refused");
                return Err(SourceError);
            }
        }
        if let Err(error) = rules.must_not_loop() {
            tracing::error!(%error, "the policy kept in the database has roles in a loop");
            return Err(SourceError);
        }
        Ok((kept.version, rules))
    }

    async fn standing(&self, user: Uuid) -> Result<(i64, Option<UserStanding>), SourceError> {
        let dialect = self.dialect();
        let mut binds = Binds::new(dialect);
        let id = Bind::Uuid(user);
        let text = standing_text(dialect, &binds.bind(id.clone()));
        let standing = self.json::<Standing>(Aim::Identity, &text, &[id]).await?;
        let standing = standing.ok_or(SourceError)?;
        let of_user = standing.user.map(|known| {
            // A grant at an area that no longer reads as one grants nothing.
            let grants = known.grants.into_iter().filter_map(|grant| {
                let domain = match grant.area {
                    None => Domain::Everywhere,
                    Some(area) => area.domain()?,
                };
                let Grant { role, valid_from, valid_until, .. } = grant;
                Some(GrantRow { role, domain, valid_from, valid_until })
            });
            UserStanding {
                user,
                active: known.active,
                token_version: known.token_version,
                has_one_time_password: known.has_one_time_password,
                grants: grants.collect(),
                teams: known.teams,
            }
        });
        Ok((standing.version, of_user))
    }

    async fn token(&self, hash: TokenHash) -> Result<(i64, Option<TokenStanding>), SourceError> {
        let dialect = self.dialect();
        let mut binds = Binds::new(dialect);
        let value = Bind::Text(hex::encode(hash));
        let text = token_text(dialect, &binds.bind(value.clone()));
        let kept = self.json::<KeptToken>(Aim::Identity, &text, &[value]).await?;
        let kept = kept.ok_or(SourceError)?;
        let token = kept.token.map(|token| {
            let Token { id, user, expires_at, revoked, scope, areas } = token;
            // A scope that no longer reads as one gives nothing, and so does an area.
            let words = scope.map(|text| serde_json::from_str(&text).unwrap_or_default());
            let words: Option<Vec<String>> = words;
            let is_confined = !areas.is_empty();
            let areas = areas.into_iter().filter_map(Area::domain).collect();
            let narrowing = Narrowing::new(words.as_deref(), is_confined.then_some(areas));
            TokenStanding { id, hash, user, expires_at, revoked, narrowing }
        });
        Ok((kept.version, token))
    }
}

impl Store {
    /// The store as the policy's source.
    #[must_use]
    pub fn policy_source(&self) -> Arc<dyn Source> {
        Arc::new(self.clone())
    }

    async fn json<T: serde::de::DeserializeOwned>(
        &self,
        aim: Aim,
        text: &str,
        binds: &[Bind],
    ) -> Result<Option<T>, SourceError> {
        let limit = self.pools.statement;
        let answer = self.query(aim, &text.into(), binds, limit, Wanted::One).await;
        let rows = answer.map_err(|_: StoreError| SourceError)?;
        let Some(Some(text)) = rows.into_iter().next().and_then(|row| row.into_iter().next())
        else {
            return Ok(None);
        };
        serde_json::from_str(&text).map(Some).map_err(|error| {
            let purpose = aim.as_str();
            tracing::error!(%error, purpose, "the database's answer is not what was asked for");
            SourceError
        })
    }
}

pub(super) const VERSION: &str = "(select version from authorization_version)";

fn area_object(dialect: Dialect) -> String {
    dialect.object(&[
        ("id".to_owned(), dialect.hex_of_uuid("a.id")),
        ("level".to_owned(), "a.level".to_owned()),
        ("path".to_owned(), "a.path".to_owned()),
    ])
}

fn standing_text(dialect: Dialect, user: &str) -> String {
    let area = area_object(dialect);
    let grant = dialect.object(&[
        ("role".to_owned(), "g.role".to_owned()),
        ("area".to_owned(), format!("(select {area} from areas a where a.id = g.area_id)")),
        ("valid_from".to_owned(), "g.valid_from".to_owned()),
        ("valid_until".to_owned(), "g.valid_until".to_owned()),
    ]);
    let grants = dialect.array_of_rows(&grant, "g.id", None);
    let team = dialect.hex_of_uuid("m.team_id");
    let teams = dialect.array_of_rows(&team, "m.team_id", None);
    let known = dialect.object(&[
        ("active".to_owned(), dialect.scalar("u.active", crate::read::catalog::Scalar::Boolean)),
        ("token_version".to_owned(), "u.token_version".to_owned()),
        (
            "has_one_time_password".to_owned(),
            dialect.scalar("u.password_must_change", crate::read::catalog::Scalar::Boolean),
        ),
        ("grants".to_owned(), format!("(select {grants} from grants g where g.user_id = u.id)")),
        (
            "teams".to_owned(),
            format!(
                "(select {teams} from team_members m where m.user_id = u.id and m.left_at is null)"
            ),
        ),
    ]);
    let whole = dialect.object(&[
        ("version".to_owned(), VERSION.to_owned()),
        ("user".to_owned(), format!("(select {known} from users u where u.id = {user})")),
    ]);
    format!("select {}", dialect.json_text(&whole))
}

fn token_text(dialect: Dialect, hash: &str) -> String {
    let areas = dialect.array_of_rows(&area_object(dialect), "a.id", None);
    let boolean = |expression| dialect.scalar(expression, crate::read::catalog::Scalar::Boolean);
    let token = dialect.object(&[
        ("id".to_owned(), dialect.hex_of_uuid("t.id")),
        ("user".to_owned(), dialect.hex_of_uuid("t.user_id")),
        ("expires_at".to_owned(), "t.expires_at".to_owned()),
        ("revoked".to_owned(), boolean("(t.revoked_at is not null)")),
        ("scope".to_owned(), "t.scope".to_owned()),
        (
            "areas".to_owned(),
            format!(
                "(select {areas} from areas a where a.id in \
                 (select ta.area_id from api_token_areas ta where ta.token_id = t.id))"
            ),
        ),
    ]);
    let whole = dialect.object(&[
        ("version".to_owned(), VERSION.to_owned()),
        (
            "token".to_owned(),
            format!("(select {token} from api_tokens t where t.token_hash = {hash})"),
        ),
    ]);
    format!("select {}", dialect.json_text(&whole))
}

/// A rule as it is kept: its domain is an area's id, so that it follows the area when it moves.
fn add(rules: &mut Rules, kept: KeptRule) -> Result<(), crate::policy::RuleError> {
    let mut domain = None;
    let mut fields: Vec<Option<String>> = kept.fields;
    if let Some(area) = kept.area.and_then(Area::domain)
        && let Some(place) = fields.get_mut(1)
    {
        *place = Some(area.as_casbin().to_owned());
        domain = Some(area);
    }
    let most = if kept.ptype == "g" { 3 } else { 6 };
    fields.truncate(most);
    let fields = fields.into_iter().map(|field| field.unwrap_or_default()).collect();
    rules.add(&Line { ptype: kept.ptype, fields }, |path| {
        domain.filter(|known| known.as_casbin() == path && path != EVERYWHERE)
    })
}
