//! What is about one's own role waits for a second administrator.

use serde_json::{Value, json};
use wardbook::config::SecondAdministrator;

use super::{APPROVE, Office, REJECT, TABLES, adding, problem, removing, rule};
use crate::life::Desk;
use crate::support::{Backend, Setup, both};

const BEN: &str = "username,display_name,role,area_code
ben,Ben,administrator,*
";

/// A rule of the administrators' own role.
const OWN: &str = "administrator, *, shift, read, any, ALLOW";

impl Office {
    /// A change of the administrators' own role that waits, by its id.
    async fn proposes(&self, user: &str, change: Value) -> String {
        let seen = self.version().await;
        let waiting = self.apply(user, change).await.unwrap();
        assert_eq!(waiting["version"], seen, "nothing is applied yet");
        waiting["pending"]["id"].as_str().unwrap().to_owned()
    }

    async fn approve(&self, user: &str, id: &str) -> Result<Value, Value> {
        self.desk.tries(user, APPROVE, json!({"id": id})).await
    }

    async fn reject(&self, user: &str, id: &str) -> Result<Value, Value> {
        self.desk.tries(user, REJECT, json!({"id": id, "reason": "not now"})).await
    }

    async fn waiting(&self) -> Vec<Value> {
        let query = "{pendingChanges{id reason proposedBy{displayName} rolesAdded rolesRemoved \
             added{role object effect} removed{role} inheritanceAdded{role inherits} \
             inheritanceRemoved{role} user{id} role area{id}}}";
        let answer = self.desk.data("administrator", query).await;
        answer["pendingChanges"].as_array().unwrap().clone()
    }
}

both! {
    async fn a_lone_administrator_changes_at_once(backend: Backend) {
        let office = Office::open(backend).await;
        office.applies("administrator", adding(&[OWN])).await;
        assert_eq!(office.waiting().await, [json!(null); 0]);
    }
}

both! {
    async fn another_administrator_approves_it_and_both_are_in_the_trail(backend: Backend) {
        let office = Office::open(backend).await;
        office.desk.employs(BEN).await;
        let change = json!({
            "addRoles": [{"name": "keeper", "title": "档案员", "titleEn": "Keeper"}],
            "add": [rule(OWN)],
            "addInheritance": [{"role": "administrator", "inherits": "keeper"}],
        });
        let id = office.proposes("administrator", change).await;
        assert_eq!(office.waiting().await, [json!({
            "id": id, "reason": "for a trial", "proposedBy": {"displayName": "Ada"},
            "rolesAdded": ["keeper"], "rolesRemoved": [],
            "added": [{"role": "administrator", "object": "shift", "effect": "ALLOW"}],
            "removed": [], "inheritanceAdded": [{"role": "administrator", "inherits": "keeper"}],
            "inheritanceRemoved": [], "user": null, "role": null, "area": null,
        })]);
        let node = format!("{{node(id:\"{id}\"){{... on PendingChange{{reason}}}}}}");
        assert_eq!(office.desk.data("ben", &node).await["node"]["reason"], "for a trial");
        assert_eq!(office.desk.data("town", &node).await["node"], Value::Null);

        let (field, _) = problem(office.approve("administrator", &id).await);
        assert_eq!(field, "id");
        for user in ["town", "analyst"] {
            assert_eq!(office.approve(user, &id).await.unwrap_err()["code"], "NOT_FOUND");
            assert_eq!(office.reject(user, &id).await.unwrap_err()["code"], "NOT_FOUND");
        }
        // Others' changes go on meanwhile, and it comes out under the policy of then.
        office.applies("ben", adding(&["analyst, *, place, save, any, ALLOW"])).await;
        let approved = office.approve("ben", &id).await.unwrap();
        assert_eq!(approved["changeId"], id.as_str());
        assert_eq!((office.version().await, office.waiting().await.len()), (3, 0));
        let query = "{policyHistory(first:1){nodes{by{displayName} reason rolesAdded added{role}}}}";
        let last = office.desk.data("ben", query).await["policyHistory"]["nodes"][0].take();
        assert_eq!(last, json!({
            "by": {"displayName": "Ada"}, "reason": "for a trial", "rolesAdded": ["keeper"],
            "added": [{"role": "administrator"}],
        }));
        for decision in [office.approve("ben", &id).await, office.reject("ben", &id).await] {
            assert_eq!(decision.unwrap_err()["code"], "WRONG_STATE");
        }
        let trail = office.trail().await;
        let actions: Vec<&str> = trail.iter().map(|(action, _)| action.as_str()).collect();
        assert_eq!(actions, ["propose", "apply", "approve"]);
        assert!(trail.iter().all(|(_, detail)| detail["forced"] == true), "{trail:?}");
        assert!(trail[2].1["proposedBy"].is_string() && trail[2].1["version"] == 3);
    }
}

