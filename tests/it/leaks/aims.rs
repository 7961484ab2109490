//! What the documents are aimed at: the hidden records' own ids, values and cursors, as one who
//! sees them gets them from the API, and the ids of what lies about them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::calls::{order_arguments, ranked_arguments};
use super::schema::{Schema, is_list, named};
use super::select::own;
use super::world::Seer;

/// A type and a field of it.
type Shown = (&'static str, &'static str);

/// What a filter compares by a name of its own, and where it is shown.
const SHOWN_ELSEWHERE: [(Shown, Shown); 8] = [
    (("Case", "search"), ("Case", "title")),
    (("Hazard", "placeKind"), ("Place", "kind")),
    (("Shift", "user"), ("Shift", "leader")),
    (("Shift", "at"), ("Shift", "startsAt")),
    (("User", "search"), ("User", "displayName")),
    (("User", "role"), ("RoleGrant", "role")),
    (("User", "grantEndsBefore"), ("RoleGrant", "validUntil")),
    (("AuditEntry", "record"), ("AuditEntry", "recordId")),
];

/// The list of the policy's versions.
pub(super) const VERSIONS: &str = "PolicyVersionConnection";

/// More values of one field than these are not asked for.
const MOST_VALUES: usize = 4;

#[derive(Default)]
pub(super) struct Aims {
    /// The hidden records' ids, by their types.
    pub(super) hidden: BTreeMap<String, Vec<String>>,
    /// The ids of records about them, those that they refer to first.
    pub(super) near: BTreeMap<String, Vec<String>>,
    /// What the hidden records show, by type and field.
    values: BTreeMap<(String, String), Vec<Value>>,
    /// Cursors at hidden records, by list and order.
    cursors: BTreeMap<(String, String), Vec<String>>,
}

fn add<K: Ord>(to: &mut BTreeMap<K, Vec<Value>>, key: K, value: &Value) {
    let known = to.entry(key).or_default();
    if !value.is_null() && !known.contains(value) && known.len() < MOST_VALUES {
        known.push(value.clone());
    }
}

impl Aims {
    /// `hidden` are the ids of the hidden records, `near` those of some that are not.
    pub(super) async fn take(
        schema: &Schema,
        seer: &Seer<'_>,
        hidden: &[String],
        near: &[String],
    ) -> Self {
        let mut aims = Self::default();
        aims.sort(seer, hidden, true).await;
        aims.read_values(schema, seer).await;
        aims.sort(seer, near, false).await;
        aims.read_cursors(schema, seer).await;
        aims.read_versions(seer).await;
        for node in schema.nodes() {
            // Categories and checklists are no secret: all who sign in read them.
            let open = ["Category", "Checklist"].contains(&node.as_str());
            let hides = open || aims.hidden.contains_key(node);
            assert!(hides, "no {node} is hidden from anybody here: hide one in hidden.rs");
        }
        aims
    }

    /// The hidden ids of a type, or of all for an interface.
    pub(super) fn hidden_of(&self, ty: &str) -> Vec<String> {
        match self.hidden.get(ty) {
            Some(ids) => ids.clone(),
            None if ty == "Node" => self.hidden.values().flatten().cloned().collect(),
            None => Vec::new(),
        }
    }

    /// At most so many ids of a type near the hidden ones.
    pub(super) fn near_of(&self, ty: &str, most: usize) -> Vec<String> {
        let all = match self.near.get(ty) {
            None if ty == "Node" => {
                self.near.values().filter_map(|ids| ids.first()).cloned().collect()
            }
            known => known.cloned().unwrap_or_default(),
        };
        all.into_iter().take(most).collect()
    }

    pub(super) fn values(&self, ty: &str, field: &str) -> &[Value] {
        let elsewhere = SHOWN_ELSEWHERE.iter().find(|(filter, _)| *filter == (ty, field));
        let (ty, field) = elsewhere.map_or((ty, field), |(_, shown)| *shown);
        let known = self.values.get(&(ty.to_owned(), field.to_owned()));
        known.map_or(&[], Vec::as_slice)
    }

    pub(super) fn cursors(&self, connection: &str, order: &str) -> &[String] {
        let known = self.cursors.get(&(connection.to_owned(), order.to_owned()));
        known.unwrap_or_else(|| panic!("no cursor of {connection} ({order}) at a hidden record"))
    }

    async fn sort(&mut self, seer: &Seer<'_>, ids: &[String], hidden: bool) {
        for ids in ids.chunks(100) {
            let query = format!("{{nodes(ids:{}){{__typename id}}}}", serde_json::json!(ids));
            let data = seer.data(&query).await;
            for (id, node) in ids.iter().zip(data["nodes"].as_array().unwrap()) {
                let ty = node["__typename"].as_str().unwrap_or_else(|| panic!("nobody sees {id}"));
                let to = if hidden { &mut self.hidden } else { &mut self.near };
                let known = to.entry(ty.to_owned()).or_default();
                if !known.contains(id) {
                    known.push(id.clone());
                }
            }
        }
    }

