//! Who gets a file: its sender until it is attached, then whoever may read its case, and what is
//! personal only who may read the reporter too. Everybody else is told what is told of no file.

use chrono::Utc;
use entity::{case_event, grant, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::sample::{pdf, photograph};
use super::{attach, get, id_of, send};
use crate::support::{Backend, Server, both};

/// What is told of a file that is not there, but for its request's id and when that was.
async fn told(server: &Server, token: &str, path: &str) -> (u16, String, String) {
    let response = get(server, token, path).await;
    let mut fields = response.headers().clone();
    for own in ["date", "x-request-id"] {
        fields.remove(own);
    }
    (response.status().as_u16(), format!("{fields:?}"), response.text().await.unwrap())
}

both! {
    async fn a_file_is_its_senders_until_it_is_attached(backend: Backend) {
        let server = Server::start(backend).await;
        let (sender, _) = server.login("leader").await;
        let (above, _) = server.login("town").await;
        let (far, _) = server.login("far").await;
        let sent = send(&server, &sender, "a.jpg", &photograph()).await;
        let file = id_of(&sent);
        let (loose, tied) = (format!("/files/file_{}", file.simple()), format!("/files/attachment_{}", file.simple()));
        let nothing = told(&server, &sender, &format!("/files/file_{}", Uuid::now_v7().simple())).await;
        assert_eq!(nothing.0, 404);
        assert_eq!(get(&server, &sender, &loose).await.status(), 200);
        for (token, path) in [(&sender, &tied), (&above, &loose), (&above, &tied), (&far, &loose)] {
            assert_eq!(told(&server, token, path).await, nothing, "{path}");
            assert_eq!(told(&server, token, &format!("{path}?thumbnail")).await, nothing);
        }

        attach(&server, file, "N-1", false).await;
        for token in [&sender, &above] {
            for path in [&loose, &tied] {
                assert_eq!(get(&server, token, path).await.status(), 200);
                assert_eq!(get(&server, token, &format!("{path}?thumbnail")).await.status(), 200);
            }
        }
        for path in [&loose, &tied] {
            assert_eq!(told(&server, &far, path).await, nothing);
        }
        // One's own file on a case that one may not read is somebody else's.
        attach(&server, file, "N-4", false).await;
        assert_eq!(told(&server, &sender, &loose).await, nothing);
        assert_eq!(get(&server, &far, &tied).await.status(), 200);
        for path in ["/files/", "/files/x", "/files/case_1", "/files/../files/x", "/files/file_%00", "/files/a/b"] {
            assert_eq!(get(&server, &sender, path).await.status(), 404, "{path}");
        }
        for path in [&loose, &tied] {
            assert_eq!(server.status(path).await, 401);
        }
    }
}

both! {
    async fn a_personal_file_is_hidden_from_who_may_not_read_the_reporter(backend: Backend) {
        let server = Server::start(backend).await;
        let everywhere = grant::ActiveModel {
            id: Set(Uuid::now_v7()),
            user_id: Set(user_of(&server, "far").await),
            role: Set("district_center".to_owned()),
            area_id: Set(None),
            valid_from: Set(None),
            valid_until: Set(None),
            granted_by: Set(None),
            created_at: Set(Utc::now()),
            reason: Set(None),
        };
        grant::Entity::insert(everywhere).exec(server.database.connection()).await.unwrap();
        let (reads, _) = server.login("community").await;
        let (reads_not, _) = server.login("analyst").await;
        let (reads_all, _) = server.login("far").await;
        let loose = id_of(&send(&server, &reads, "loose.pdf", &pdf()).await);
        let query = format!("{{ node(id: \"attachment_{}\") {{ id }} cases {{ totalCount }} }}", loose.simple());
        let seen = server.ask(&reads_all, &query).await;
        assert_eq!(seen, json!({"node": null, "cases": {"totalCount": 5}}), "of no case, in no sight");
        let plain = id_of(&send(&server, &reads, "plain.jpg", &photograph()).await);
        let personal = id_of(&send(&server, &reads, "王某的信.pdf", &pdf()).await);
        attach(&server, plain, "N-2", false).await;
        attach(&server, personal, "N-2", true).await;
        case_event::Entity::update_many()
            .col_expr(case_event::Column::AttachmentId, Expr::value(personal))
            .filter(case_event::Column::CaseId.eq(case_of(&server, "N-2").await))
            .exec(server.database.connection())
            .await
            .unwrap();

        let query = format!(
            "{{ case(by: {{number: \"N-2\"}}) {{ attachments {{ fileName personal }} \
             events(first: 1) {{ nodes {{ attachment {{ id fileName }} }} }} }} \
             node(id: \"attachment_{}\") {{ id }} }}",
            personal.simple()
        );
        let seen = server.ask(&reads, &query).await;
        assert_eq!(seen["case"]["attachments"].as_array().unwrap().len(), 2);
        assert_eq!(seen["case"]["events"]["nodes"][0]["attachment"]["fileName"], "王某的信.pdf");
        assert!(seen["node"].is_object());
        let unseen = server.ask(&reads_not, &query).await;
        assert_eq!(unseen["case"]["attachments"], json!([{"fileName": "plain.jpg", "personal": false}]));
        assert_eq!(unseen["case"]["events"]["nodes"], json!([{"attachment": null}]));
        assert_eq!(unseen["node"], json!(null));
        assert!(!unseen.to_string().contains("王某"));

        let path = |id: Uuid| format!("/files/attachment_{}", id.simple());
        let nothing = told(&server, &reads_not, &path(Uuid::now_v7())).await;
        assert_eq!(get(&server, &reads, &path(personal)).await.status(), 200);
        assert_eq!(get(&server, &reads_not, &path(plain)).await.status(), 200);
        assert_eq!(told(&server, &reads_not, &path(personal)).await, nothing);
        let loose = format!("/files/file_{}", personal.simple());
        assert_eq!(told(&server, &reads_not, &loose).await, nothing);
    }
}

async fn case_of(server: &Server, number: &str) -> Uuid {
    let case = entity::case::Entity::find().filter(entity::case::Column::Number.eq(number));
    case.one(server.database.connection()).await.unwrap().unwrap().id
}

async fn user_of(server: &Server, name: &str) -> Uuid {
    let user = user::Entity::find().filter(user::Column::Username.eq(name));
    user.one(server.database.connection()).await.unwrap().unwrap().id
}
