//! Who counts nothing, and what cannot be counted.

use serde_json::{Value, json};

use super::Office;
use crate::support::{Backend, both, request};

both! {
    async fn who_may_not_read_statistics_is_told_so(backend: Backend) {
        let office = Office::open(backend).await;
        for user in ["leader1", "member", "admin"] {
            for (field, query) in [
                ("caseStats", "{ caseStats(groupBy: [STATUS]) { total { count } } }"),
                ("caseBacklog", "{ caseBacklog(from: \"2026-11-01\", to: \"2026-11-02\") { open } }"),
                ("hazardStats", "{ hazardStats(groupBy: [STATUS]) { total { count } } }"),
            ] {
                let answer = office.asking.ask(office.users[user], request(query, Value::Null)).await;
                assert_eq!(answer["data"], json!({field: null}), "{user}");
                let error = &answer["errors"][0]["extensions"];
                let forbidden = json!({"code": "FORBIDDEN", "object": "stats", "action": "read"});
                assert_eq!(*error, forbidden, "{user}");
            }
        }
    }
}

both! {
    async fn what_is_wrong_is_told_with_what_would_be_right(backend: Backend) {
        let office = Office::open(backend).await;
        for (arguments, field, message) in [
            ("groupBy: []", "caseStats.groupBy", "one to 3 keys"),
            ("groupBy: [STATUS, SOURCE, TEAM, DESK]", "caseStats.groupBy", "one to 3 keys"),
            ("groupBy: [STATUS, STATUS]", "caseStats.groupBy", "each once"),
            ("groupBy: [STATUS], first: 0", "caseStats.first", "from 1 to 1000"),
            ("groupBy: [STATUS], first: -1", "caseStats.first", "from 1 to 1000"),
            ("groupBy: [STATUS], first: 1001", "caseStats.first", "from 1 to 1000"),
            ("groupBy: [STATUS], fillGaps: true", "caseStats.fillGaps", "no period or hour"),
            ("groupBy: [STATUS], filter: {team: {eq: \"x\"}}", "caseStats.filter.team.eq", "id"),
            ("groupBy: [STATUS], filter: {receivedAt: {hour: {eq: 25}}}", "caseStats.filter.receivedAt.hour.eq", "0 to 23 are"),
            ("groupBy: [STATUS], filter: {closedAt: {hour: {in: [0, -1]}}}", "caseStats.filter.closedAt.hour.in[1]", "0 to 23 are"),
            ("groupBy: [STATUS], filter: {dueAt: {hour: {gte: 24}}}", "caseStats.filter.dueAt.hour.gte", "0 to 23 are"),
            ("groupBy: [STATUS], filter: {dueAt: {hour: {lt: 25}}}", "caseStats.filter.dueAt.hour.lt", "0 to 24 are"),
        ] {
            let query = format!("{{ caseStats({arguments}) {{ total {{ count }} }} }}");
            let error = office.error("town", &query).await;
            let problem = &error["extensions"]["problems"][0];
            assert_eq!(problem["field"], field, "{query}: {error}");
            assert!(problem["message"].as_str().unwrap().contains(message), "{query}: {error}");
        }
        let whole_day = "{ caseStats(groupBy: [STATUS], filter: {receivedAt: {hour: {gte: 0, lt: 24}}}) { total { count } } }";
        let all = "{ caseStats(groupBy: [STATUS]) { total { count } } }";
        let (whole_day, all) = (office.data("town", whole_day).await, office.data("town", all).await);
        assert_eq!(whole_day, all);
        for days in ["from: \"2026-11-02\", to: \"2026-11-01\"", "from: \"2025-11-01\", to: \"2026-11-02\""] {
            let error = office.error("town", &format!("{{ caseBacklog({days}) {{ open }} }}")).await;
            let problem = &error["extensions"]["problems"][0];
            assert_eq!(problem["field"], "caseBacklog.to", "{error}");
            assert!(problem["message"].as_str().unwrap().contains("at most 366 days"), "{error}");
        }
        let unknown = office.error("town", "{ caseStats(groupBy: [REPORTER]) { total { count } } }").await;
        assert_eq!(unknown["extensions"]["code"], "INVALID_INPUT");
    }
}
