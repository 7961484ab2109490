//! What an administrator does with a policy's files.

use entity::{audit_entry, policy_version};
use sea_orm::{EntityTrait, QueryOrder};
use wardbook::policy::expectations::DEFAULT_TESTS;
use wardbook::policy::{DEFAULT_RULES, MODEL};

use super::{Town, with_fire_inspector};
use crate::support::{Backend, both, name};

both! {
    async fn files_are_written_edited_looked_at_and_applied(backend: Backend) {
        let town = Town::open(backend).await;
        let folder = town.export("policy");
        let read = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
        assert_eq!(read("policy.csv"), DEFAULT_RULES);
        assert_eq!((read("model.conf"), read("tests.yaml")), (MODEL.to_owned(), DEFAULT_TESTS.to_owned()));
        assert_eq!(town.installed.done(&["policy", "export"]), DEFAULT_RULES);

        let edited = town.write("edited.csv", &with_fire_inspector());
        let said = town.installed.done(&["policy", "check", &edited]);
        assert!(said.contains("3 links, 8 roles"), "{said}");
        let said = town.installed.done(&["policy", "test", &edited]);
        assert!(said.contains("expectations hold"), "{said}");
        let said = town.installed.done(&["policy", "diff", &edited]);
        assert!(said.contains("+  fire_inspector  /35/351/  place   read    any       allow"), "{said}");
        assert!(said.contains("# The law on fire safety, article 53."), "{said}");
        assert!(said.contains("+  role fire_inspector: 消防检查员 | Fire inspector"), "{said}");
        assert!(said.contains("nobody gains or loses anything"), "{said}");

        let apply = ["policy", "apply", &edited, "--reason", "inspections, asked for by 13800138000"];
        let said = town.installed.done(&[&apply[..], &["--dry-run"]].concat());
        assert!(said.contains("would be at version 2 (dry run"), "{said}");
        assert_eq!(town.version().await, 1);
        assert!(town.installed.done(&apply).contains("the policy is at version 2"));
        let (version, policy) = town.store.policy().await.unwrap();
        assert_eq!((version, policy.roles.len()), (2, 8));
        let noted = policy.rules.iter().filter_map(|kept| kept.comment.as_deref());
        assert_eq!(noted.collect::<Vec<_>>(), ["The law on fire safety, article 53."]);

        // What is written now is what was applied, comments and headings too.
        assert_eq!(town.installed.done(&["policy", "export"]), with_fire_inspector());
        assert!(town.installed.done(&["policy", "diff", &edited]).contains("is what the file says"));
        assert!(town.installed.failed(&apply).contains("is so already"));
        let connection = town._database.connection();
        let entries = audit_entry::Entity::find().order_by_desc(audit_entry::Column::Id);
        let last = entries.one(connection).await.unwrap().unwrap();
        assert_eq!((last.action.as_str(), last.actor_id), ("apply", None));
        assert!(last.detail.unwrap().to_string().contains("inspections, asked for by 138********"));

        // And taken back by the file that was there before.
        let before = folder.join("policy.csv");
        let back = ["policy", "apply", name(&before), "--reason", "back", "--expected-version", "2"];
        assert!(town.installed.done(&back).contains("version 3"));
        assert_eq!(town.installed.done(&["policy", "export"]), DEFAULT_RULES);
        assert!(town.installed.failed(&back).contains("it is at version 3"));
    }
}

both! {
    async fn whom_a_file_concerns_is_told_before_it_is_applied(backend: Backend) {
        let town = Town::open(backend).await;
        let text = DEFAULT_RULES.replace("p, role:analyst, *, place, read, any, allow\n", "");
        let edited = town.write("edited.csv", &text);
        let said = town.installed.done(&["policy", "diff", &edited]);
        assert!(said.contains("-  analyst  *       place   read    any       allow"), "{said}");
        // There is no place yet, so that nobody loses the sight of one.
        assert!(said.contains("nobody gains or loses anything"), "{said}");
        let edited = town.with("p, role:analyst, *, user, create, any, allow\n");
        let said = town.installed.done(&["policy", "diff", &edited]);
        assert!(said.contains("1 user gains or loses something"), "{said}");
        assert!(said.contains("analyst  gains  user    create  1      1"), "{said}");
        assert!(!town.installed.done(&["policy", "diff", "--rules-only", &edited]).contains("gains"));
        // Why she may not, and what would let her.
        let why = ["policy", "explain", "ana", "user", "create", "--area", "351"];
        let said = town.installed.done(&why);
        assert!(said.starts_with("no: "), "{said}");
        let said = town.installed.done(&["policy", "explain", "ana", "case", "read", "--area", "351"]);
        assert!(said.starts_with("yes: ") && said.contains("p, role:analyst, *, case, read, ordinary, allow"), "{said}");
        assert!(town.installed.failed(&["policy", "explain", "nobody", "case", "read"]).contains("no user `nobody`"));
        assert!(town.installed.failed(&["policy", "explain", "ana", "case", "red"]).contains("case has no action `red`"));
    }
}

