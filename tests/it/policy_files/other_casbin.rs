//! Another implementation of casbin reads the exported files and answers as this one does: npm's, where
//! WARDBOOK_NPM_CASBIN names a folder that has it.

use std::path::{Path, PathBuf};
use std::process::Command;

use casbin::CoreApi;
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook::policy::{Domain, Held, Object, Source, enforcer, subject};

use super::{Town, with_fire_inspector};
use crate::support::Backend;

const PLACES: [&str; 5] = ["*", "/35/", "/35/351/", "/35/352/", "/36/"];

/// Rules at areas, and denials that a wider role is bound by too.
const OWN: &str = "# ---- the town's own: with \"quotes\", commas, and\n# p, role:analyst, *, reporter, read, any, allow\n\
     p, role:analyst, /35/351/, case, read, any, allow\np, role:community, /35/352/, case, read, any, deny\n";

/// Every question: a user, a place, an object, an action and the relations that hold.
fn questions(users: &[Uuid]) -> Vec<[String; 5]> {
    let mut questions = Vec::new();
    for user in users {
        for place in PLACES {
            for object in Object::ALL {
                for action in object.actions() {
                    for (relation, _) in object.relations() {
                        let relations = format!("any {}", relation.as_str());
                        let words = [place, object.as_str(), action.as_str(), &relations];
                        let [place, object, action, relations] = words.map(str::to_owned);
                        questions.push([subject(*user), place, object, action, relations]);
                    }
                }
            }
        }
    }
    questions
}

fn ask_npm(npm: &Path, folder: &Path) -> Value {
    let script = npm.join("ask.mjs");
    let output = Command::new("node").arg(script).arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&std::fs::read_to_string(folder.join("answers.json")).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn npm_s_casbin_answers_alike() {
    let Some(npm) = std::env::var_os("WARDBOOK_NPM_CASBIN").map(PathBuf::from) else {
        eprintln!("npm's casbin was left out: .ci/steps/casbin.sh has it");
        return;
    };
    let town = Town::open(Backend::Sqlite).await;
    let file = town.write("own.csv", &format!("{}{OWN}", with_fire_inspector()));
    town.installed.done(&["policy", "apply", &file, "--reason", "our own", "--force"]);
    let folder = town.export("policy");
    let (_, rules) = Source::rules(&town.store).await.unwrap();
    let areas = town.store.domains_at(&PLACES.into_iter().collect()).await.unwrap();
    let held = [
        ("analyst", "/35/351/"),
        ("town_center", "/35/"),
        ("community", "*"),
        ("fire_inspector", "/35/"),
        ("team_member", "/35/352/"),
    ];
    let users: Vec<Uuid> = held.iter().map(|_| Uuid::now_v7()).collect();
    let grants = users.iter().zip(held);
    let grants =
        grants.map(|(user, (role, at))| format!("g, {}, role:{role}, {at}\n", subject(*user)));
    std::fs::write(folder.join("grants.csv"), grants.collect::<String>()).unwrap();
    let questions = questions(&users);
    std::fs::write(folder.join("questions.json"), json!(questions).to_string()).unwrap();
    let theirs = ask_npm(&npm, &folder);
    assert_eq!(theirs["rules"], json!(rules.rules.len()));
    assert_eq!(theirs["links"], json!(rules.links.len()));
    let mut yes = 0;
    let mut asked = 0;
    for (user, (role, at)) in users.iter().zip(held) {
        let domain = areas.get(at).cloned().unwrap_or(Domain::Everywhere);
        let ours = enforcer(&rules, *user, &[Held { role, domain: &domain }]).await.unwrap();
        let of_user = subject(*user);
        for (at, question) in
            questions.iter().enumerate().filter(|(_, question)| question[0] == of_user)
        {
            let allowed = ours.enforce(question.to_vec()).unwrap();
            assert_eq!(theirs["answers"][at], json!(allowed), "{role}: {question:?}");
            yes += usize::from(allowed);
            asked += 1;
        }
    }
    assert!(yes > 100 && yes < asked && asked == questions.len(), "{yes} of {asked}");
    println!("{asked} questions answered alike, {yes} of them by yes");
}
