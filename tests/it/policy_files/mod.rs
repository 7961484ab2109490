//! The policy as files: written, checked, tested, compared, applied and brought up to date by the
//! command line, and read by another implementation of casbin.

mod commands;
mod git;
mod held_to;
mod other_casbin;
mod schema;
mod upgrade;

use std::path::PathBuf;

use wardbook::policy::DEFAULT_RULES;
use wardbook::store::Store;

use crate::support::{Backend, Database, Installed, import, name};

/// A town with its district, an analyst and two users who share a community.
struct Town {
    installed: Installed,
    store: Store,
    _database: Database,
}

impl Town {
    async fn open(backend: Backend) -> Self {
        let database = Database::fresh(backend).await;
        let store = database.store().await;
        store.install_default_policy().await.unwrap();
        let areas =
            "code,parent_code,level,name\n35,,district,鼓楼\n351,35,town,东街\n352,35,town,西街\n";
        import::areas(&store, areas).await;
        let users = "username,display_name,role,area_code\nana,Ana,analyst,351\n\
             chen,陈,community,351\nadmin,管理,administrator,*\n";
        import::users(&store, users, &std::collections::HashMap::new()).await;
        let installed = Installed::around(&database);
        Self { installed, store, _database: database }
    }

    /// Writes a file of the town's folder; its name as an argument.
    fn write(&self, file: &str, text: &str) -> String {
        let path = self.installed.file(file);
        std::fs::write(&path, text).unwrap();
        name(&path).to_owned()
    }

    /// The default rules with lines after them, as a file.
    fn with(&self, lines: &str) -> String {
        self.write("edited.csv", &format!("{DEFAULT_RULES}{lines}"))
    }

    /// Writes the policy's files to a folder of this name.
    fn export(&self, folder: &str) -> PathBuf {
        let folder = self.installed.file(folder);
        self.installed.done(&["policy", "export", name(&folder)]);
        folder
    }

    async fn version(&self) -> i64 {
        self.store.policy().await.unwrap().0
    }
}

/// What a role of a town's own needs in a file.
const FIRE_INSPECTOR: &str = "\n# ---- fire_inspector (消防检查员): looks at places of one town.\n\
     p, role:fire_inspector, /35/351/, place, read, any, allow\n\
     # The law on fire safety, article 53.\n\
     p, role:fire_inspector, /35/351/, check, read, any, allow\n";

const ITS_TITLE: &str = "# role fire_inspector: 消防检查员 | Fire inspector\n";

/// A file of a policy with the role of a town's own, written as the program writes it.
fn with_fire_inspector() -> String {
    let after = "# role administrator: 管理员 | Administrator\n";
    let titled = DEFAULT_RULES.replace(after, &format!("{after}{ITS_TITLE}"));
    format!("{titled}{FIRE_INSPECTOR}")
}
