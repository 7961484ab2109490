//! Cases in groups.

use chrono::Utc;
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::naive::{FIGURES, KEYS, figures, grouped, is_same};
use super::{Office, VIEWERS};
use crate::support::{Backend, both};

/// The values of a row's keys.
fn values(row: &Value) -> Vec<Option<String>> {
    let keys = row["keys"].as_array().unwrap().iter();
    keys.map(|key| key["value"].as_str().map(str::to_owned)).collect()
}

impl Office {
    /// Counts by these keys, and holds every figure of every group against somebody's own pages.
    async fn counts_what_pages_show(&self, user: &str, keys: &[&str], zone: Tz) -> Value {
        let cases = self.cases(user, "").await;
        let query = format!(
            "{{ caseStats(groupBy: [{}], first: 1000) {{ rows {{ keys {{ key value label from to }} \
             {FIGURES} }} others {{ count }} total {{ {FIGURES} }} }} }}",
            keys.join(", "),
        );
        let now = Utc::now();
        let stats = self.data(user, &query).await["caseStats"].clone();
        let expected = grouped(&cases, keys, zone);
        let rows = stats["rows"].as_array().unwrap();
        assert_eq!(rows.len(), expected.len(), "{user} by {keys:?}");
        for row in rows {
            let group = &expected[&values(row)];
            let expected = figures(group, now);
            assert!(is_same(row, &expected), "{user} by {keys:?}: {row}\n{expected}");
        }
        let all: Vec<_> = cases.iter().collect();
        assert!(is_same(&stats["total"], &figures(&all, now)), "{user}: {}", stats["total"]);
        assert_eq!(stats["others"], Value::Null);
        stats
    }
}

both! {
    async fn every_figure_of_every_key_is_what_the_pages_show(backend: Backend) {
        let office = Office::open(backend).await;
        let zone = chrono_tz::Asia::Shanghai;
        let mut seen = Vec::new();
        for user in VIEWERS {
            for key in KEYS {
                let stats = office.counts_what_pages_show(user, &[key], zone).await;
                seen.push(stats["total"]["count"].as_u64().unwrap());
            }
            office.counts_what_pages_show(user, &["COMMUNITY", "RECEIVED_MONTH"], zone).await;
            office.counts_what_pages_show(user, &["TEAM", "SATISFACTION", "STATUS"], zone).await;
        }
        seen.dedup();
        assert!(seen.len() >= 3 && seen.iter().all(|count| *count > 20), "{seen:?}");
    }
}

both! {
    /// In Berlin, whose clocks are turned back on 25 October at 3 and forth on 29 March at 2.
    async fn days_are_those_of_a_zone_that_turns_its_clocks(backend: Backend) {
        let zone = chrono_tz::Europe::Berlin;
        let office = Office::in_zone(backend, zone).await;
        for at in ["2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59.5Z",
                   "2026-10-25T23:00:00Z", "2026-03-28T22:59:59Z", "2026-03-29T21:59:59Z"] {
            office.receives(at).await;
        }
        for key in KEYS.into_iter().filter(|key| key.starts_with("RECEIVED_")) {
            office.counts_what_pages_show("district", &[key], zone).await;
        }
        let day = "{ caseStats(filter: {receivedAt: {on: \"2026-10-25\"}}, groupBy: [RECEIVED_DAY]) \
                   { rows { count keys { from to } } } }";
        let day = office.data("district", day).await;
        let keys = json!([{"from": "2026-10-24T22:00:00Z", "to": "2026-10-25T23:00:00Z"}]);
        assert_eq!(day["caseStats"]["rows"][0]["keys"], keys, "a day of 25 hours");
    }
}

both! {
    async fn every_number_leads_to_its_records(backend: Backend) {
        let office = Office::open(backend).await;
        // The key, and the filter that its value goes into; and the one for those without a value.
        let ways = [
            ("TOWN", "area: {within: \"$\"}", ""),
            ("COMMUNITY", "area: {within: \"$\"}", ""),
            ("GROUP", "area: {within: \"$\"}", ""),
            ("DESK", "desk: {eq: \"$\"}", ""),
            ("STATUS", "status: {eq: $}", ""),
            ("SEVERITY", "severity: {eq: $}", ""),
            ("SOURCE", "source: {eq: $}", ""),
            ("CATEGORY", "category: {eq: \"$\"}", "category: {isNull: true}"),
            ("TEAM", "team: {eq: \"$\"}", "team: {isNull: true}"),
            ("FIRST_HANDLER", "firstHandler: {eq: \"$\"}", "firstHandler: {isNull: true}"),
            ("SATISFACTION", "satisfaction: {eq: $}", "satisfaction: {isNull: true}"),
            ("RECEIVED_DAY", "receivedAt: {on: \"$\"}", ""),
            ("RECEIVED_HOUR", "receivedAt: {hour: {eq: $}}", ""),
            ("CLOSED_DAY", "closedAt: {on: \"$\"}", "closedAt: {isNull: true}"),
        ];
        for (key, way, without) in ways {
            let query = format!(
                "{{ caseStats(groupBy: [{key}], orderBy: COUNT_DESC, first: 12) \
                 {{ rows {{ count keys {{ value }} }} }} }}"
            );
            let stats = office.data("town", &query).await;
            for row in stats["caseStats"]["rows"].as_array().unwrap() {
                let filter = match &values(row)[0] {
                    Some(value) => way.replace('$', value),
                    None if without.is_empty() => continue,
                    None => without.to_owned(),
                };
                let query = format!("{{ cases(filter: {{{filter}}}) {{ totalCount }} }}");
                let found = office.data("town", &query).await;
                assert_eq!(found["cases"]["totalCount"], row["count"], "{key}: {filter}");
            }
        }
        let month = "{ caseStats(groupBy: [RECEIVED_MONTH]) { rows { count keys { value from to } } } }";
        for row in office.data("town", month).await["caseStats"]["rows"].as_array().unwrap() {
            let key = &row["keys"][0];
            let query = format!(
                "{{ cases(filter: {{receivedAt: {{gte: {}, lt: {}}}}}) {{ totalCount }} }}",
                key["from"], key["to"],
            );
            let found = office.data("town", &query).await;
            assert_eq!(found["cases"]["totalCount"], row["count"], "{key}");
        }
    }
}

