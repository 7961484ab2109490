//! Why somebody may or may not do something, and who may.

use async_graphql_value::ConstValue;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Resolver, Resolving};
use crate::desk::refusal::Refusal;
use crate::error::Error;
use crate::policy::{Action, Object, ROLE, Relation, Rule};
use crate::read::catalog::PlainType;
use crate::read::global_id;
use crate::read::input::InputField;
use crate::read::page::{self, Page};
use crate::read::problem::Problems;
use crate::schema::answer::failure;
use crate::schema::mutation::told;
use crate::schema::types::access::{
    ACCESS_EXPLANATION, ACCESS_HOLDER, ACCESS_HOLDER_CONNECTION, ACCESS_HOLDER_EDGE,
};
use crate::store::access::{AccessQuestion, Holders, Target, Which};
use crate::store::change::Unmade;

/// The types that these answer with.
pub(super) const PLAIN: &[PlainType] =
    &[ACCESS_EXPLANATION, ACCESS_HOLDER, ACCESS_HOLDER_EDGE, ACCESS_HOLDER_CONNECTION];

/// `explainAccess`
pub(in crate::schema) const EXPLAIN_ACCESS: Resolver = Resolver {
    arguments: || std::iter::once(user_argument()).chain(question_arguments()).collect(),
    cost: 50,
    run: |call| -> BoxFuture<'_, _> { Box::pin(explain_access(call)) },
};

/// `whoCan`
pub(in crate::schema) const WHO_CAN: Resolver = Resolver {
    arguments: || question_arguments().into_iter().chain(page::arguments()).collect(),
    cost: 20,
    run: |call| -> BoxFuture<'_, _> { Box::pin(who_can(call)) },
};

fn argument(name: &'static str, ty: &str, description: &'static str) -> InputField {
    InputField { name, description, ty: ty.to_owned() }
}

fn user_argument() -> InputField {
    argument("userId", "ID", "Who; the viewer unless given.")
}

fn question_arguments() -> Vec<InputField> {
    vec![
        argument("object", "String!", "The kind of record, as rules call it: case."),
        argument("action", "String!", "What would be done, as rules call it: read."),
        argument(
            "recordId",
            "ID",
            "To which record: of a reporter, the case. Not together with areaId.",
        ),
        argument(
            "areaId",
            "ID",
            "Or in which area: to an ordinary record there that the user has nothing to do with. \
             Without either: to what lies in no area.",
        ),
        argument(
            "relations",
            "[String!]",
            "How the user would stand to a record there, as rules call it; any and ordinary unless \
             given. Of a record it is known: not together with recordId.",
        ),
    ]
}

async fn explain_access(call: Resolving<'_>) -> Result<Value, Error> {
    let mut problems = Problems::default();
    let path = format!("{}.userId", call.key);
    let user = match call.text("userId") {
        Some(id) => global_id::expect(id, "user", &path, &mut problems),
        None => Some(call.grants.user_id()),
    };
    let asked = question(&call, &mut problems);
    let asked = asked.filter(|_| problems.is_empty());
    let (Some(user), Some((object, action, target))) = (user, asked) else {
        return Err(Error::invalid_input(problems.into_vec()));
    };
    let read = (Object::Policy, Action::Read);
    if user != call.grants.user_id() && !call.grants.may_somewhere(read.0, read.1) {
        return Err(told(Unmade::Refused(Refusal::Forbidden(read.0, read.1))));
    }
    let asked = AccessQuestion { user, object, action, target };
    let answer = call.store.explain_access(call.authorizer, Some(call.grants), &asked, call.now);
    let answer = answer.await.map_err(|error| failure(&error))?;
    let words = answer.relations.iter().map(|relation| relation.as_str());
    Ok(json!({
        "allowed": answer.allowed,
        "reason": answer.reason.in_language(call.language),
        "matchedRules": answer.rules.iter().map(rule).collect::<Vec<_>>(),
        "grants": ids(&answer.grants),
        "relations": words.collect::<Vec<_>>(),
        "nearest": answer.nearest.map(|nearest| nearest.in_language(call.language).to_owned()),
    }))
}

