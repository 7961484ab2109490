//! Who may do something.

use serde_json::{Value, json};
use wardbook::error::Language;

use super::{District, codes, forbidden};
use crate::support::{Backend, both};

/// A page of those who may triage cases of a community, and what lies about it.
async fn page(district: &District, arguments: &str) -> (Vec<String>, Value) {
    let area = district.town.area("350199001001");
    let query = format!(
        "{{ whoCan(object: \"case\" action: \"triage\" areaId: \"{area}\" {arguments}) {{ totalCount \
         nodes {{ user {{ displayName }} via {{ role }} rules {{ role }} }} \
         edges {{ cursor node {{ user {{ id }} }} }} \
         pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
    );
    let mut answer = district.answer("administrator", &query, Language::English).await;
    assert_eq!(answer.get("errors"), None, "{query}: {answer}");
    let page = answer["data"]["whoCan"].take();
    let names = page["nodes"].as_array().unwrap().iter();
    let names = names.map(|node| node["user"]["displayName"].as_str().unwrap().to_owned());
    (names.collect(), page)
}

const ALL: [&str; 5] = ["区中心甲", "多岗甲", "巡视员甲", "社区甲", "镇中心甲"];

both! {
    async fn those_who_may_are_listed_by_name_in_pages(backend: Backend) {
        let district = District::begin(backend).await;
        let (names, whole) = page(&district, "").await;
        assert_eq!(names, ALL);
        assert_eq!(whole["totalCount"], json!(5));
        let several = &whole["nodes"][1];
        assert_eq!(several["via"], json!([{"role": "community"}]), "not her other grants");
        assert_eq!(several["rules"], json!([{"role": "community"}]));
        assert_eq!(whole["pageInfo"]["hasNextPage"], json!(false));

        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let (names, page) = page(&district, &format!("first: 2 {cursor}")).await;
            assert_eq!(page["pageInfo"]["hasPreviousPage"], json!(!found.is_empty()));
            assert_eq!(page["totalCount"], json!(5));
            found.extend(names);
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
            cursor = format!("after: {}", page["pageInfo"]["endCursor"]);
        }
        assert_eq!(found, ALL);
        let start = &whole["edges"][3]["cursor"];
        let (names, before) = page(&district, &format!("last: 2 before: {start}")).await;
        assert_eq!(names, ALL[1..3]);
        assert_eq!(before["pageInfo"]["hasNextPage"], json!(true));
        assert_eq!(before["pageInfo"]["hasPreviousPage"], json!(true));
        let (names, _) = page(&district, "first: 0").await;
        assert!(names.is_empty());
    }
}

both! {
    async fn whoever_is_denied_it_or_not_active_is_not_among_them(backend: Backend) {
        let mut district = District::begin(backend).await;
        let connection = district.database.connection();
        let inactive = "update users set active = false where username = 'town_center'";
        sea_orm::ConnectionTrait::execute_unprepared(connection, inactive).await.unwrap();
        district.add_rule("district_center", ["case", "triage", "any"], "deny").await;
        assert_eq!(page(&district, "").await.0, ["多岗甲", "社区甲"]);
    }
}

both! {
    async fn nobody_else_is_told(backend: Backend) {
        let district = District::begin(backend).await;
        let query = "{ whoCan(object: \"policy\" action: \"apply\") { totalCount } }";
        let refused = district.answer("town_center", query, Language::English).await;
        assert_eq!(refused["data"], json!({"whoCan": null}));
        assert_eq!(codes(&refused), forbidden());
        let told = district.answer("administrator", query, Language::English).await;
        assert_eq!(told, json!({"data": {"whoCan": {"totalCount": 2}}}));
        let bad = "{ whoCan(object: \"policy\" action: \"apply\" after: \"00\") { totalCount } }";
        let refused = district.answer("administrator", bad, Language::English).await;
        assert_eq!(refused["errors"][0]["extensions"]["problems"][0]["field"], json!("whoCan.after"));
    }
}
