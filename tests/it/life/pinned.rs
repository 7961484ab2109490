//! What every change leaves behind and what none shows, pinned one by one: each is what some sown
//! fault would take away.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::Desk;
use crate::support::{Backend, both, import};

both! {
    /// Subscribers are told of each event, with the case as it was before it.
    async fn each_event_leaves_word_and_an_audit_entry(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        let triage = json!({"severity": "MAJOR", "categoryId": desk.category().await});
        desk.acts("community", "triageCase", &case, triage).await;
        desk.does("community", "addCaseNote", json!({"id": case, "text": "Seen"})).await;

        let connection = desk.server.database.connection();
        let id = uuid::Uuid::try_parse(case.strip_prefix("case_").unwrap()).unwrap();
        let events = entity::case_event::Entity::find()
            .filter(entity::case_event::Column::CaseId.eq(id))
            .order_by_asc(entity::case_event::Column::Id)
            .all(connection).await.unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["REGISTERED", "TRIAGED", "NOTED"]);
        let words = entity::outbox::Entity::find()
            .filter(entity::outbox::Column::RecordId.eq(id))
            .order_by_asc(entity::outbox::Column::Position)
            .all(connection).await.unwrap();
        let told: Vec<_> = words.iter().map(|word| word.event_id).collect();
        assert_eq!(told, events.iter().map(|event| Some(event.id)).collect::<Vec<_>>());
        let before: Vec<bool> = words.iter().map(|word| word.before.is_some()).collect();
        assert_eq!(before, [false, true, true], "there was no case before the first");
        let entries = entity::audit_entry::Entity::find()
            .filter(entity::audit_entry::Column::RecordId.eq(id))
            .order_by_asc(entity::audit_entry::Column::Id)
            .all(connection).await.unwrap();
        let done: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(done, ["create", "triage", "note"]);
        for (entry, event) in entries.iter().zip(&events) {
            let detail: Value = serde_json::from_str(entry.detail.as_ref().unwrap()).unwrap();
            assert_eq!(detail["event"], json!(event.id));
            assert_eq!(entry.actor_id, event.actor_id);
        }
        // A change raises the version, a note does not.
        assert_eq!(desk.version(&case).await, 2);
    }
}

