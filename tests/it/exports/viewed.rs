//! A file holds what its maker's own pages show, field by field, whatever their role is: no record
//! more, none less, and the same words, with the numbers of persons masked as lists mask them.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};
use wardbook::error::Language;
use wardbook::policy::{Action, Grants, Object};
use wardbook::schema::columns::{CASES, Column, HAZARDS, Holds, Sheet};

use super::revoked::noticed;
use super::{bytes, order, shown, status};
use crate::hazards::Shops;
use crate::life::Desk;
use crate::support::{Backend, add_grant, add_role, both};

/// Somebody of each role, and some of the same who see otherwise.
const PEOPLE: [&str; 12] = [
    "leader",
    "community",
    "mill",
    "town",
    "far",
    "above",
    "second",
    "analyst",
    "administrator",
    "mediator",
    "helper",
    "walker",
];

/// A person's number, which is masked in lists.
const NUMBER: &str = "13959155001";

/// Lets everybody take out what they may read, whatever their role.
async fn everybody_may(desk: &Desk) {
    let connection = desk.server.database.connection();
    add_role(connection, "exporter", &["export read any", "export create any"]).await;
    for name in PEOPLE {
        let user = super::user_of(&desk.server, name).await;
        add_grant(connection, user, "exporter", None).await;
        let may = |grants: &Grants| grants.may_somewhere(Object::Export, Action::Create);
        noticed(&desk.server, user, may).await;
    }
}

/// Cases of every kind of sight: a team's, somebody's own, a confidential one; with a number in the
/// words of one.
async fn fill(desk: &Desk) {
    let told = json!({
        "title": format!("Ask {NUMBER}"), "description": format!("Call {NUMBER}"),
        "location": {"address": format!("Ring {NUMBER}")},
    });
    let told = desk.registered("community", "3511", told).await;
    let judged = json!({"severity": "ORDINARY", "categoryId": desk.category().await});
    desk.acts("community", "triageCase", &told, judged).await;
    let team = json!({"teamId": desk.team("Mediators").await});
    desk.acts("town", "assignCase", &told, team).await;
    let quiet = json!({"title": "A quiet matter", "confidential": true});
    desk.registered("community", "3511", quiet).await;
    desk.registered("mill", "3512", json!({"title": "=1+1"})).await;
    desk.registered("far", "3521", json!({})).await;
}

/// A record's value under a path.
fn at<'a>(record: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().fold(record, |value, name| &value[*name])
}

/// The row that a record is to have: the values under the columns' names.
fn row(record: &Value, columns: &[Column]) -> Map<String, Value> {
    let cell = |column: &Column| {
        let value = at(record, column.path);
        let value = match (column.holds, value.as_str()) {
            (Holds::Word(of), Some(name)) => of.word(name, Language::English).into(),
            (Holds::Moment, Some(at)) => {
                let at: DateTime<Utc> = at.parse().unwrap();
                at.to_rfc3339_opts(SecondsFormat::AutoSi, true).into()
            }
            _ => value.clone(),
        };
        (column.name.to_owned(), value)
    };
    columns.iter().map(cell).collect()
}

