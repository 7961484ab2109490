//! What decides what may be done with a safety check, as one value.

use uuid::Uuid;

use super::allowed::allowed_actions;
use super::status::CheckStatus;
use crate::desk::facts::id;
use crate::desk::leave::Facts;
use crate::policy::{Grants, Object, Record};

/// How a safety check stands, as far as what may be done with it goes by that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckFacts {
    /// Where it stands.
    pub status: CheckStatus,
    /// The path of the area that its place lies in.
    pub area_path: String,
    /// The team that makes it.
    pub team: Option<Uuid>,
    /// Who makes it.
    pub inspector: Option<Uuid>,
    /// Who planned it.
    pub created_by: Option<Uuid>,
    /// Who signed it.
    pub signed_by: Option<Uuid>,
}

impl CheckFacts {
    /// The facts that a text holds: the values of its fields in their order, apart by `|`, an id as
    /// its hexadecimal digits, nothing for null. None where it is no such text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('|').collect();
        let [status, area_path, team, inspector, created_by, signed_by] =
            <[&str; 6]>::try_from(parts).ok()?;
        Some(Self {
            status: CheckStatus::from_name(status)?,
            area_path: area_path.to_owned(),
            team: id(team)?,
            inspector: id(inspector)?,
            created_by: id(created_by)?,
            signed_by: id(signed_by)?,
        })
    }
}

impl Record for CheckFacts {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        match column {
            "team_id" => self.team,
            "inspector_id" => self.inspector,
            "created_by_id" => self.created_by,
            "signed_by_id" => self.signed_by,
            _ => None,
        }
    }
}

impl Facts for CheckFacts {
    fn object(&self) -> Object {
        Object::Check
    }

    fn area_path(&self) -> &str {
        &self.area_path
    }

    fn allowed_actions(&self, grants: &Grants) -> Vec<&'static str> {
        allowed_actions(grants, self).into_iter().map(|action| action.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_whole_or_not_at_all() {
        let inspector = Uuid::from_u128(7);
        let text = format!("SIGNED|/35/351/||{}||", inspector.simple());
        let facts = CheckFacts {
            status: CheckStatus::Signed,
            area_path: "/35/351/".to_owned(),
            team: None,
            inspector: Some(inspector),
            created_by: None,
            signed_by: None,
        };
        assert_eq!(CheckFacts::parse(&text), Some(facts));
        for bad in ["", "SIGNED|/35/||||0|", "DONE|/35/||||", "SIGNED|/35/|x|||"] {
            assert_eq!(CheckFacts::parse(bad), None, "{bad}");
        }
    }
}
