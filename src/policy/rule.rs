//! Rules and links between roles: casbin's `p` and `g` lines, checked as they are read.

use super::domain::{Domain, EVERYWHERE};
use super::links::Links;
use super::vocabulary::{Action, Object, Relation};

/// The prefix of a role's name among casbin's subjects.
pub const ROLE: &str = "role:";

/// What a rule does to the question that it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Yes, unless another rule says no.
    Allow,
    /// No, whatever others say.
    Deny,
}

/// A role's permission or prohibition (casbin's `p`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    /// The role, with its prefix.
    pub role: String,
    /// Where the rule holds.
    pub domain: Domain,
    /// What it is about.
    pub object: Object,
    /// What may or may not be done.
    pub action: Action,
    /// How the user must stand to the record.
    pub relation: Relation,
    /// Yes or no.
    pub effect: Effect,
}

/// One role containing another, everywhere (casbin's `g` between roles).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RoleLink {
    /// The role that contains, with its prefix.
    pub role: String,
    /// The role that is contained, with its prefix.
    pub contains: String,
}

/// All rules and links of one version of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// The rules, in the order that they are kept in.
    pub rules: Vec<Rule>,
    /// The links between roles.
    pub links: Vec<RoleLink>,
}

/// A line of a policy as it is written: `p` or `g` and its fields, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `p` or `g`.
    pub ptype: String,
    /// The fields after it.
    pub fields: Vec<String>,
}

/// What is wrong with a line of a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// It begins with neither `p` nor `g`.
    #[error("a line begins with p (a rule) or g (a link between roles), not with `{0}`")]
    UnknownType(String),
    /// It has too few or too many fields.
    #[error("{ptype} takes {expected} fields after it, not {found}")]
    FieldCount {
        /// `p` or `g`.
        ptype: &'static str,
        /// How many it takes.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A subject that is no role.
    #[error(
        "`{0}` is not a role: a role is written role:name, with a name of [a-z0-9_] that begins with a letter"
    )]
    NotARole(String),
    /// A link that does not hold everywhere.
    #[error("a link between roles holds everywhere: its domain is *, not `{0}`")]
    LinkDomain(String),
    /// A domain that is neither `*` nor the path of a known area.
    #[error("`{0}` is neither * nor the path of an area")]
    UnknownDomain(String),
    /// An object that there is not.
    #[error("unknown object `{0}`")]
    UnknownObject(String),
    /// An action that the object does not have.
    #[error("{object} has no action `{action}`")]
    UnknownAction {
        /// The object.
        object: &'static str,
        /// The word that is not one of its actions.
        action: String,
    },
    /// A relation that the object does not have.
    #[error("{object} has no relation `{relation}`")]
    UnknownRelation {
        /// The object.
        object: &'static str,
        /// The word that is not one of its relations.
        relation: String,
    },
    /// An effect other than allow and deny.
    #[error("an effect is allow or deny, not `{0}`")]
    UnknownEffect(String),
    /// A file that is no CSV.
    #[error("not readable as CSV: {0}")]
    Unreadable(String),
    /// Roles that contain each other.
    #[error("{0} contains itself")]
    Loop(String),
}

impl Rule {
    /// The fields of its line in casbin's CSV, after `p`.
    #[must_use]
    pub fn fields(&self) -> [&str; 6] {
        [
            &self.role,
            self.domain.as_casbin(),
            self.object.as_str(),
            self.action.as_str(),
            self.relation.as_str(),
            self.effect.as_str(),
        ]
    }
}

/// Whether a name may be a role's: `role:` is put before it.
#[must_use]
pub fn is_role_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn role(subject: &str) -> Result<String, RuleError> {
    match subject.strip_prefix(ROLE) {
        Some(name) if is_role_name(name) => Ok(subject.to_owned()),
        _ => Err(RuleError::NotARole(subject.to_owned())),
    }
}

/// The lines of a policy in casbin's CSV: comments and empty lines left out.
///
/// # Errors
/// A line that is no CSV, with its number.
pub fn lines_of_csv(text: &str) -> Result<Vec<(u64, Line)>, (u64, RuleError)> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            (line, RuleError::Unreadable(error.to_string()))
        })?;
        let number = record.position().map_or(0, csv::Position::line);
        let mut fields = record.iter().map(str::to_owned);
        let ptype = fields.next().unwrap_or_default();
        lines.push((number, Line { ptype, fields: fields.collect() }));
    }
    Ok(lines)
}

impl Effect {
    /// The word as rules spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }

    /// The effect that is spelled so.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Allow, Self::Deny].into_iter().find(|known| known.as_str() == word)
    }
}

impl Rules {
    /// Checks a line by itself and adds it; `domain` finds the area of a path.
    ///
    /// # Errors
    /// What is wrong with the line.
    pub fn add(
        &mut self,
        line: &Line,
        domain: impl FnOnce(&str) -> Option<Domain>,
    ) -> Result<(), RuleError> {
        let field = |index: usize| line.fields.get(index).map_or("", String::as_str);
        let count = |ptype, expected| {
            if line.fields.len() == expected {
                Ok(())
            } else {
                Err(RuleError::FieldCount { ptype, expected, found: line.fields.len() })
            }
        };
        match line.ptype.as_str() {
            "g" => {
                count("g", 3)?;
                if field(2) != EVERYWHERE {
                    return Err(RuleError::LinkDomain(field(2).to_owned()));
                }
                self.links.push(RoleLink { role: role(field(0))?, contains: role(field(1))? });
                Ok(())
            }
            "p" => {
                count("p", 6)?;
                let object = Object::from_word(field(2))
                    .ok_or_else(|| RuleError::UnknownObject(field(2).to_owned()))?;
                let action = Action::from_word(field(3))
                    .filter(|action| object.actions().contains(action))
                    .ok_or_else(|| RuleError::UnknownAction {
                        object: object.as_str(),
                        action: field(3).to_owned(),
                    })?;
                let relation = Relation::from_word(field(4))
                    .filter(|relation| object.relation(*relation).is_some())
                    .ok_or_else(|| RuleError::UnknownRelation {
                        object: object.as_str(),
                        relation: field(4).to_owned(),
                    })?;
                let effect = Effect::from_word(field(5))
                    .ok_or_else(|| RuleError::UnknownEffect(field(5).to_owned()))?;
                let role = role(field(0))?;
                let domain = match field(1) {
                    EVERYWHERE => Domain::Everywhere,
                    path => {
                        domain(path).ok_or_else(|| RuleError::UnknownDomain(path.to_owned()))?
                    }
                };
                self.rules.push(Rule { role, domain, object, action, relation, effect });
                Ok(())
            }
            other => Err(RuleError::UnknownType(other.to_owned())),
        }
    }

    /// The names of all roles that a rule or a link speaks of, without their prefix, sorted.
    #[must_use]
    pub fn role_names(&self) -> Vec<String> {
        let subjects = self.rules.iter().map(|rule| &rule.role);
        let linked = self.links.iter().flat_map(|link| [&link.role, &link.contains]);
        let names: std::collections::BTreeSet<_> =
            subjects.chain(linked).filter_map(|role| role.strip_prefix(ROLE)).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// Fails where a role contains itself, through whichever others. Whoever has added all lines
    /// asks once.
    ///
    /// # Errors
    /// One of the roles that do.
    pub fn must_not_loop(&self) -> Result<(), RuleError> {
        let way = Links::down(&self.links).a_loop();
        match way.as_ref().and_then(|way| way.first()) {
            Some(role) => Err(RuleError::Loop((*role).to_owned())),
            None => Ok(()),
        }
    }
}