async fn who_can(call: Resolving<'_>) -> Result<Value, Error> {
    let mut problems = Problems::default();
    let asked = question(&call, &mut problems);
    let given = |field: &InputField, _: &mut Problems| call.argument(field.name).cloned();
    let page = Page::read(call.key, given, &mut problems);
    let mut cursor = |cursor: &Option<String>, name| {
        let path = format!("{}.{name}", call.key);
        cursor.as_deref().and_then(|cursor| read_cursor(cursor, &path, &mut problems))
    };
    let (after, before) = (cursor(&page.after, "after"), cursor(&page.before, "before"));
    let Some((object, action, target)) = asked.filter(|_| problems.is_empty()) else {
        return Err(Error::invalid_input(problems.into_vec()));
    };
    let asker = Some(call.grants);
    let asked = (object, action);
    let all = call.store.who_can(call.authorizer, asker, asked, &target, call.now).await;
    let all = all.map_err(|error| failure(&error))?;
    Ok(connection(&all, &page, (after, before)))
}

/// The page of a list between two cursors.
fn connection(all: &Holders, page: &Page, (after, before): (Option<Key>, Option<Key>)) -> Value {
    let keys: Vec<(&str, Uuid)> = all.keys().collect();
    let is_before = |key: &(&str, Uuid), other: &Key| *key < (other.0.as_str(), other.1);
    let first = after.map_or(0, |after| {
        keys.partition_point(|key| is_before(key, &after) || *key == (after.0.as_str(), after.1))
    });
    let end =
        before.map_or(keys.len(), |before| keys.partition_point(|key| is_before(key, &before)));
    let end = end.max(first);
    let (from, to) = if page.backwards {
        (end.saturating_sub(page.size).max(first), end)
    } else {
        (first, end.min(first.saturating_add(page.size)))
    };
    let nodes: Vec<Value> = (from..to)
        .filter_map(|place| all.holder(place))
        .map(|holder| {
            json!({
                "user": holder.user.simple().to_string(),
                "via": ids(&holder.via),
                "rules": holder.rules.iter().map(rule).collect::<Vec<_>>(),
            })
        })
        .collect();
    let cursors: Vec<String> =
        keys[from..to].iter().map(|(name, id)| write_cursor(name, *id)).collect();
    let edges =
        nodes.iter().zip(&cursors).map(|(node, cursor)| json!({"node": node, "cursor": cursor}));
    let edges: Vec<Value> = edges.collect();
    json!({
        "edges": edges,
        "pageInfo": {
            "hasNextPage": to < keys.len(),
            "hasPreviousPage": from > 0,
            "startCursor": cursors.first(),
            "endCursor": cursors.last(),
        },
        "totalCount": keys.len(),
        "nodes": nodes,
    })
}

/// A place in the list: a display name and an id.
type Key = (String, Uuid);

/// What a cursor of this list begins with.
const LIST: &str = "whoCan";

fn write_cursor(name: &str, id: Uuid) -> String {
    hex::encode(json!([LIST, name, id.simple().to_string()]).to_string())
}

fn read_cursor(cursor: &str, path: &str, problems: &mut Problems) -> Option<Key> {
    let read = || {
        let text = hex::decode(cursor).ok()?;
        let (list, name, id): (String, String, Uuid) = serde_json::from_slice(&text).ok()?;
        (list == LIST).then_some((name, id))
    };
    let key = read();
    if key.is_none() {
        problems.add(
            path,
            "this is not a cursor of this list: take startCursor or endCursor of a page of it",
            "这不是此列表的游标：请使用其分页中的 startCursor 或 endCursor",
        );
    }
    key
}

