//! Documents that are valid by the schema, made of bytes: fields, aliases, arguments as literals
//! and as variables, directives, fragments of both kinds.

use std::fmt::Write;

use serde_json::{Map, Value};
use wardbook::schema::GraphQlRequest;

use crate::bytes::Bytes;
use crate::input::Input;
use crate::schema::{Field, Kind, named};
use crate::world::World;

/// Fields nested deeper than this get no further ones.
const DEEPEST: usize = 9;

/// Selections of a document in all.
const MOST: usize = 90;

/// A part of a selection set.
#[derive(Debug)]
pub enum Selection {
    Field(Selected),
    Inline { on: Option<String>, directive: Directive, selections: Vec<Selection> },
    Spread { fragment: usize, directive: Directive },
}

/// A field as it is selected.
#[derive(Debug)]
pub struct Selected {
    pub name: String,
    pub alias: Option<String>,
    pub arguments: String,
    pub directive: Directive,
    pub selections: Vec<Selection>,
}

/// What is written behind a selection, and whether it lets it through.
#[derive(Debug)]
pub struct Directive {
    pub text: String,
    pub included: bool,
}

/// A named fragment.
#[derive(Debug)]
pub struct Fragment {
    pub on: String,
    pub selections: Vec<Selection>,
}

/// A document with the values of its variables.
#[derive(Debug)]
pub struct Document {
    pub root: Vec<Selection>,
    pub fragments: Vec<Fragment>,
    definitions: Vec<String>,
    variables: Map<String, Value>,
}

impl Selected {
    pub fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }
}

impl Document {
    /// A document of these bytes.
    pub fn of(bytes: &mut Bytes<'_>, world: &World) -> Self {
        let empty = Self {
            root: Vec::new(),
            fragments: Vec::new(),
            definitions: Vec::new(),
            variables: Map::new(),
        };
        let mut composer = Composer { bytes, world, left: MOST, names: 0, document: empty };
        composer.document.root = composer.selections("Query", 0);
        composer.document
    }

    /// The request that sends it.
    pub fn request(&self) -> GraphQlRequest {
        GraphQlRequest {
            query: self.text(),
            operation_name: None,
            variables: self.variables.clone().into(),
        }
    }

    fn text(&self) -> String {
        let mut text = String::from("query");
        if !self.definitions.is_empty() {
            let _ = write!(text, "({})", self.definitions.join(" "));
        }
        write_selections(&self.root, &mut text);
        for (n, fragment) in self.fragments.iter().enumerate() {
            let _ = write!(text, "\nfragment f{n} on {}", fragment.on);
            write_selections(&fragment.selections, &mut text);
        }
        text
    }
}

fn write_selections(selections: &[Selection], text: &mut String) {
    text.push_str(" {");
    for selection in selections {
        match selection {
            Selection::Field(field) => {
                text.push(' ');
                if let Some(alias) = &field.alias {
                    let _ = write!(text, "{alias}: ");
                }
                let _ = write!(text, "{}{}{}", field.name, field.arguments, field.directive.text);
                if !field.selections.is_empty() {
                    write_selections(&field.selections, text);
                }
            }
            Selection::Inline { on, directive, selections } => {
                text.push_str(" ...");
                if let Some(on) = on {
                    let _ = write!(text, " on {on}");
                }
                text.push_str(&directive.text);
                write_selections(selections, text);
            }
            Selection::Spread { fragment, directive } => {
                let _ = write!(text, " ...f{fragment}{}", directive.text);
            }
        }
    }
    text.push_str(" }");
}

struct Composer<'a, 'b> {
    bytes: &'a mut Bytes<'b>,
    world: &'a World,
    left: usize,
    names: usize,
    document: Document,
}

impl Composer<'_, '_> {
    /// A selection set on a type, never empty.
    fn selections(&mut self, ty: &str, depth: usize) -> Vec<Selection> {
        let mut selections = Vec::new();
        let is_interface = matches!(self.world.schema.kind(ty), Kind::Interface { .. });
        if is_interface {
            // By which the answer tells what it is.
            selections.push(self.type_name());
        }
        for _ in 0..=self.bytes.below(7) {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            selections.push(match self.bytes.byte() {
                0..=12 => self.type_name(),
                13..=30 if depth < DEEPEST => self.inline(ty, depth),
                31..=45 if depth < DEEPEST => self.spread(ty, depth),
                _ => self.field(ty, depth),
            });
        }
        if selections.is_empty() {
            selections.push(self.type_name());
        }
        selections
    }