    async fn read_values(&mut self, schema: &Schema, seer: &Seer<'_>) {
        let all: Vec<String> = self.hidden_of("Node");
        for (ty, ids) in self.hidden.clone() {
            for id in ids {
                let query = format!("{{node(id:\"{id}\"){{...on {ty}{{{}}}}}}}", own(schema, &ty));
                let node = seer.data(&query).await["node"].take();
                for field in schema.fields(&ty).iter().filter(|field| !is_list(&field.ty)) {
                    let value = &node[&field.name];
                    let of = named(&field.ty);
                    if schema.is_leaf(field) {
                        add(&mut self.values, (ty.clone(), field.name.clone()), value);
                    } else if schema.field(of, "id").is_some() {
                        add(&mut self.values, (ty.clone(), field.name.clone()), &value["id"]);
                        if let Some(id) = value["id"].as_str()
                            && !all.iter().any(|hidden| hidden == id)
                        {
                            let near = self.near.entry(of.to_owned()).or_default();
                            near.push(id.to_owned());
                            near.dedup();
                        }
                    } else if let Some(parts) = value.as_object() {
                        for (part, value) in parts {
                            let name = format!("{}.{part}", field.name);
                            add(&mut self.values, (ty.clone(), name), value);
                        }
                    }
                }
            }
        }
        for ids in self.near.values_mut() {
            let mut seen = BTreeSet::new();
            ids.retain(|id| seen.insert(id.clone()));
        }
    }

    /// The cursors of the policy's versions, which have no ids, the latest first.
    async fn read_versions(&mut self, seer: &Seer<'_>) {
        let data = seer.data("{policyHistory{edges{cursor}}}").await;
        let edges = data["policyHistory"]["edges"].as_array().unwrap();
        let cursors = edges.iter().map(|edge| edge["cursor"].as_str().unwrap().to_owned());
        self.cursors.insert((VERSIONS.to_owned(), String::new()), cursors.collect());
    }

    /// Walks one list of each kind in each order, and keeps the cursors that point at what is
    /// hidden.
    async fn read_cursors(&mut self, schema: &Schema, seer: &Seer<'_>) {
        let hidden: BTreeSet<String> = self.hidden_of("Node").into_iter().collect();
        for (connection, _) in schema.types().filter(|(name, _)| schema.node_of(name).is_some()) {
            let edges = "edges{cursor node{id}}";
            let (field, wraps) = match schema.root().iter().find(|f| named(&f.ty) == connection) {
                Some(field) => (field, vec![("{page:".to_owned(), "}".to_owned())]),
                None => {
                    let of_parent = |ty: &String| {
                        let field =
                            schema.fields(ty).iter().find(|f| named(&f.ty) == connection)?;
                        Some((ty.clone(), field))
                    };
                    let viewer = "Viewer".to_owned();
                    let found = schema.nodes().iter().find_map(of_parent);
                    let found = found.or_else(|| of_parent(&viewer));
                    let (ty, field) = found.unwrap_or_else(|| panic!("{connection} is nowhere"));
                    let ids = match ty.as_str() {
                        "Viewer" => Vec::new(),
                        _ => [self.hidden_of(&ty), self.near_of(&ty, usize::MAX)].concat(),
                    };
                    let of_viewer = ("{node:viewer{page:".to_owned(), "}}".to_owned());
                    let of_viewer = (ty == "Viewer").then_some(of_viewer);
                    let wrap = |id: &String| {
                        (format!("{{node(id:\"{id}\"){{...on {ty}{{page:"), "}}}".to_owned())
                    };
                    (field, ids.iter().map(wrap).chain(of_viewer).collect())
                }
            };
            let ranked = ranked_arguments(schema, self, field);
            for order in order_arguments(schema, field).into_iter().chain(ranked) {
                let mut found = Vec::new();
                for (before, after) in &wraps {
                    let name = &field.name;
                    let query = format!("{before}{name}(first:100 {order}){{{edges}}}{after}");
                    let mut data = seer.data(&query).await;
                    let page = match data.get_mut("page") {
                        Some(page) => page.take(),
                        None => data["node"]["page"].take(),
                    };
                    for edge in page["edges"].as_array().into_iter().flatten() {
                        if edge["node"]["id"].as_str().is_some_and(|id| hidden.contains(id)) {
                            found.push(edge["cursor"].as_str().unwrap().to_owned());
                        }
                    }
                }
                assert!(!found.is_empty(), "no list of {connection} has a hidden record");
                self.cursors.insert((connection.to_owned(), order), found);
            }
        }
    }
}
