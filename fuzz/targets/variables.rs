//! Any JSON as the variables of documents that have every kind of them.

#![no_main]

use fuzz::{answer, world};
use libfuzzer_sys::fuzz_target;
use wardbook::schema::{GraphQlRequest, VariableValues};

const DOCUMENTS: [&str; 6] = [
    "query($filter: CaseFilter, $order: [CaseOrder!], $first: Int, $after: String, $last: Int, $before: String) {
        cases(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
            totalCount nodes { id } pageInfo { endCursor } } }",
    "query($ids: [ID!]!, $id: ID!) { nodes(ids: $ids) { id } node(id: $id) { __typename } }",
    "query($area: AreaBy!, $case: CaseBy!, $check: CheckBy!) {
        area(by: $area) { code } case(by: $case) { number } check(by: $check) { number } }",
    "query($skip: Boolean! = false, $include: Boolean = true, $n: Int = 3) {
        viewer @skip(if: $skip) { user { id } }
        areas(first: $n) { nodes { name @include(if: $include) } } }",
    "query($and: [CaseFilter!], $status: CaseStatus, $at: DateTime, $day: Date, $text: String, $box: BoundingBox) {
        cases(filter: {and: $and, status: {ne: $status}, receivedAt: {gte: $at, on: $day},
            number: {contains: $text}, location: $box}) { totalCount } }",
    "query($checks: CheckFilter, $areas: AreaFilter, $teams: TeamFilter) {
        checks(filter: $checks) { totalCount } areas(filter: $areas) { totalCount }
        teams(filter: $teams) { totalCount } }",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, json)) = bytes.split_first() else { return };
    let Ok(Ok(variables)) = std::str::from_utf8(json).map(VariableValues::of_json) else { return };
    let world = world::world();
    let query = DOCUMENTS[usize::from(*first) % DOCUMENTS.len()].to_owned();
    answer::ask(world, json.len(), GraphQlRequest { query, operation_name: None, variables });
});
