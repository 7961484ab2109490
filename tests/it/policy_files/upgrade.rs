//! A new release brings new default rules to a town that has changed its own.

use entity::{casbin_rule, policy_text};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use wardbook::policy::DEFAULT_RULES;

use super::Town;
use crate::support::{Backend, both};

/// What the release before did not have, and what it had beside.
const NEW: &str = "p, role:analyst, *, hazard, read, any, allow\n";
const ALSO_NEW: &str = "p, role:analyst, *, patrol, read, any, allow\n";
const GONE: &str = "p, role:analyst, *, shift, log, any, allow\n";

/// Makes the town one that began with the release before.
async fn began_before(town: &Town) {
    let connection = town._database.connection();
    for object in ["hazard", "patrol"] {
        casbin_rule::Entity::delete_many()
            .filter(casbin_rule::Column::V0.eq("role:analyst"))
            .filter(casbin_rule::Column::V2.eq(object))
            .exec(connection)
            .await
            .unwrap();
    }
    let before = DEFAULT_RULES.replace(NEW, GONE).replace(ALSO_NEW, "");
    policy_text::Entity::update_many()
        .col_expr(policy_text::Column::Text, Expr::value(before))
        .filter(policy_text::Column::Kind.eq("DEFAULTS"))
        .exec(connection)
        .await
        .unwrap();
}

both! {
    async fn a_release_s_rules_are_merged_with_a_town_s_own(backend: Backend) {
        let town = Town::open(backend).await;
        began_before(&town).await;
        // The town has that release's rules, one of its own, and forbids what the next one brings.
        let own = "p, role:analyst, /35/351/, team, save, any, allow\n";
        let deny = "p, role:analyst, *, patrol, read, any, deny\n";
        let text = DEFAULT_RULES.replace(NEW, GONE).replace(ALSO_NEW, "");
        let edited = town.write("edited.csv", &format!("{text}{own}{deny}"));
        town.installed.done(&["policy", "apply", &edited, "--reason", "our own", "--force"]);

        let said = town.installed.done(&["policy", "upgrade", "--dry-run", "--force"]);
        assert!(said.contains("+  analyst  *       hazard  read    any       allow"), "{said}");
        assert!(said.contains("-  analyst  *       shift   log     any       allow"), "{said}");
        let left = "left as you have it: p, role:analyst, *, patrol, read, any, allow: you have decided the opposite";
        assert!(said.contains(left), "{said}");
        assert_eq!(town.version().await, 2);
        // An expectation that the town has broken by force is broken still.
        assert!(town.installed.failed(&["policy", "upgrade"]).contains("An analyst sees routes"));
        assert!(town.installed.done(&["policy", "upgrade", "--force"]).contains("at version 3"));
        let now = town.installed.done(&["policy", "export"]);
        assert!(now.contains(NEW) && now.contains(own) && now.contains(deny), "{now}");
        assert!(!now.contains(GONE) && !now.contains(ALSO_NEW), "{now}");
        // What the town decides against from now on is not brought back by the next upgrade.
        let without = town.write("without.csv", &now.replace(NEW, ""));
        town.installed.done(&["policy", "apply", &without, "--reason", "not here", "--force"]);
        assert!(town.installed.done(&["policy", "upgrade"]).contains("the policy has all"));
        assert!(!town.installed.done(&["policy", "export"]).contains(NEW));
    }
}
