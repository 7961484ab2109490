//! Documents that are valid by the schema: each is run, or refused for its cost or a value, and
//! its answer is of the shape that it asked for.

#![no_main]

use fuzz::bytes::Bytes;
use fuzz::compose::Document;
use fuzz::{answer, expected, world};
use libfuzzer_sys::fuzz_target;
use wardbook::schema::Outcome;

fuzz_target!(|bytes: &[u8]| {
    let world = world::world();
    let mut bytes = Bytes::new(bytes);
    let viewer = bytes.below(world.viewers.len());
    let document = Document::of(&mut bytes, world);
    let request = document.request();
    let answer = answer::ask(world, viewer, request.clone());
    if answer.outcome == Outcome::Executed {
        expected::check(&world.schema, &document, &answer.body["data"]);
        return;
    }
    for error in answer.body["errors"].as_array().unwrap() {
        let of_a_value = error["extensions"].get("problems").is_some()
            || error["message"].as_str().unwrap().starts_with("Invalid value for argument")
            || error["extensions"]["code"] == "QUERY_TOO_EXPENSIVE";
        assert!(of_a_value, "refused though valid: {error}\n{}", request.query);
    }
});
