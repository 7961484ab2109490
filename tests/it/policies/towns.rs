//! A town's administrator edits the town's rules and no other's.

use serde_json::json;

use super::{APPROVE, Office, REJECT, adding, problem, removing, rule};
use crate::support::{Backend, both, import};

/// Two districts of which the code of one begins with that of the other.
const AREAS: &str = "code,parent_code,level,name
12,,district,Twelve
123,,district,Longer
";

const ADMINISTRATORS: &str = "username,display_name,role,area_code
twelve,Twi,town_admin,12
longer,Lon,town_admin,123
";

impl Office {
    /// Two districts with an administrator each, who holds a role of the installation's own.
    async fn with_two_districts(backend: Backend) -> Self {
        let office = Self::open(backend).await;
        import::areas(&office.desk.server.store, AREAS).await;
        let change = json!({
            "addRoles": [{"name": "town_admin", "title": "镇管理员"}],
            "add": [
                rule("town_admin, *, policy, read, any, ALLOW"),
                rule("town_admin, *, policy, apply, any, ALLOW"),
            ],
        });
        office.applies("administrator", change).await;
        office.desk.employs(ADMINISTRATORS).await;
        office
    }
}

both! {
    async fn a_towns_administrator_changes_nothing_for_another_town(backend: Backend) {
        let office = Office::with_two_districts(backend).await;
        let forbidden = json!({"code": "FORBIDDEN", "object": "policy", "action": "apply"});
        let own = "analyst, /12/, place, save, any, ALLOW";
        office.applies("twelve", adding(&[own])).await;
        let others = "analyst, *, place, save, any, ALLOW";
        for change in [
            adding(&[others]),
            removing(&["analyst, *, case, read, ordinary, ALLOW"]),
            json!({"addRoles": [{"name": "other", "title": "其他"}]}),
            json!({"addInheritance": [{"role": "analyst", "inherits": "team_member"}]}),
            adding(&["analyst, /12/, team, save, any, ALLOW", others]),
        ] {
            assert_eq!(office.apply("twelve", change.clone()).await.unwrap_err(), forbidden, "{change}");
        }
        // An area that they do not see is one that is not there, unless a rule speaks of it.
        let unseen = adding(&["analyst, /123/, place, save, any, ALLOW"]);
        let (field, message) = problem(office.apply("twelve", unseen.clone()).await);
        assert_eq!(field, "input.change.add[0].domain");
        let nowhere = adding(&["analyst, /124/, place, save, any, ALLOW"]);
        let (_, other) = problem(office.apply("twelve", nowhere).await);
        assert_eq!(message.replace("123", ""), other.replace("124", ""));
        office.applies("longer", unseen).await;
        let of_longer = removing(&["analyst, /123/, place, save, any, ALLOW"]);
        assert_eq!(office.apply("twelve", of_longer).await.unwrap_err(), forbidden);
        assert_eq!(office.apply("longer", removing(&[own])).await.unwrap_err(), forbidden);
        // What somebody else has changed they cannot take back by going back.
        let seen = office.version().await;
        assert_eq!(office.roll_back("twelve", seen - 1, seen).await.unwrap_err(), forbidden);
        office.roll_back("longer", seen - 1, seen).await.unwrap();
        office.applies("twelve", removing(&[own])).await;
        office.applies("administrator", adding(&["analyst, /123/, place, save, any, ALLOW"])).await;
    }
}

both! {
    /// Whether or not they see its area, and whatever became of the change meanwhile.
    async fn a_towns_administrator_decides_nothing_of_another_town(backend: Backend) {
        let office = Office::with_two_districts(backend).await;
        let own = adding(&["town_admin, /12/, place, save, any, ALLOW"]);
        let waits = office.apply("twelve", own).await.unwrap();
        let id = json!({"id": waits["pending"]["id"], "reason": "not ours"});
        for document in [APPROVE, REJECT] {
            let refused = office.desk.tries("longer", document, id.clone()).await.unwrap_err();
            assert_eq!(refused, json!({"code": "FORBIDDEN", "object": "policy", "action": "apply"}));
        }
        office.desk.tries("administrator", APPROVE, id.clone()).await.unwrap();
        let again = office.desk.ask("administrator", APPROVE, id).await;
        let error = &again["errors"][0];
        assert_eq!(error["extensions"]["code"], "WRONG_STATE");
        assert!(error["message"].as_str().unwrap().contains("was decided already"), "{error}");
    }
}

both! {
    async fn where_a_part_is_denied_the_whole_is_not_theirs(backend: Backend) {
        let office = Office::with_two_districts(backend).await;
        let denied = adding(&["town_admin, /35/351/, policy, apply, any, DENY"]);
        let warned = office.applies("administrator", denied).await;
        assert_eq!(warned["warnings"], json!([
            "nobody holds town_admin at /35/351/, above or below it: the rule is for nobody yet"
        ]));
        office.desk.employs("username,display_name,role,area_code\ndrum,Dru,town_admin,35\n").await;
        for (domain, may) in [("/35/", false), ("/35/351/3511/", false), ("/35/352/", true)] {
            let change = adding(&[&format!("analyst, {domain}, place, save, any, ALLOW")]);
            assert_eq!(office.apply("drum", change).await.is_ok(), may, "{domain}");
        }
    }
}

both! {
    /// Numbers tell of what is out of sight, too.
    async fn what_a_change_would_do_is_told_of_ones_own_area_alone(backend: Backend) {
        let office = Office::with_two_districts(backend).await;
        let impact = "query($change:PolicyChangeInput!){policyImpact(change:$change){usersAffected}}";
        let asks = async |change| office.desk.tries("twelve", impact, json!({"change": change})).await;
        let own = adding(&["analyst, /12/, place, save, any, ALLOW"]);
        asks(own.clone()).await.unwrap();
        office.applies("longer", adding(&["analyst, /123/, team, save, any, ALLOW"])).await;
        let forbidden = json!({"code": "FORBIDDEN", "object": "policy", "action": "read"});
        for others in ["analyst, *, place, save, any, ALLOW", "analyst, /123/, place, save, any, ALLOW"] {
            assert_eq!(asks(adding(&[others])).await.unwrap_err(), forbidden, "{others}");
        }
        asks(own).await.unwrap();
    }
}