both! {
    async fn what_is_beyond_the_first_is_one_row(backend: Backend) {
        let office = Office::open(backend).await;
        let query = |first: usize, order: &str| format!(
            "{{ caseStats(groupBy: [CATEGORY, SEVERITY], orderBy: {order}, first: {first}) \
             {{ rows {{ keys {{ value }} {FIGURES} }} others {{ {FIGURES} keys {{ value }} }} total {{ count }} }} }}"
        );
        let cases = office.cases("district", "").await;
        let groups = grouped(&cases, &["CATEGORY", "SEVERITY"], chrono_tz::Asia::Shanghai);
        for order in ["KEYS", "COUNT_DESC", "OVERDUE_DESC"] {
            let all = office.data("district", &query(1000, order)).await["caseStats"].clone();
            let now = Utc::now();
            let stats = office.data("district", &query(7, order)).await["caseStats"].clone();
            let rows = stats["rows"].as_array().unwrap();
            assert_eq!(rows.as_slice(), &all["rows"].as_array().unwrap()[..7], "{order}");
            let shown: Vec<_> = rows.iter().map(values).collect();
            let rest = groups.iter().filter(|(keys, _)| !shown.contains(keys));
            let rest: Vec<_> = rest.flat_map(|(_, cases)| cases.iter().copied()).collect();
            assert!(is_same(&stats["others"], &figures(&rest, now)), "{order}: {}", stats["others"]);
            assert_eq!(stats["others"]["keys"], json!([]));
            assert_eq!(stats["total"]["count"], json!(cases.len()));
            let figure = match order {
                "COUNT_DESC" => "count",
                "OVERDUE_DESC" => "overdueCount",
                _ => continue,
            };
            let counts: Vec<u64> =
                all["rows"].as_array().unwrap().iter().map(|row| row[figure].as_u64().unwrap()).collect();
            assert!(counts.is_sorted_by(|a, b| a >= b), "{order}: {counts:?}");
        }
    }
}

both! {
    async fn months_in_which_nothing_was_are_filled_in_where_asked(backend: Backend) {
        let office = Office::open(backend).await;
        for at in ["2024-01-31T15:59:59Z", "2024-04-30T16:00:00Z"] {
            office.receives(at).await;
        }
        let query = |gaps: bool| format!(
            "{{ caseStats(filter: {{receivedAt: {{onOrBefore: \"2024-12-31\"}}}}, \
             groupBy: [STATUS, RECEIVED_MONTH], fillGaps: {gaps}) \
             {{ rows {{ count medianHoursToClose keys {{ value label }} }} total {{ count }} }} }}"
        );
        let plain = office.data("district", &query(false)).await["caseStats"].clone();
        assert_eq!(plain["rows"].as_array().unwrap().len(), 2);
        let filled = office.data("district", &query(true)).await["caseStats"].clone();
        let rows = filled["rows"].as_array().unwrap().iter();
        let rows: Vec<Value> =
            rows.map(|row| json!([row["keys"][1]["label"], row["count"], row["medianHoursToClose"]])).collect();
        let nothing = Value::Null;
        assert_eq!(rows, [
            json!(["2024-01", 1, nothing]),
            json!(["2024-02", 0, nothing]),
            json!(["2024-03", 0, nothing]),
            json!(["2024-04", 0, nothing]),
            json!(["2024-05", 1, nothing]),
        ]);
        assert_eq!(filled["total"], plain["total"]);
    }
}

both! {
    async fn words_are_told_in_the_reader_s_language(backend: Backend) {
        let office = Office::open(backend).await;
        let query = "{ caseStats(groupBy: [SOURCE], first: 1) { rows { keys { key value label } } } }";
        let request = || crate::support::request(query, Value::Null);
        let user = office.users["town"];
        let mut told = Vec::new();
        for language in [wardbook::error::Language::Chinese, wardbook::error::Language::English] {
            let answer = office.asking.ask_in(user, request(), language).await;
            told.push(answer["data"]["caseStats"]["rows"][0]["keys"][0]["label"].clone());
        }
        assert_eq!(told, ["来访", "Walk in"]);
    }
}
