//! What a query may cost those who hold a role.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;

/// Costs by the names of roles: `analyst=200000,group_leader=5000` on the command line and in the
/// environment, a table in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct RoleCosts(pub BTreeMap<String, u32>);

impl FromStr for RoleCosts {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let costs = parts.map(|part| {
            let (role, cost) = part.split_once('=')?;
            Some((role.trim().to_owned(), cost.trim().parse().ok()?))
        });
        let costs = costs.collect::<Option<BTreeMap<String, u32>>>();
        costs.map(Self).ok_or_else(|| {
            format!(
                "`{text}` does not say what roles may ask for, as analyst=200000,group_leader=5000"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_has_its_cost() {
        let costs: RoleCosts = "analyst=200000, group_leader = 5000,".parse().unwrap();
        let expected = [("analyst".to_owned(), 200_000), ("group_leader".to_owned(), 5_000)];
        assert_eq!(costs, RoleCosts(expected.into()));
        for wrong in ["analyst", "analyst=many", "analyst=-1", "=,"] {
            assert!(wrong.parse::<RoleCosts>().is_err(), "{wrong}");
        }
    }
}
