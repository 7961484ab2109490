//! Why somebody may or may not do something.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::people::People;
use super::{MOST_TRIES, Names, Target, of_source, too_fast};
use crate::desk::access::{Named, nearest, reason};
use crate::error::Message;
use crate::policy::explain::explain;
use crate::policy::{Action, Authorizer, Grants, Object, Relation, Rule};
use crate::store::{Store, StoreError};

/// Whether somebody may do something, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessQuestion {
    /// Who.
    pub user: Uuid,
    /// To which kind of record.
    pub object: Object,
    /// What.
    pub action: Action,
    /// To which record, or where.
    pub target: Target,
}

/// The answer: what the policy says. Whether the record is in a state for it is another question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessAnswer {
    /// Whether they may.
    pub allowed: bool,
    /// The rules that matched.
    pub rules: Vec<Rule>,
    /// The ids of the user's grants through which they did.
    pub grants: Vec<Uuid>,
    /// How the user stands to the record.
    pub relations: Vec<Relation>,
    /// Why, as a sentence.
    pub reason: Message,
    /// For a no, what would make it a yes, as a sentence; none where nothing is known that would.
    pub nearest: Option<Message>,
}

impl AccessAnswer {
    /// What is told of whatever is not there, or out of sight.
    fn unknown(en: &'static str, zh: &'static str) -> Self {
        Self {
            allowed: false,
            rules: Vec::new(),
            grants: Vec::new(),
            relations: Vec::new(),
            reason: Message::new(en, zh),
            nearest: None,
        }
    }
}

impl Store {
    /// Explains what a user may do, to whoever holds the grants `asker`; to an operator, where there
    /// are none. What the asker may not see is explained like what does not exist.
    ///
    /// # Errors
    /// The database's.
    pub async fn explain_access(
        &self,
        authorizer: &Authorizer,
        asker: Option<&Grants>,
        question: &AccessQuestion,
        now: DateTime<Utc>,
    ) -> Result<AccessAnswer, StoreError> {
        let AccessQuestion { user, object, action, target } = question;
        for _ in 0..MOST_TRIES {
            let known = self.people(People::One(*user)).await?.into_iter().next();
            let Some(known) = known.filter(|known| known.is_seen_by(asker)) else {
                return Ok(AccessAnswer::unknown(
                    "no: there is no such user in your sight",
                    "不可以：在您的可见范围内没有该用户",
                ));
            };
            let Some(found) = self.target(*object, target, asker).await? else {
                return Ok(AccessAnswer::unknown(
                    "no: there is no such record in your sight",
                    "不可以：在您的可见范围内没有这条记录",
                ));
            };
            let rules = authorizer.rules_of(known.version).await.map_err(of_source)?;
            let Some(rules) = rules else { continue };
            let person = &known.person;
            let asked = found.question(*object, *action);
            let stands = found.stands(*object, (person.user, &person.teams));
            let explanation = explain(&rules, person, &asked, stands, now).await;
            let explanation =
                explanation.map_err(|error| StoreError::Failed(format!("the policy: {error}")))?;
            let mut names = Names::default();
            names.add(known.areas.iter().chain(&found.area).chain(&found.desk));
            let area = |domain: &_| names.of(domain);
            let named = Named { rules: &rules, person, question: &asked, area: &area };
            return Ok(AccessAnswer {
                allowed: explanation.allowed,
                rules: explanation.rules().into_iter().map(|n| rules.rules[n].clone()).collect(),
                grants: explanation.grants().into_iter().map(|n| person.grants[n].id).collect(),
                reason: reason(&explanation, &named),
                nearest: nearest(&explanation, &named),
                relations: explanation.relations,
            });
        }
        Err(too_fast())
    }
}
