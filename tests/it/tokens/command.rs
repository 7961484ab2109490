//! The operator's commands, and that no token is told to anybody but once.

use std::collections::HashMap;

use serde_json::json;
use wardbook::store::{PoolSettings, Store};

use super::{SECOND, who};
use crate::support::{Backend, Database, Installed, Server, both, import};

const AREAS: &str = "code,parent_code,level,name\n1,,town,East\n11,1,community,Mill\n";
const USERS: &str = "username,display_name,role,area_code\nprogram,Nightly,town_center,1\n";

both! {
    async fn a_token_is_made_listed_and_revoked(backend: Backend) {
        let database = Database::fresh(backend).await;
        let installed = Installed::around(&database);
        let store = Store::open(database.url(), &PoolSettings::default()).await.unwrap();
        store.install_default_policy().await.unwrap();
        import::areas(&store, AREAS).await;
        import::users(&store, USERS, &HashMap::new()).await;
        let create = |more: &[&'static str]| {
            let first = ["token", "create", "nightly export", "--user", "program"];
            [first.as_slice(), more].concat()
        };
        let wrong = installed.failed(&create(&["--expires", "90d", "--scope", "case:red"]));
        assert!(wrong.contains("did you mean `read`?"), "{wrong}");
        let nowhere = installed.failed(&create(&["--expires", "90d", "--area", "12"]));
        assert!(nowhere.contains("there is no area `12`"), "{nowhere}");
        let (status, long) = installed.run(&create(&["--expires", "400d"]));
        assert_eq!(status, Some(2), "{long}");
        assert_eq!(installed.run(&create(&[])).0, Some(2), "each expires");

        let made = create(&["--expires", "90d", "--scope", "case:read,area:read", "--area", "11"]);
        let made = installed.done(&made);
        let line = |name: &str| made.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let (id, secret) = (line("id: "), line("token: "));
        assert!(secret.starts_with("wb_"));
        let listed = installed.done(&["token", "list", "--user", "program"]);
        assert!(listed.contains("nightly export\tgood") && listed.contains("case:read,area:read\t11"), "{listed}");
        assert!(!listed.contains(secret), "what it is shows once");
        let users = installed.done(&["user", "list"]);
        assert!(users.contains("program\tNightly\tactive\ttown_center@1"), "{users}");

        store.close().await;
        let server = Server::of(database).await;
        let seen = server.ask(secret, "{ areas { nodes { code } } }").await;
        assert_eq!(seen["areas"]["nodes"], json!([{"code": "11"}]));
        installed.done(&["token", "revoke", id]);
        let again = installed.done(&["token", "revoke", id]);
        assert!(again.contains("revoked already"), "{again}");
        assert!(installed.done(&["token", "list"]).contains("\trevoked\t"));
        tokio::time::sleep(SECOND).await;
        assert_eq!(who(&server, secret).await.0, 401);
    }
}
