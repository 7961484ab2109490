//! Filters and orders that are right by their types, once as literals and once as variables: the
//! answers are the same.

#![no_main]

use fuzz::bytes::Bytes;
use fuzz::input::Input;
use fuzz::schema::Field;
use fuzz::{answer, world};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use wardbook::schema::{GraphQlRequest, Outcome};

fuzz_target!(|bytes: &[u8]| {
    let world = world::world();
    let mut bytes = Bytes::new(bytes);
    let viewer = bytes.below(world.viewers.len());
    let fields = world.schema.fields("Query").iter();
    // Lists in pages: what only counts has a filter as well, and no nodes.
    let has = |field: &Field, name: &str| field.arguments.iter().any(|of| of.name == name);
    let lists: Vec<_> =
        fields.filter(|field| has(field, "filter") && has(field, "after")).collect();
    let list = *bytes.pick(&lists);
    let (mut literals, mut definitions, mut uses) = (Vec::new(), Vec::new(), Vec::new());
    let mut variables = Map::new();
    for argument in list.arguments.iter().filter(|of| ["filter", "orderBy"].contains(&&*of.name)) {
        let value = Input::of(&argument.ty, &argument.name, &mut bytes, world, 0);
        let name = &argument.name;
        literals.push(format!("{name}: {}", value.literal()));
        definitions.push(format!("${name}: {}", argument.ty));
        uses.push(format!("{name}: ${name}"));
        variables.insert(name.clone(), value.json());
    }
    let ask = |head: &str, arguments: &str, variables: Map<String, Value>| {
        let query = format!(
            "query{head} {{ list: {}({arguments}) {{ totalCount nodes {{ id }} }} }}",
            list.name
        );
        answer::ask(
            world,
            viewer,
            GraphQlRequest { query, operation_name: None, variables: variables.into() },
        )
    };
    let literal = ask("", &literals.join(" "), Map::new());
    let variable = ask(&format!("({})", definitions.join(" ")), &uses.join(" "), variables);
    assert_eq!(literal.outcome, variable.outcome, "{}: {}", literal.body, variable.body);
    if literal.outcome == Outcome::Executed {
        assert_eq!(literal.body, variable.body);
    }
});
