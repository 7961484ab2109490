//! Which domains a permission covers altogether.

use super::*;
use crate::policy::{Action, GrantRow, Grants, UserStanding};

#[tokio::test]
async fn a_domain_is_covered_where_nothing_in_it_is_denied() {
    let ask = async |rules: &[&str], at: &str, asked: &str| {
        let mut policy = Policy { rules: Vec::new(), ..default_policy() };
        policy.rules = changed(&policy, &adding(rules)).unwrap().added;
        let domain = |path: &str| area(path).unwrap_or(Domain::Everywhere);
        let role = "analyst".to_owned();
        let grant = GrantRow { role, domain: domain(at), valid_from: None, valid_until: None };
        let (user, grants) = (Uuid::nil(), vec![grant]);
        let standing = UserStanding {
            user,
            active: true,
            token_version: 1,
            has_one_time_password: false,
            grants,
            teams: vec![],
        };
        let grants = Grants::compile(&policy.rules(), &standing, chrono::Utc::now()).await.unwrap();
        grants.covers((Object::Policy, Action::Apply), &domain(asked))
    };
    let everywhere = "analyst, *, policy, apply, any, allow";
    for (asked, expected) in [("*", true), ("/12/", true), ("/123/", true)] {
        assert_eq!(ask(&[everywhere], "*", asked).await, expected, "{asked}");
    }
    for (asked, expected) in [("*", false), ("/12/", true), ("/12/3/", true), ("/123/", false)] {
        assert_eq!(ask(&[everywhere], "/12/", asked).await, expected, "{asked}");
    }
    let denied = [everywhere, "analyst, /12/3/, policy, apply, any, deny"];
    for (asked, expected) in [("*", false), ("/12/", false), ("/12/3/", false), ("/123/", true)] {
        assert_eq!(ask(&denied, "*", asked).await, expected, "{asked}");
    }
}
