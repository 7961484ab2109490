//! What decides what may be done with a hazard, as one value.

use uuid::Uuid;

use super::allowed::allowed_actions;
use super::status::HazardStatus;
use crate::desk::facts::id;
use crate::desk::leave::Facts;
use crate::policy::{Grants, Object, Record};

/// How a hazard stands, as far as what may be done with it goes by that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HazardFacts {
    /// Where it stands.
    pub status: HazardStatus,
    /// The path of the area that its place lies in.
    pub area_path: String,
    /// Who puts it right, where that is somebody who works here.
    pub responsible: Option<Uuid>,
    /// Who found it.
    pub found_by: Option<Uuid>,
    /// Who reported that it was put right.
    pub rectified_by: Option<Uuid>,
    /// The case that showed it, or that was made of it.
    pub case: Option<Uuid>,
}

impl HazardFacts {
    /// The facts that a text holds: the values of its fields in their order, apart by `|`, an id as
    /// its hexadecimal digits, nothing for null. None where it is no such text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('|').collect();
        let [status, area_path, responsible, found_by, rectified_by, case] =
            <[&str; 6]>::try_from(parts).ok()?;
        Some(Self {
            status: HazardStatus::from_name(status)?,
            area_path: area_path.to_owned(),
            responsible: id(responsible)?,
            found_by: id(found_by)?,
            rectified_by: id(rectified_by)?,
            case: id(case)?,
        })
    }
}

impl Record for HazardFacts {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        match column {
            "responsible_id" => self.responsible,
            "found_by_id" => self.found_by,
            _ => None,
        }
    }
}

impl Facts for HazardFacts {
    fn object(&self) -> Object {
        Object::Hazard
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
        let (finder, case) = (Uuid::from_u128(7), Uuid::from_u128(8));
        let text = format!("RECTIFYING|/35/351/||{}||{}", finder.simple(), case.simple());
        let facts = HazardFacts {
            status: HazardStatus::Rectifying,
            area_path: "/35/351/".to_owned(),
            responsible: None,
            found_by: Some(finder),
            rectified_by: None,
            case: Some(case),
        };
        assert_eq!(HazardFacts::parse(&text), Some(facts));
        for bad in ["", "FOUND|/35/||||0|", "LOST|/35/||||", "FOUND|/35/|x|||"] {
            assert_eq!(HazardFacts::parse(bad), None, "{bad}");
        }
    }
}