both! {
    async fn what_breaks_an_expectation_is_refused_unless_it_is_forced(backend: Backend) {
        let town = Town::open(backend).await;
        let edited = town.with("p, role:analyst, *, reporter, read, any, allow\n");
        let said = town.installed.failed(&["policy", "test", &edited]);
        assert!(said.contains("An analyst never learns who reported a case (line"), "{said}");
        assert!(said.contains("1 of ") && said.contains("expectations do not hold"), "{said}");
        let apply = ["policy", "apply", &edited, "--reason", "asked for"];
        let said = town.installed.failed(&apply);
        assert!(said.contains("a test of the policy fails: An analyst never learns who"), "{said}");
        assert_eq!(town.version().await, 1);
        town.installed.done(&[&apply[..], &["--force"]].concat());
        let versions = policy_version::Entity::find().order_by_desc(policy_version::Column::Version);
        let last = versions.one(town._database.connection()).await.unwrap().unwrap();
        assert_eq!((last.version, last.forced, last.reason.as_str()), (2, true, "asked for"));
        assert!(town.installed.failed(&["policy", "test"]).contains("do not hold"));

        // Who means it says so in the tests, which are kept beside the rules.
        let tests = "- name: An analyst knows who reported a case\n  role: analyst\n  object: reporter\n  \
             action: read\n  allowed: true\n";
        let tests = town.write("own.yaml", tests);
        let again = ["policy", "apply", &edited, "--reason", "as agreed", "--tests", &tests];
        assert!(town.installed.done(&again).contains("at version 2"));
        assert!(town.installed.done(&["policy", "test"]).contains("all 1 expectations hold"));
        assert!(town.store.policy_tests().await.unwrap().contains("knows who reported"));
        let before = town.write("before.csv", DEFAULT_RULES);
        let said = town.installed.failed(&["policy", "apply", &before, "--reason", "back"]);
        assert!(said.contains("An analyst knows who reported a case: analyst may not read"), "{said}");
    }
}

both! {
    /// Nothing of a file is applied that has one bad line.
    async fn bad_files_are_told_by_line(backend: Backend) {
        let town = Town::open(backend).await;
        let last = DEFAULT_RULES.lines().count();
        let edited = town.with(
            "p, role:fire_inspecter, *, place, red, any, allow\np, role:analyst, /12/, case, read, any, allow\n\
             p, role:analyst, /35/35/, case, read, any, allow\np, \"role:analyst, *\n",
        );
        let said = town.installed.failed(&["policy", "check", &edited]);
        assert!(said.contains(&format!("line {}: a quote is not closed", last + 4)), "{said}");
        let edited = town.with(
            "p, role:fire_inspecter, *, place, red, any, allow\np, role:analyst, /12/, case, read, any, allow\n\
             p, role:analyst, /35/35/, case, read, any, allow\n",
        );
        for command in [&["policy", "check"][..], &["policy", "diff"], &["policy", "apply", "--reason", "x"]] {
            let said = town.installed.failed(&[command, &[&edited]].concat());
            for (line, told) in [
                (1, "unknown action `red`; did you mean `read`?"),
                (1, "there is no role `fire_inspecter`"),
                (2, "`/12/` is neither * nor the path of an area"),
                (3, "`/35/35/` is neither * nor the path of an area"),
            ] {
                assert!(said.contains(&format!("line {}: {told}", last + line)), "{command:?}: {said}");
            }
        }
        let gbk = town.installed.file("gbk.csv");
        std::fs::write(&gbk, b"# \xCD\xF8\xB8\xF1\np, role:analyst, *, place, read, any, allow\n").unwrap();
        assert!(town.installed.failed(&["policy", "check", name(&gbk)]).contains("line 1: this is not UTF-8"));
        let bad_tests = town.write("bad.yaml", "- name: x\n  role: analyst\n  object: cases\n  action: read\n  allowed: true\n");
        let said = town.installed.failed(&["policy", "check", &bad_tests]);
        assert!(said.contains("line 3: unknown object `cases`; did you mean `case`?"), "{said}");
        // Whoever would be locked out is told so, and stays.
        let nobody = town.write("nobody.csv", "p, role:analyst, *, place, read, any, allow\n");
        let said = town.installed.failed(&["policy", "apply", &nobody, "--reason", "x", "--force"]);
        assert!(said.contains("users are granted it"), "{said}");
        assert_eq!(town.version().await, 1);
        // A use that is wrong is another matter than a file that is.
        assert_eq!(town.installed.run(&["policy", "apply", &nobody]).0, Some(2));
    }
}

#[test]
fn files_are_checked_and_tested_where_there_is_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let installed = crate::support::Installed::without_keys("");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let rules = file("policy.csv", &with_fire_inspector());
    let tests = file("tests.yaml", DEFAULT_TESTS);
    let (rules, tests) = (name(&rules), name(&tests));
    assert!(installed.done(&["policy", "test", rules]).contains("expectations hold"));
    let said = installed.done(&["policy", "check", "--any-area", rules, tests]);
    assert!(said.contains("8 roles") && said.contains("expectations"), "{said}");
    assert!(installed.failed(&["policy", "check", rules]).contains("database_url is not set"));
}
