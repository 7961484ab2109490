//! Whoever changes the policy is held to what is expected of it, not only the machine's operator.

use chrono::{SubsecRound, Utc};
use wardbook::config::SecondAdministrator;
use wardbook::desk::refusal::Refusal;
use wardbook::error::Problem;
use wardbook::policy::change::{PolicyChange, RuleLine};
use wardbook::store::change::{Acting, Unmade};
use wardbook::store::policies::{Applied, PolicyEdit, RollBack};

use super::Town;
use crate::support::{Backend, both, writing};

/// A change that lets analysts know who reported a case.
fn edit(expected_version: i64, forced: bool) -> PolicyEdit {
    let words = ["analyst", "*", "reporter", "read", "any", "allow"].map(str::to_owned);
    let [role, domain, object, action, relation, effect] = words;
    let rule = RuleLine { role, domain, object, action, relation, effect, comment: None };
    let change = PolicyChange { add: vec![rule], ..PolicyChange::default() };
    PolicyEdit {
        expected_version,
        change,
        reason: "a wish".to_owned(),
        forced,
        ..PolicyEdit::default()
    }
}

fn refused(result: Result<Applied, Unmade>) -> Problem {
    match result {
        Err(Unmade::Refused(Refusal::Invalid(mut problems))) if problems.len() == 1 => {
            problems.remove(0)
        }
        other => panic!("{other:?}"),
    }
}

both! {
    async fn an_administrator_breaks_no_expectation_without_saying_so(backend: Backend) {
        let town = Town::open(backend).await;
        let writing = writing(&town.store);
        let admin = town.store.usernames().await.unwrap()["admin"];
        let grants = writing.authorizer.grants(admin).await.unwrap().unwrap();
        let acting = Acting {
            grants: &grants,
            now: Utc::now().trunc_subsecs(6),
            zone: chrono_tz::Asia::Shanghai,
            authorizer: &writing.authorizer,
            keys: &writing.keys,
            second_administrator: SecondAdministrator::Auto,
        };
        let problem = refused(town.store.apply_policy(acting, edit(1, false)).await);
        assert_eq!(problem.field, "input.change");
        let (en, zh) = (problem.message.en, problem.message.zh);
        assert!(en.contains("An analyst never learns who reported a case: analyst may read"), "{en}");
        assert!(zh.starts_with("策略测试未通过") && zh.contains("不应能"), "{zh}");
        assert_eq!(town.version().await, 1);
        let applied = town.store.apply_policy(acting, edit(1, true)).await.unwrap();
        assert_eq!((applied.version, applied.pending), (2, None));

        // Back is well; forth again is not, and says at which argument.
        let back = |to_version, expected_version| RollBack {
            to_version,
            expected_version,
            reason: "back".to_owned(),
            ..RollBack::default()
        };
        assert_eq!(town.store.roll_back_policy(acting, back(1, 2)).await.unwrap().version, 3);
        let problem = refused(town.store.roll_back_policy(acting, back(2, 3)).await);
        assert_eq!(problem.field, "toVersion");
        assert!(problem.message.en.contains("An analyst never learns"), "{}", problem.message.en);
        assert_eq!(town.version().await, 3);
    }
}
