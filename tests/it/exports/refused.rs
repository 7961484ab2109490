//! What is no export, and who gets none.

use serde_json::{Value, json};

use super::{bytes, cancel, code, kept, order, ordering, shown, status, written};
use crate::support::{Backend, Server, both};

both! {
    async fn a_part_of_a_file_is_given_and_what_is_none_is_not(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let export = written(&server, &town, json!({"format": "CSV", "columns": ["number", "title"]})).await;
        let (id, url) = (export["id"].as_str().unwrap(), export["url"].as_str().unwrap());
        let whole = bytes(&server, url).await;
        let path = format!("{}/export/{id}", server.url);
        let ask = |range: &str| server.client.get(&path).bearer_auth(&town).header("range", range).send();
        let part = ask("bytes=3-9").await.unwrap();
        assert_eq!((part.status().as_u16(), part.headers()["content-range"].to_str().unwrap().to_owned()), (206, format!("bytes 3-9/{}", whole.len())));
        let tag = part.headers()["etag"].clone();
        assert_eq!(part.bytes().await.unwrap(), whole[3..10]);
        let rest = ask("bytes=10-").await.unwrap();
        assert_eq!((rest.status().as_u16(), &rest.bytes().await.unwrap()[..]), (206, &whole[10..]));
        let none = ask(&format!("bytes={}-", whole.len())).await.unwrap();
        assert_eq!(none.status(), 416);
        assert_eq!(none.headers()["content-range"], format!("bytes */{}", whole.len()));
        let backwards = ask("bytes=9-1").await.unwrap();
        assert_eq!(backwards.status(), 416);
        let told: Value = backwards.json().await.unwrap();
        assert_eq!(code(&told), "INVALID_INPUT");
        let changed = server.client.get(&path).bearer_auth(&town).header("range", "bytes=0-1");
        let same = changed.try_clone().unwrap().header("if-range", tag).send().await.unwrap();
        let other = changed.header("if-range", "\"other\"").send().await.unwrap();
        assert_eq!((same.status().as_u16(), other.status().as_u16()), (206, 200));
        let disposition = other.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(disposition.starts_with("attachment; filename=\"cases-"), "{disposition}");
        assert_eq!(other.headers()["content-type"], "text/csv; charset=utf-8");
        assert_eq!(other.headers()["cache-control"], "private, no-store");
        assert_eq!(server.status("/healthz").await, 200);
    }
}

both! {
    async fn an_export_is_its_makers_alone(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let (far, _) = server.login("far").await;
        let export = written(&server, &town, json!({"format": "NDJSON"})).await;
        let (id, url) = (export["id"].as_str().unwrap(), export["url"].as_str().unwrap());
        let path = format!("/export/{id}");
        assert_eq!(status(&server, &town, &path).await, 200);
        assert_eq!(status(&server, &far, &path).await, 404);
        assert_eq!(server.status(&path).await, 401, "nobody");
        let (of_town, of_far) = (crate::exports::user_of(&server, "town").await, crate::exports::user_of(&server, "far").await);
        let theirs = url.replace(&of_town.simple().to_string(), &of_far.simple().to_string());
        for bad in [theirs.as_str(), &url[..url.len() - 2], &url.replace("/export/export_", "/export/file_")] {
            assert_eq!(server.status(bad).await, 404, "{bad}");
        }
        assert_eq!(shown(&server, &far, id).await, Value::Null);
        assert_eq!(code(&cancel(&server, &far, id).await), "NOT_FOUND");
        let listed = "{ viewer { exports { totalCount nodes { id } } } }";
        assert_eq!(server.ask(&far, listed).await["viewer"]["exports"], json!({"totalCount": 0, "nodes": []}));
        assert_eq!(shown(&server, &town, id).await["status"], "READY");
    }
}

both! {
    async fn whoever_may_not_take_records_out_orders_nothing(backend: Backend) {
        let server = Server::start(backend).await;
        let (community, _) = server.login("community").await;
        assert_eq!(code(&ordering(&server, &community, json!({"format": "CSV"})).await), "FORBIDDEN");
        assert!(!server.exports.write_next().await.unwrap());
        let entries = crate::exports::entries(&server).await;
        assert_eq!(entries.len(), 1, "the refusal is known");
        let detail: Value = serde_json::from_str(entries[0].detail.as_ref().unwrap()).unwrap();
        assert_eq!((&detail["refused"], entries[0].record_id), (&json!(true), None));
    }
}

both! {
    async fn what_is_wrong_is_told_at_its_field_with_what_would_be_right(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let answer = ordering(&server, &town, json!({
            "format": "CSV", "columns": ["number", "recievedAt", "reporterName", "number"], "locale": "fr",
            "filter": {"team": {"eq": "nonsense"}},
        })).await;
        assert_eq!(code(&answer), "INVALID_INPUT");
        let problems = answer["errors"][0]["extensions"]["problems"].as_array().unwrap();
        let at = |field: &str| {
            let found = problems.iter().find(|problem| problem["field"] == field);
            found.unwrap_or_else(|| panic!("{field}: {answer}"))["message"].as_str().unwrap()
        };
        let near = at("input.columns[1]");
        assert!(near.contains("perhaps `receivedAt`; there are number, id, title"), "{near}");
        assert_eq!(at("input.columns[2]"), "there is no such column");
        assert!(at("input.columns[3]").contains("already"), "{answer}");
        assert_eq!(at("input.locale"), "`en` or `zh` belongs here");
        at("input.filter.team.eq");
        // Also where none of them is a column, and where there are very many.
        let none = ordering(&server, &town, json!({"format": "XLSX", "columns": ["reporter"]})).await;
        assert_eq!((code(&none), &none["errors"][0]["extensions"]["problems"][0]["field"]), ("INVALID_INPUT", &json!("input.columns[0]")));
        let many = ordering(&server, &town, json!({"format": "XLSX", "columns": vec!["number"; 10_000]})).await;
        assert_eq!(many["errors"][0]["message"], "input.columns: at most 200 columns belong here");
        assert!(!server.exports.write_next().await.unwrap());
    }
}

both! {
    async fn a_thousand_at_once_are_bounded_for_each_user(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let (far, _) = server.login("far").await;
        let many = (0..40).map(|_| ordering(&server, &town, json!({"format": "CSV"})));
        let answers = futures_util::future::join_all(many).await;
        let refused: Vec<&Value> = answers.iter().filter(|answer| answer.get("errors").is_some()).collect();
        assert_eq!(refused.len(), 35);
        assert!(refused.iter().all(|answer| code(answer) == "RATE_LIMITED"), "{refused:?}");
        // Some of them may be one request too many at once, which is told first.
        let of_exports = refused.iter().find(|answer| answer["errors"][0]["extensions"]["limit"] == 5);
        let error = &of_exports.unwrap()["errors"][0];
        assert_eq!(error["message"], "5 of your exports are not written yet: wait for one of them, or cancel it");
        assert_eq!((&error["extensions"]["limit"], error["extensions"]["retryAfter"].is_number()), (&json!(5), true));
        // Nobody else is held up by them.
        order(&server, &far, json!({"format": "CSV"})).await;
        while server.exports.write_next().await.unwrap() {}
        assert_eq!(kept(&server), 6);
        order(&server, &town, json!({"format": "CSV"})).await;
        assert_eq!(server.status("/healthz").await, 200);
    }
}