both! {
    /// Who looked, and why, stands in the trail before anything is shown; a number in the reason
    /// does not.
    async fn a_look_at_the_reporter_is_in_the_trail(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        let look = json!({"caseId": case, "reason": "To call 13812345678 back"});
        let shown = "reporter{name phone} parties{name}";
        let answer = desk.send("community", "readReporter", look, shown).await;
        let reporter = &answer["data"]["readReporter"]["reporter"];
        assert_eq!(*reporter, json!({"name": "Wei", "phone": "0591-87654321"}));
        let refused = desk.refused("analyst", "readReporter", json!({"caseId": case})).await;
        assert_eq!(refused["code"], "FORBIDDEN");
        let mut looks = entity::audit_entry::Entity::find()
            .filter(entity::audit_entry::Column::Object.eq("reporter"))
            .all(desk.server.database.connection()).await.unwrap();
        looks.sort_by_key(|look| look.at);
        assert_eq!(looks.len(), 2, "one look, and what was refused, which says no more than that");
        let refused = r#"{"refused":true,"mutation":"readReporter"}"#;
        assert_eq!((looks[1].record_id, looks[1].detail.as_deref()), (None, Some(refused)));
        assert_eq!(looks[0].action, "read");
        assert_eq!(looks[0].detail.as_deref(), Some(r#"{"reason":"To call 138******** back"}"#));
        let reader = desk.user("community").await;
        let actor = looks[0].actor_id.map(|actor| format!("user_{}", actor.simple()));
        assert_eq!(actor, Some(reader));
    }
}

both! {
    /// A number of a person that was typed into words is warned of, and masked wherever a case is
    /// not asked for alone.
    async fn numbers_of_persons_are_masked_in_lists(backend: Backend) {
        let desk = Desk::open(backend).await;
        let input = json!({
            "title": "Call 13812345678", "description": "or 0591-87654321", "source": "PHONE",
            "areaId": desk.area("3511").await,
        });
        let answer = desk.send("community", "registerCase", input, "caseId").await;
        let warned: Vec<&str> = answer["extensions"]["warnings"].as_array().unwrap().iter()
            .map(|warning| warning["field"].as_str().unwrap()).collect();
        assert_eq!(warned, ["input.title", "input.description"]);
        let case = answer["data"]["registerCase"]["caseId"].as_str().unwrap();
        desk.does("community", "addCaseNote", json!({"id": case, "text": "13987654321"})).await;
        let shown = "title description events(last:1){nodes{note}}";
        let alone = desk.data("community", &format!("{{case(by:{{id:\"{case}\"}}){{{shown}}}}}")).await;
        assert_eq!(alone["case"], json!({
            "title": "Call 13812345678", "description": "or 0591-87654321",
            "events": {"nodes": [{"note": "13987654321"}]},
        }));
        let list = desk.data("community", &format!("{{cases(first:1){{nodes{{{shown}}}}}}}")).await;
        assert_eq!(list["cases"]["nodes"][0], json!({
            "title": "Call 138********", "description": "or 059*-********",
            "events": {"nodes": [{"note": "139********"}]},
        }));
        let found = "{cases(filter:{title:{contains:\"13812345678\"}}){totalCount}}";
        assert_eq!(desk.data("community", found).await["cases"]["totalCount"], 0);
    }
}

both! {
    /// A case that is taken up again and judged anew is not late at once: its new clock counts.
    async fn a_reopened_case_counts_from_the_reopening(backend: Backend) {
        let desk = Desk::open(backend).await;
        let received = chrono::Utc::now() - chrono::TimeDelta::days(300);
        let input = json!({"receivedAt": received.to_rfc3339()});
        let case = desk.registered("community", "3511", input).await;
        desk.acts("town", "withdrawCase", &case, json!({"note": "At their wish"})).await;
        let reopened = desk.acts("town", "reopenCase", &case, json!({"note": "Again"})).await;
        assert_eq!(reopened["case"]["overdue"], false);
        let triage = json!({"severity": "ORDINARY", "categoryId": desk.category().await});
        let triaged = desk.acts("town", "triageCase", &case, triage).await;
        assert_eq!(triaged["case"]["overdue"], false);
        assert_eq!(triaged["case"]["dueAt"], reopened["case"]["dueAt"]);
    }
}

both! {
    /// Who has a case in hand works on when a desk above has taken it over, also where a wider rule
    /// lets them do the same at the desk below.
    async fn the_handler_works_on_under_a_desk_above(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("town", "351", json!({})).await;
        let escalate = json!({"toAreaId": desk.area("35").await, "reason": "Needs the district"});
        desk.acts("town", "escalateCase", &case, escalate).await;
        let allowed = desk.allowed("town", &case).await;
        assert!(allowed.contains(&"RESOLVE".to_owned()), "the first handler: {allowed:?}");
        assert!(!allowed.contains(&"TRIAGE".to_owned()), "the desk is the district's: {allowed:?}");
        let other = desk.allowed("second", &case).await;
        assert!(!other.contains(&"RESOLVE".to_owned()), "nobody else's: {other:?}");
    }
}

both! {
    /// Whoever has the case, even one whom the policy lets give more time, does not give it to
    /// themselves.
    async fn a_late_team_is_given_more_time_by_others(backend: Backend) {
        let desk = Desk::open(backend).await;
        let town = "name,kind,area_code,unit,leader,members\n\
                    Office,OTHER,351,false,town,town\n";
        import::teams(&desk.server.store, town).await;
        let case = desk.registered("community", "3511", json!({})).await;
        let triage = json!({"severity": "ORDINARY", "categoryId": desk.category().await});
        desk.acts("town", "triageCase", &case, triage).await;
        let office = json!({"teamId": desk.team("Office").await});
        desk.acts("second", "assignCase", &case, office).await;
        let later = chrono::Utc::now() + chrono::TimeDelta::days(60);
        let more = json!({"dueAt": later.to_rfc3339(), "reason": "It is hard"});
        let more = desk.with_version(&case, more).await;
        let own = desk.refused("town", "extendCase", more.clone()).await;
        assert_eq!(own, json!({"code": "FORBIDDEN", "object": "case", "action": "extend"}));
        assert!(!desk.allowed("town", &case).await.contains(&"EXTEND".to_owned()));
        let given = desk.does("second", "extendCase", more).await;
        assert_eq!(given["event"]["kind"], "EXTENDED");
        assert_eq!(given["event"]["dueAfter"], given["case"]["dueAt"]);
    }
}

both! {
    /// Nobody is handed what they may not read, whichever team they are in.
    async fn a_handler_must_be_able_to_read_the_case(backend: Backend) {
        let desk = Desk::open(backend).await;
        let odd = "name,kind,area_code,unit,leader,members\n\
                   Odd team,PATROL,3511,false,walker,walker;far\n";
        import::teams(&desk.server.store, odd).await;
        let case = desk.registered("community", "3511", json!({})).await;
        let triage = json!({"severity": "ORDINARY", "categoryId": desk.category().await});
        desk.acts("town", "triageCase", &case, triage).await;
        let to = async |handler: &str| {
            let (team, handler) = (desk.team("Odd team").await, desk.user(handler).await);
            desk.with_version(&case, json!({"teamId": team, "handlerId": handler})).await
        };
        let refused = desk.refused("town", "assignCase", to("far").await).await;
        assert_eq!(refused["code"], "INVALID_INPUT");
        assert_eq!(refused["problems"][0]["field"], "input.handlerId");
        let outside = desk.refused("town", "assignCase", to("helper").await).await;
        assert_eq!(outside["problems"], refused["problems"], "no more is told of who is no member");
        let assigned = desk.does("town", "assignCase", to("walker").await).await;
        assert_eq!(assigned["case"]["handler"]["displayName"], "Wal");
    }
}
