//! The documents that every viewer asks: each field called in every way that there is, many calls
//! in one document, and everything that can be selected.

use serde_json::Value;

use super::aims::Aims;
use super::calls::{Depth, calls};
use super::schema::{Field, Schema, named};
use super::select::{brief, deep, deep_field, figures};
use super::{access, malformed, policy, variables};

/// A document of more words than these is cut in two: an engine takes 2,000 fields.
const MOST_WORDS: usize = 1_600;

/// A longer document is not kept by the engine once it is validated.
const MOST_BYTES: usize = 24_000;

/// More calls do not go into a document: the filters of one field of the root hold no more than 200
/// comparisons, and a list with its count reads its filter twice.
const MOST_CALLS: usize = 60;

/// Of so many calls one is made with variables too.
const ONE_IN_VARIABLES: usize = 12;

/// How many of the records about the hidden ones are asked for their lists.
const MOST_PARENTS: usize = 4;

/// A field that is called with arguments.
pub(super) struct Call {
    /// Its key in the answer, which no other call has.
    pub(super) alias: String,
    /// The type that has the field.
    pub(super) parent: String,
    /// The field and its arguments.
    pub(super) text: String,
}

pub(super) struct Document {
    pub(super) text: String,
    pub(super) variables: Value,
    pub(super) calls: Vec<Call>,
    /// Whether it is refused on purpose.
    pub(super) refused: bool,
    /// Whether who reads the policy is told of records out of their sight, as is meant.
    pub(super) of_all: bool,
}

impl Document {
    pub(super) fn of(text: String) -> Self {
        Self { text, variables: Value::Null, calls: Vec::new(), refused: false, of_all: false }
    }
}

/// All documents of the schema.
pub(super) fn documents(schema: &Schema, aims: &Aims, people: &[String]) -> Vec<Document> {
    let mut packer = Packer::default();
    let mut in_variables = Vec::new();
    for field in schema.root().iter().filter(|field| !is_asked_elsewhere(field)) {
        let calls = calls(schema, aims, "Query", field, Depth::Root);
        let some = calls.iter().step_by(ONE_IN_VARIABLES);
        in_variables.extend(some.filter_map(|of| variables::document(schema, field, of)));
        packer.pack(schema, "Query", field, ("{", "}"), calls);
    }
    for ty in schema.types().map(|(name, _)| name) {
        for field in schema.fields(ty) {
            if ty != "Query" && !field.arguments.is_empty() {
                let calls = calls(schema, aims, ty, field, Depth::Nested);
                for (open, close) in parents(schema, aims, ty) {
                    packer.pack(schema, ty, field, (&open, &close), calls.clone());
                }
            }
        }
    }
    let mut documents = packer.done;
    documents.extend(in_variables);
    let is_deep = |field: &&Field| !schema.is_leaf(field) && !is_asked_elsewhere(field);
    for field in schema.root().iter().filter(is_deep) {
        documents
            .push(Document::of(format!("{{{}}}", deep_field(schema, aims, "Query", field, 1))));
    }
    for ty in schema.nodes() {
        let ids = [aims.near_of(ty, 2), aims.hidden_of(ty)].concat();
        for id in ids.iter().take(2) {
            let selected = deep(schema, aims, ty, 2);
            documents.push(Document::of(format!(
                "{{node(id:\"{id}\"){{id ...on {ty}{{{selected}}}}}}}"
            )));
        }
    }
    documents.push(Document::of(
        "{__schema{types{name fields{name args{name}}}} __type(name:\"Case\"){name}}".to_owned(),
    ));
    documents.extend(malformed::documents(schema, aims));
    documents.extend(access::documents(aims, people));
    documents.extend(policy::documents(schema, aims));
    documents
}

fn is_asked_elsewhere(field: &Field) -> bool {
    access::is_asked_here(field) || policy::is_asked_here(field)
}

/// What leads to the records of a type that are asked for their lists, hidden ones and others.
fn parents(schema: &Schema, aims: &Aims, ty: &str) -> Vec<(String, String)> {
    if ty == "Viewer" {
        return vec![("{viewer{".to_owned(), "}}".to_owned())];
    }
    let near = aims.near_of(ty, MOST_PARENTS);
    let hidden = aims.hidden_of(ty);
    assert!(!near.is_empty() && !hidden.is_empty(), "nothing leads to the lists of {ty}");
    let one_of_each = [near[0].clone(), hidden[0].clone()];
    let ids = [near, hidden].concat();
    match schema.list_by_id(ty) {
        Some(list) => {
            let ids = serde_json::json!(ids);
            let name = &list.name;
            vec![(
                format!("{{{name}(first:100 filter:{{id:{{in:{ids}}}}}){{nodes{{id "),
                "}}}".into(),
            )]
        }
        None => {
            let open = |id: &String| format!("{{node(id:\"{id}\"){{id ...on {ty}{{");
            one_of_each.iter().map(|id| (open(id), "}}}".to_owned())).collect()
        }
    }
}

#[derive(Default)]
struct Packer {
    done: Vec<Document>,
    aliases: usize,
}

impl Packer {
    /// Puts the calls of one field into as few documents as can be.
    fn pack(
        &mut self,
        schema: &Schema,
        parent: &str,
        field: &Field,
        (open, close): (&str, &str),
        calls: Vec<String>,
    ) {
        let ty = named(&field.ty);
        let selected = brief(schema, ty);
        let words = selected.split([' ', '{', '}']).filter(|word| !word.is_empty()).count() + 1;
        let figures = schema.node_of(ty).map(|_| figures(schema, ty)).unwrap_or_default();
        let fragments = |text: &str| {
            let all = [("B", &selected), ("F", &figures)];
            let used = all.into_iter().filter(|(name, _)| text.contains(&format!("...{name}}}")));
            let used =
                used.map(|(name, selected)| format!(" fragment {name} on {ty}{{{selected}}}"));
            used.collect::<String>()
        };
        let most = (MOST_WORDS / words).clamp(1, MOST_CALLS);
        let (mut text, mut packed) = (open.to_owned(), Vec::new());
        for arguments in calls {
            let alias = format!("c{}", self.aliases);
            self.aliases += 1;
            let parentheses =
                if arguments.is_empty() { String::new() } else { format!("({arguments})") };
            // In a record a filtered list tells less: there are very many of them.
            let body = match (schema.is_leaf(field), arguments.starts_with("filter:")) {
                (true, _) => "",
                (_, true) if parent != "Query" => "{...F}",
                _ => "{...B}",
            };
            text.push_str(&format!(" {alias}:{}{parentheses}{body}", field.name));
            let called = format!("{}{parentheses}", field.name);
            packed.push(Call { alias, parent: parent.to_owned(), text: called });
            if packed.len() >= most || text.len() > MOST_BYTES {
                self.finish(&mut text, &mut packed, (open, close), &fragments);
            }
        }
        self.finish(&mut text, &mut packed, (open, close), &fragments);
    }

    fn finish(
        &mut self,
        text: &mut String,
        packed: &mut Vec<Call>,
        (open, close): (&str, &str),
        fragments: &dyn Fn(&str) -> String,
    ) {
        let calls = std::mem::take(packed);
        let text = std::mem::replace(text, open.to_owned());
        if !calls.is_empty() {
            let text = format!("{text}{close}{}", fragments(&text));
            self.done.push(Document { calls, ..Document::of(text) });
        }
    }
}
