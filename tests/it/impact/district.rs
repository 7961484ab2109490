//! The impact of a change in a district that has more cases than are read at once, against a count
//! by SQL.

use chrono::Utc;
use sea_orm::{FromQueryResult, Statement};
use wardbook::policy::impact::{Impact, Line};
use wardbook::policy::{Action, AreaRef, Domain, Effect, Level, Object, Relation, Rule, Rules};

use crate::plans::rows::{self, Kind, id, town};
use crate::support::{Backend, Database, both};

/// The path of the first town: an eighth of all areas.
const TOWN: &str = "/350199/350199001/";

fn rule(relation: Relation, domain: Domain, effect: Effect) -> Rule {
    let (object, action) = (Object::Case, Action::Read);
    Rule { role: "role:community".to_owned(), domain, object, action, relation, effect }
}

fn rules(rules: Vec<Rule>) -> Rules {
    Rules { rules, ..Rules::default() }
}

#[derive(Debug, PartialEq, FromQueryResult)]
struct Counted {
    users: i64,
    records: i64,
}

/// The cases below a path that stand so to somebody, a grant `g`, who holds the role there.
async fn counted(database: &Database, path: &str, standing: &str) -> Counted {
    let connection = database.connection();
    let text = format!(
        "select count(distinct g.user_id) as users, count(distinct c.id) as records from cases c \
         join areas a on a.id = c.area_id join grants g on {standing} \
         join areas h on h.id = g.area_id \
         where g.role = 'community' and a.path like h.path || '%' and a.path like '{path}%'"
    );
    let statement = Statement::from_string(connection.get_database_backend(), text);
    let counted = Counted::find_by_statement(statement).one(connection).await.unwrap().unwrap();
    assert!(counted.records > 10, "{counted:?}");
    counted
}

/// What is lost by the one role, where nothing else is and nothing gained.
fn lost(impact: &Impact) -> Counted {
    assert_eq!(impact.gains, []);
    let [Line { user_count, record_count, .. }] = impact.losses.as_slice() else {
        panic!("{impact:?}");
    };
    assert_eq!(*user_count, impact.users_affected);
    Counted { users: *user_count as i64, records: *record_count }
}

both! {
    async fn every_case_of_a_large_district_is_counted_once(backend: Backend) {
        let database = Database::fresh(backend).await;
        rows::write(&database).await;
        let store = database.store().await;
        let impact = async |before: Vec<Rule>, after: Vec<Rule>| {
            store.policy_impact(&rules(before), &rules(after), Utc::now()).await.unwrap()
        };
        let everywhere = |relation| rule(relation, Domain::Everywhere, Effect::Allow);

        // Nobody reads any longer what they wrote or handle.
        let own = [Relation::OwnRecord, Relation::Handling].map(everywhere).to_vec();
        let is_own = "g.user_id in (c.received_by_id, c.handler_id, c.first_handler_id, c.overseer_id)";
        let nobody = lost(&impact(own.clone(), vec![]).await);
        assert_eq!(nobody, counted(&database, "/", is_own).await);

        // Nor what is not confidential.
        let most = [own, vec![everywhere(Relation::Ordinary)]].concat();
        let nobody = lost(&impact(most, vec![]).await);
        let is_either = format!("(c.confidential = false or {is_own})");
        assert_eq!(nobody, counted(&database, "/", &is_either).await);

        // In one town, what they wrote.
        let path = TOWN.into();
        let area = AreaRef { id: id(Kind::Area, town(1)), level: Level::Town, path };
        let all = vec![everywhere(Relation::Any)];
        let denied = rule(Relation::OwnRecord, Domain::Area(area), Effect::Deny);
        let in_town = lost(&impact(all.clone(), [all, vec![denied]].concat()).await);
        assert_eq!(in_town, counted(&database, TOWN, "g.user_id = c.received_by_id").await);
        store.close().await;
    }
}