/// What somebody's own pages show, in their order.
async fn pages(desk: &Desk, user: &str, sheet: &Sheet, by: &str) -> Vec<Map<String, Value>> {
    let fields = sheet.columns.iter().map(|column| {
        let end = " }".repeat(column.path.len() - 1);
        column.path.join(" { ") + end.as_str()
    });
    let fields = fields.collect::<Vec<_>>().join(" ");
    let (mut rows, mut after) = (Vec::new(), Value::Null);
    loop {
        let query = format!(
            "query($after: String) {{ all: {}(first: 3, after: $after, orderBy: [{{field: {by}, direction: ASC}}]) \
             {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {fields} }} }} }}",
            sheet.plural,
        );
        let answer = desk.ask(user, &query, json!({"after": after})).await;
        assert_eq!(answer.get("errors"), None, "{user}");
        let page = &answer["data"]["all"];
        let nodes = page["nodes"].as_array().unwrap();
        rows.extend(nodes.iter().map(|record| row(record, sheet.columns)));
        if page["pageInfo"]["hasNextPage"] == false {
            return rows;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// The rows of somebody's file, and its text.
async fn file(desk: &Desk, user: &str, mutation: &str) -> (Vec<Map<String, Value>>, String) {
    let (server, token) = (&desk.server, desk.token(user).await);
    let query = format!(
        "mutation {{ {mutation}(input: {{format: NDJSON, locale: \"en\"}}) {{ export {{ id }} }} }}"
    );
    let made = desk.data(user, &query).await;
    let id = made[mutation]["export"]["id"].as_str().unwrap().to_owned();
    assert!(server.exports.write_next().await.unwrap());
    let export = shown(server, &token, &id).await;
    let url = export["url"].as_str().unwrap_or_else(|| panic!("{user}: {export}"));
    let text = String::from_utf8(bytes(server, url).await).unwrap();
    (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), text)
}

both! {
    async fn a_file_is_what_its_makers_own_pages_show_for_every_role(backend: Backend) {
        let shops = Shops::open(backend).await;
        let desk = &shops.desk;
        fill(desk).await;
        let mut report = shops.report();
        report["description"] = json!(format!("Ask {NUMBER} for the key"));
        shops.does("leader", "reportHazard", report).await;
        everybody_may(desk).await;
        let (mut files, mut masked) = (std::collections::BTreeSet::new(), 0);
        for user in PEOPLE {
            for (sheet, mutation, by) in [(&CASES, "exportCases", "RECEIVED_AT"), (&HAZARDS, "exportHazards", "FOUND_AT")] {
                let expected = pages(desk, user, sheet, by).await;
                let (rows, text) = file(desk, user, mutation).await;
                assert_eq!(rows, expected, "{user}: {mutation}");
                for secret in [NUMBER, "Wei Secret", "5550199", "87654321"] {
                    assert!(!text.contains(secret), "{user}: {mutation} tells {secret}");
                }
                masked += text.matches("for the key").count() + text.matches("Call ").count();
                files.insert(text);
            }
        }
        assert!(masked > 6, "the words with a number are in {masked} rows only");
        assert!(files.len() > 8, "all see the same: {} files", files.len());
    }
}

both! {
    async fn a_tokens_file_is_no_wider_than_the_token_and_nobody_elses(backend: Backend) {
        let desk = Desk::open(backend).await;
        let server = &desk.server;
        let town = desk.token("town").await;
        let bridge = desk.area("3511").await;
        let made = "mutation($input: CreateTokenInput!) { createToken(input: $input) { secret tokenId } }";
        let ends = chrono::Utc::now() + chrono::TimeDelta::days(9);
        let narrow = json!({"name": "bridge", "expiresAt": ends, "scope": ["case:read", "export:*"], "areaIds": [bridge]});
        let made = desk.ask("town", made, json!({"input": narrow})).await;
        let secret = made["data"]["createToken"]["secret"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        let input = json!({"format": "NDJSON", "columns": ["number"], "locale": "en"});

        let theirs = order(server, &secret, input.clone()).await;
        let whole = order(server, &town, input).await;
        assert!(server.exports.write_next().await.unwrap() && server.exports.write_next().await.unwrap());
        let url = shown(server, &secret, &theirs).await["url"].as_str().unwrap().to_owned();
        let text = String::from_utf8(bytes(server, &url).await).unwrap();
        assert!(text.contains("N-1") && !text.contains("N-3") && !text.contains("N-5"), "{text}");
        let path = format!("/export/{whole}");
        assert_eq!(status(server, &town, &path).await, 200);
        assert_eq!(status(server, &secret, &path).await, 404, "its owner's file is wider");

        let id = &made["data"]["createToken"]["tokenId"];
        let revoke = "mutation($id: ID!) { revokeToken(id: $id) { tokenId } }";
        let revoked = desk.ask("town", revoke, json!({"id": id})).await;
        assert_eq!(revoked.get("errors"), None, "{revoked}");
        let path = format!("/export/{theirs}");
        let gone = async {
            while status(server, &secret, &path).await != 401 || server.status(&url).await != 404 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), gone).await.expect("the token is over, and its address");
    }
}