both! {
    async fn one_that_no_longer_fits_is_not_made(backend: Backend) {
        let office = Office::open(backend).await;
        office.desk.employs(BEN).await;
        let there = "administrator, *, area, read, any, ALLOW";
        let first = office.proposes("administrator", removing(&[there])).await;
        let second = office.proposes("administrator", removing(&[there])).await;
        let third = office.proposes("ben", adding(&[OWN])).await;
        office.approve("ben", &first).await.unwrap();
        let before = office.desk.rows(&TABLES).await;
        let (field, message) = problem(office.approve("ben", &second).await);
        assert_eq!(field, "id");
        assert!(message.starts_with("this does not fit the policy of now: change.remove[0]: there is no rule"), "{message}");
        assert_eq!(office.desk.rows(&TABLES).await, before);
        office.reject("ben", &second).await.unwrap();
        office.reject("ben", &third).await.unwrap();
        assert_eq!(office.waiting().await.len(), 0);
        let trail = office.trail().await;
        assert_eq!(trail.last().unwrap().0, "reject");
        assert_eq!(trail.last().unwrap().1["reason"], "not now");
    }
}

both! {
    async fn a_role_that_a_waiting_change_speaks_of_stays(backend: Backend) {
        let office = Office::open(backend).await;
        office.desk.employs(BEN).await;
        let keeper = json!({"addRoles": [{"name": "keeper", "title": "档案员"}]});
        office.applies("administrator", keeper).await;
        let link = json!({"addInheritance": [{"role": "administrator", "inherits": "keeper"}]});
        let id = office.proposes("administrator", link).await;
        let remove = json!({"removeRoles": ["keeper"]});
        let (_, message) = problem(office.apply("ben", remove.clone()).await);
        assert!(message.ends_with("a waiting change speaks of it"), "{message}");
        office.reject("ben", &id).await.unwrap();
        office.applies("ben", remove).await;
    }
}

both! {
    /// Else a role that is asked for could become more before it is granted.
    async fn a_role_that_somebody_waits_for_is_as_their_own(backend: Backend) {
        let office = Office::open(backend).await;
        office.desk.employs(BEN).await;
        let keeper = json!({"addRoles": [{"name": "keeper", "title": "档案员"}]});
        office.applies("administrator", keeper).await;
        let ada = "{viewer{user{id}}}";
        let ada = office.desk.data("administrator", ada).await["viewer"]["user"]["id"].take();
        let grant = "mutation($input:GrantRoleInput!){grantRole(input:$input){pending{id}}}";
        let input = json!({"userId": ada, "role": "keeper", "everywhere": true, "reason": "for files"});
        let waits = office.desk.tries("administrator", grant, json!({"input": input})).await.unwrap();
        let more = "keeper, *, reporter, read, any, ALLOW";
        let id = office.proposes("administrator", adding(&[more])).await;
        office.reject("ben", &id).await.unwrap();
        office.reject("ben", waits["pending"]["id"].as_str().unwrap()).await.unwrap();
        office.applies("administrator", adding(&[more])).await;
    }
}

both! {
    async fn one_person_has_no_more_than_a_hundred_waiting(backend: Backend) {
        use entity::pending_change;
        use sea_orm::{ActiveModelTrait, EntityTrait};
        let office = Office::open(backend).await;
        office.desk.employs(BEN).await;
        office.applies("administrator", adding(&["team_member, *, category, save, any, ALLOW"])).await;
        let first = office.proposes("administrator", adding(&[OWN])).await;
        let connection = office.desk.server.database.connection();
        let waiting = pending_change::Entity::find().one(connection).await.unwrap().unwrap();
        let more = (0..98).map(|_| {
            let more = pending_change::Model { id: uuid::Uuid::now_v7(), ..waiting.clone() };
            pending_change::ActiveModel::from(more).reset_all()
        });
        pending_change::Entity::insert_many(more).exec_without_returning(connection).await.unwrap();
        let ada = office.desk.data("administrator", "{viewer{user{id}}}").await["viewer"]["user"]["id"].take();
        let grants = async || {
            let grant = "mutation($input:GrantRoleInput!){grantRole(input:$input){pending{id}}}";
            let input = json!({"userId": ada, "role": "analyst", "everywhere": true, "reason": "for files"});
            office.desk.tries("administrator", grant, json!({"input": input})).await
        };
        grants().await.unwrap();
        let before = office.desk.rows(&TABLES).await;
        let (field, message) = problem(office.apply("administrator", adding(&[OWN])).await);
        assert_eq!(field, "input.change");
        assert!(message.starts_with("100 changes of yours wait for a second administrator"), "{message}");
        assert_eq!(problem(grants().await), ("input.userId".to_owned(), message));
        assert_eq!(office.desk.rows(&TABLES).await, before);
        // What needs nobody else is done all the same, and so is what others ask for.
        office.applies("administrator", removing(&["team_member, *, category, save, any, ALLOW"])).await;
        let of_ben = office.proposes("ben", adding(&[OWN])).await;
        office.reject("ben", &of_ben).await.unwrap();
        office.reject("administrator", &first).await.unwrap();
        grants().await.unwrap();
    }
}

both! {
    async fn the_setting_says_whether_it_waits(backend: Backend) {
        for (setting, waits) in [(SecondAdministrator::On, true), (SecondAdministrator::Off, false)] {
            let setup = Setup { second_administrator: setting, ..Setup::default() };
            let office = Office { desk: Desk::over(backend, setup).await };
            if !waits {
                office.desk.employs(BEN).await;
            }
            let applied = office.apply("administrator", adding(&[OWN])).await.unwrap();
            assert_eq!(!applied["pending"].is_null(), waits);
        }
    }
}