    fn type_name(&mut self) -> Selection {
        Selection::Field(Selected {
            name: "__typename".to_owned(),
            alias: None,
            arguments: String::new(),
            directive: Directive { text: String::new(), included: true },
            selections: Vec::new(),
        })
    }

    fn field(&mut self, ty: &str, depth: usize) -> Selection {
        let world = self.world;
        let of =
            |field: &&Field| depth < DEEPEST || world.schema.fields(named(&field.ty)).is_empty();
        let fields: Vec<&Field> = world.schema.fields(ty).iter().filter(of).collect();
        if fields.is_empty() {
            return self.type_name();
        }
        let field = *self.bytes.pick(&fields);
        let arguments = self.arguments(field);
        // One key with two lists of arguments would be no valid document.
        let aliased = !arguments.is_empty() || self.bytes.chance(20);
        let alias = aliased.then(|| self.name("a"));
        let inner = named(&field.ty);
        let selections = if world.schema.fields(inner).is_empty() {
            Vec::new()
        } else {
            self.selections(inner, depth + 1)
        };
        let directive = self.directive();
        Selection::Field(Selected {
            name: field.name.clone(),
            alias,
            arguments,
            directive,
            selections,
        })
    }

    fn inline(&mut self, ty: &str, depth: usize) -> Selection {
        let on = match self.bytes.below(3) {
            0 => None,
            _ => Some(self.condition(ty)),
        };
        let directive = self.directive();
        let selections = self.selections(on.as_deref().unwrap_or(ty), depth);
        Selection::Inline { on, directive, selections }
    }

    fn spread(&mut self, ty: &str, depth: usize) -> Selection {
        let directive = self.directive();
        let fits =
            |fragment: &Fragment| fragment.on == ty || self.world.schema.applies(&fragment.on, ty);
        let known: Vec<usize> = (0..self.document.fragments.len())
            .filter(|n| fits(&self.document.fragments[*n]))
            .collect();
        if !known.is_empty() && self.bytes.chance(128) {
            let fragment = *self.bytes.pick(&known);
            return Selection::Spread { fragment, directive };
        }
        let on = self.condition(ty);
        let selections = self.selections(&on, depth);
        // Only now, so that it is spread by none of those inside it.
        self.document.fragments.push(Fragment { on, selections });
        Selection::Spread { fragment: self.document.fragments.len() - 1, directive }
    }

    /// A type that a fragment inside this type may be on.
    fn condition(&mut self, ty: &str) -> String {
        let mut possible = vec![ty];
        match self.world.schema.kind(ty) {
            Kind::Interface { .. } => possible.extend(self.world.schema.implementors(ty)),
            Kind::Object { implements, .. } => {
                possible.extend(implements.iter().map(String::as_str));
            }
            _ => {}
        }
        (*self.bytes.pick(&possible)).to_owned()
    }

    fn arguments(&mut self, field: &Field) -> String {
        let mut given = Vec::new();
        for argument in &field.arguments {
            let seldom = ["after", "last", "before"].contains(&argument.name.as_str());
            if argument.ty.nullable && !self.bytes.chance(if seldom { 12 } else { 70 }) {
                continue;
            }
            let name = if argument.name == "id" { &field.name } else { &argument.name };
            let value = Input::of(&argument.ty, name, self.bytes, self.world, 0);
            let written = match self.bytes.below(4) {
                0 => self.variable(&argument.ty.to_string(), &value),
                _ => value.literal(),
            };
            given.push(format!("{}: {written}", argument.name));
        }
        if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) }
    }

    /// A new variable of this value, given or by default.
    fn variable(&mut self, ty: &str, value: &Input) -> String {
        let name = self.name("v");
        if self.bytes.chance(60) {
            self.document.definitions.push(format!("${name}: {ty} = {}", value.literal()));
        } else {
            self.document.definitions.push(format!("${name}: {ty}"));
            self.document.variables.insert(name.clone(), value.json());
        }
        format!("${name}")
    }

    fn directive(&mut self) -> Directive {
        if !self.bytes.chance(28) {
            return Directive { text: String::new(), included: true };
        }
        let (name, value) = (*self.bytes.pick(&["skip", "include"]), self.bytes.chance(128));
        let written = match self.bytes.below(2) {
            0 => value.to_string(),
            _ => self.variable("Boolean!", &Input::Boolean(value)),
        };
        Directive {
            text: format!(" @{name}(if: {written})"),
            included: value == (name == "include"),
        }
    }

    fn name(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }
}
