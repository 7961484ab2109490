//! What claims say: texts, and by the rules of the configuration the roles that they give.

use serde_json::{Map, Value};

use crate::config::{ClaimPath, RoleRule, RulePlace};
use crate::store::ClaimedGrant;

/// What an issuer says of somebody.
pub(super) type Claims = Map<String, Value>;

/// The most grants that claims give; an issuer that says more has gone wrong.
const MOST_GRANTS: usize = 200;

/// The text that a claim is.
pub(super) fn text<'a>(claims: &'a Claims, path: &ClaimPath) -> Option<&'a str> {
    at(claims, path)?.as_str()
}

/// The roles that claims give. What a rule does not name gives nothing.
pub(super) fn grants(claims: &Claims, rules: &[RoleRule]) -> Vec<ClaimedGrant> {
    let mut grants = Vec::new();
    for rule in rules {
        if !texts(claims, &rule.claim).any(|text| text == rule.value) {
            continue;
        }
        let grant = |area_code| ClaimedGrant { role: rule.role.clone(), area_code };
        match &rule.place {
            RulePlace::Everywhere => grants.push(grant(None)),
            RulePlace::Area(code) => grants.push(grant(Some(code.clone()))),
            RulePlace::Claim(path) => {
                grants.extend(texts(claims, path).map(|code| grant(Some(code.to_owned()))));
            }
        }
    }
    if grants.len() > MOST_GRANTS {
        tracing::warn!(grants = grants.len(), most = MOST_GRANTS, "claims give too many grants");
        grants.truncate(MOST_GRANTS);
    }
    grants
}

/// The text that a claim is, or those of the list that it is.
fn texts<'a>(claims: &'a Claims, path: &ClaimPath) -> impl Iterator<Item = &'a str> {
    let found = at(claims, path).map_or(&[] as &[Value], |value| match value {
        Value::Array(values) => values.as_slice(),
        other => std::slice::from_ref(other),
    });
    found.iter().filter_map(Value::as_str)
}

fn at<'a>(claims: &'a Claims, ClaimPath(names): &ClaimPath) -> Option<&'a Value> {
    let (first, rest) = names.split_first()?;
    rest.iter().try_fold(claims.get(first)?, |value, name| value.get(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims() -> Claims {
        let claims = json!({
            "preferred_username": "wei",
            "realm_access": {"roles": ["desk", "offline_access", 7, null]},
            "https://example.org/areas": ["350102", "350103"],
            "department": "audit",
            "area": "*",
        });
        claims.as_object().unwrap().clone()
    }

    fn rule(claim: &str, value: &str, place: RulePlace) -> RoleRule {
        RoleRule {
            claim: claim.into(),
            value: value.to_owned(),
            role: "town_center".to_owned(),
            place,
        }
    }

    fn codes(rules: &[RoleRule]) -> Vec<Option<String>> {
        grants(&claims(), rules).into_iter().map(|grant| grant.area_code).collect()
    }

    #[test]
    fn a_text_or_one_of_a_list_gives_a_role() {
        let fixed = RulePlace::Area("350102".to_owned());
        let everywhere = RulePlace::Everywhere;
        assert_eq!(
            codes(&[
                rule("department", "audit", fixed),
                rule("realm_access.roles", "desk", everywhere)
            ]),
            [Some("350102".to_owned()), None]
        );
    }

    #[test]
    fn areas_come_from_a_claim_each() {
        let named = ClaimPath(vec!["https://example.org/areas".to_owned()]);
        let rule = rule("department", "audit", RulePlace::Claim(named));
        assert_eq!(codes(&[rule]), [Some("350102".to_owned()), Some("350103".to_owned())]);
    }

    #[test]
    fn a_claim_cannot_say_everywhere_itself() {
        let rule = rule("department", "audit", RulePlace::Claim("area".into()));
        assert_eq!(codes(&[rule]), [Some("*".to_owned())], "a code, which no area has");
    }

    #[test]
    fn what_is_almost_named_gives_nothing() {
        let everywhere = || RulePlace::Everywhere;
        for (claim, value) in [
            ("department", "Audit"),
            ("department", "aud"),
            ("realm_access.roles", "7"),
            ("realm_access", "desk"),
            ("realm_access.roles.0", "desk"),
            ("nothing.at.all", ""),
            ("", "audit"),
        ] {
            assert_eq!(codes(&[rule(claim, value, everywhere())]), [], "{claim} {value}");
        }
        let at = RulePlace::Claim("nothing".into());
        assert_eq!(codes(&[rule("department", "audit", at)]), [], "a role at no area is none");
    }

    #[test]
    fn a_name_is_a_text() {
        assert_eq!(text(&claims(), &"preferred_username".into()), Some("wei"));
        assert_eq!(text(&claims(), &"realm_access.roles".into()), None);
    }
}
