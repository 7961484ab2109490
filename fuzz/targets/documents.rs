//! Any text as a document.

#![no_main]

use fuzz::{answer, world};
use libfuzzer_sys::fuzz_target;
use wardbook::schema::GraphQlRequest;

fuzz_target!(|text: &str| {
    let world = world::world();
    let request = GraphQlRequest { query: text.to_owned(), ..GraphQlRequest::default() };
    answer::ask(world, text.len(), request);
});