/// What is asked, or what is wrong with it.
fn question(call: &Resolving<'_>, problems: &mut Problems) -> Option<(Object, Action, Target)> {
    let path = |name: &str| format!("{}.{name}", call.key);
    let word = call.text("object").unwrap_or_default();
    let object = Object::from_word(word);
    if object.is_none() {
        let all = words(Object::ALL.iter().map(|object| object.as_str()));
        problems.add(
            path("object"),
            format!("unknown object `{word}`: one of {all} belongs here"),
            format!("未知的对象 `{word}`：此处应为 {all} 之一"),
        );
    }
    let object = object?;
    let word = call.text("action").unwrap_or_default();
    let action = Action::from_word(word).filter(|action| object.actions().contains(action));
    if action.is_none() {
        let all = words(object.actions().iter().map(|action| action.as_str()));
        let object = object.as_str();
        problems.add(
            path("action"),
            format!("{object} has no action `{word}`: one of {all} belongs here"),
            format!("{object} 没有操作 `{word}`：此处应为 {all} 之一"),
        );
    }
    let target = match (call.text("recordId"), call.text("areaId")) {
        (Some(_), Some(_)) => {
            problems.add(
                path("areaId"),
                "give recordId or areaId, not both",
                "recordId 与 areaId 只能给出一个",
            );
            None
        }
        (Some(_), None) if call.argument("relations").is_some() => {
            problems.add(
                path("relations"),
                "how the user stands to a record is known: give recordId or relations, not both",
                "用户与该记录的关系是已知的：recordId 与 relations 只能给出一个",
            );
            None
        }
        (Some(id), None) => {
            let id = global_id::expect(id, prefix(object), &path("recordId"), problems);
            id.map(|id| Target::Record(Which::Id(id)))
        }
        (None, Some(id)) => {
            global_id::expect(id, "area", &path("areaId"), problems).map(Target::Area)
        }
        (None, None) => Some(Target::Anywhere),
    };
    let target = match (supposed(call, object, problems), target?) {
        (None, target) => target,
        (Some(relations), Target::Area(area)) => Target::Supposed(Some(area), relations),
        (Some(relations), _) => Target::Supposed(None, relations),
    };
    Some((object, action?, target))
}

/// How the user would stand to a record; none where that is not said.
fn supposed(
    call: &Resolving<'_>,
    object: Object,
    problems: &mut Problems,
) -> Option<Vec<Relation>> {
    let Some(ConstValue::List(given)) = call.argument("relations") else { return None };
    let mut relations = Vec::new();
    for (i, word) in given.iter().enumerate() {
        let ConstValue::String(word) = word else { continue };
        let known = Relation::from_word(word);
        match known.filter(|relation| object.relation(*relation).is_some()) {
            Some(relation) => relations.push(relation),
            None => {
                let all = words(object.relations().iter().map(|(relation, _)| relation.as_str()));
                let object = object.as_str();
                problems.add(
                    format!("{}.relations[{i}]", call.key),
                    format!("{object} has no relation `{word}`: one of {all} belongs here"),
                    format!("{object} 没有关系 `{word}`：此处应为 {all} 之一"),
                );
            }
        }
    }
    Some(relations)
}

/// What the ids of an object's records begin with.
fn prefix(object: Object) -> &'static str {
    match object {
        Object::Reporter => "case",
        Object::Patrol => "patrol_route",
        other => other.as_str(),
    }
}

fn words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn ids(ids: &[Uuid]) -> Vec<String> {
    ids.iter().map(|id| id.simple().to_string()).collect()
}

/// A rule as `PolicyRule` has it. What is noted beside it is not told: it is no part of the reason.
fn rule(rule: &Rule) -> Value {
    let [role, domain, object, action, relation, effect] = rule.fields();
    json!({
        "role": role.strip_prefix(ROLE).unwrap_or(role),
        "domain": domain,
        "object": object,
        "action": action,
        "relation": relation,
        "effect": effect.to_ascii_uppercase(),
        "comment": null,
    })
}
