//! What is asked of the policy's explanations: about every hidden record, and of everybody who may be
//! asked about. Of others than oneself an administrator alone is told anything.

use serde_json::json;

use super::aims::Aims;
use super::documents::{Call, Document};
use super::schema::Field;

/// The types of records, each with the objects whose records they are and an action of these.
const OBJECTS: [(&str, &[(&str, &str)]); 10] = [
    ("Case", &[("case", "read"), ("case", "resolve"), ("reporter", "read")]),
    ("Check", &[("check", "sign")]),
    ("Hazard", &[("hazard", "rectify")]),
    ("PatrolRoute", &[("patrol", "visit")]),
    ("Shift", &[("shift", "read")]),
    ("Team", &[("team", "read")]),
    ("Place", &[("place", "read")]),
    ("Area", &[("area", "read")]),
    ("User", &[("user", "read")]),
    ("Area", &[("case", "read")]),
];

const RULE: &str = "role domain object action relation effect comment";

/// More calls do not go into one document.
const MOST_CALLS: usize = 40;

/// Whether a field of the root is asked here, and by nobody else.
pub(super) fn is_asked_here(field: &Field) -> bool {
    field.arguments.iter().any(|argument| argument.name == "action")
}

/// What is asked about each hidden record.
fn about(aims: &Aims) -> Vec<String> {
    let mut asked = Vec::new();
    for (n, (ty, objects)) in OBJECTS.iter().enumerate() {
        // The last is about what lies in an area.
        let is_of_area = n + 1 == OBJECTS.len();
        let argument = if is_of_area { "areaId" } else { "recordId" };
        for id in aims.hidden_of(ty) {
            for (object, action) in *objects {
                let of = format!("object:\"{object}\" action:\"{action}\" {argument}:\"{id}\"");
                if is_of_area {
                    asked.push(format!("{of} relations:[\"handling\",\"own_team\"]"));
                }
                asked.push(of);
            }
        }
    }
    asked
}

/// All documents, of which `people` are the ids of users who may be asked about.
pub(super) fn documents(aims: &Aims, people: &[String]) -> Vec<Document> {
    let about = about(aims);
    let explained =
        format!("allowed reason nearest relations grants{{id role}} matchedRules{{{RULE}}}");
    let mut calls = Vec::new();
    for (n, user) in aims.hidden_of("User").iter().chain(people).enumerate() {
        // Of each a part, all of them of everybody who is asked about first.
        for asked in about.iter().skip(n % 3).step_by(if n < 2 { 1 } else { 3 }) {
            calls.push((format!("explainAccess(userId:\"{user}\" {asked})"), explained.as_str()));
        }
    }
    let holder = format!("user{{id displayName}} via{{id role area{{id}}}} rules{{{RULE}}}");
    let page = format!(
        "totalCount nodes{{{holder}}} edges{{cursor node{{{holder}}}}} \
         pageInfo{{hasNextPage hasPreviousPage startCursor endCursor}}"
    );
    calls.extend(about.iter().map(|asked| (format!("whoCan({asked})"), page.as_str())));
    let cursor = |name: &str| {
        let id = "00000000000000000000000000000000";
        hex::encode(json!(["whoCan", name, id]).to_string())
    };
    for asked in about.iter().take(4) {
        for end in ["first", "last"] {
            calls
                .extend([0, 1, 100].map(|n| (format!("whoCan({asked} {end}:{n})"), page.as_str())));
            for (side, name) in [("after", "区"), ("before", "隐没的人"), ("before", "龥")] {
                let side = format!("{side}:\"{}\"", cursor(name));
                calls.push((format!("whoCan({asked} {end}:2 {side})"), page.as_str()));
            }
        }
    }
    let mut documents: Vec<Document> = calls.chunks(MOST_CALLS).map(of_calls).collect();
    let permissions = "{viewer{permissions{object action relation area{id name}}}}";
    documents.push(Document::of(permissions.to_owned()));
    documents.push(refused(aims));
    documents
}

fn of_calls(calls: &[(String, &str)]) -> Document {
    let alias = |n: usize| format!("a{n}");
    let written = calls.iter().enumerate();
    let text: String =
        written.map(|(n, (call, of))| format!(" {}:{call}{{{of}}}", alias(n))).collect();
    let calls = calls.iter().enumerate().map(|(n, (call, _))| Call {
        alias: alias(n),
        parent: "Query".to_owned(),
        text: call.clone(),
    });
    Document { calls: calls.collect(), ..Document::of(format!("{{{text}}}")) }
}

/// Ids, words and cursors that are each a little wrong.
fn refused(aims: &Aims) -> Document {
    let case = &aims.hidden_of("Case")[0];
    let arguments = [
        format!("object:\"case\" action:\"sign\" recordId:\"{case}\""),
        format!("object:\"team\" action:\"read\" recordId:\"{case}\""),
        format!("object:\"case\" action:\"read\" recordId:\"{case}0\""),
        format!("object:\"case\" action:\"read\" areaId:\"{case}\""),
        format!("object:\"case\" action:\"read\" recordId:\"{case}\" after:\"00\""),
        format!("object:\"case\" action:\"read\" recordId:\"{case}\" first:101"),
    ];
    let calls = arguments.iter().enumerate();
    let calls: String = calls.map(|(n, of)| format!(" w{n}:whoCan({of}){{totalCount}}")).collect();
    Document { refused: true, ..Document::of(format!("{{{calls}}}")) }
}
