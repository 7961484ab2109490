//! Mutations tell nothing of what is hidden either: each is sent at hidden records, and at records in
//! sight with a hidden one in each place of its input. All of them are refused, so that both worlds
//! stay as they are, and each refusal is the same where the record is not there.
//!
//! The inputs are worked out from the schema: one that nothing here knows how to fill fails.

use serde_json::{Value, json};

use super::documents::Document;
use super::schema::{Argument, Kind, Schema, is_list, named};
use super::story::Story;
use super::world::World;
use crate::town::global;

/// Words that are not to be written anywhere: every input has something wrong with it besides, so
/// that none is ever done.
const NOWHERE: &str = "nowhere";

/// What would be done if all of its words were.
const WRONG: [(&str, &str); 6] = [
    ("revokeGrant", "reason"),
    ("deactivateUser", "reason"),
    ("reactivateUser", "reason"),
    ("createUser", "displayName"),
    ("saveTeam", "name"),
    ("saveCategory", "name"),
];

/// An id of each kind, hidden or in sight.
struct Ids {
    hidden: Vec<(&'static str, String)>,
    near: Vec<(&'static str, String)>,
}

/// What kind of id belongs in a field of a mutation's input.
fn kind_of(mutation: &str, field: &str) -> &'static str {
    match (mutation, field) {
        ("signHandover", "handoverId") => "handover",
        ("answerSupervision", "supervisionId") => "supervision",
        ("recordCoordination", "coordinationId") => "coordination",
        ("savePlace", "id") | (_, "placeId") => "place",
        ("startCheck" | "saveCheckAnswers" | "signCheck" | "cancelCheck", "id")
        | (_, "rechecksId") => "check",
        (
            "startRectification" | "reportRectified" | "verifyHazard" | "reopenHazard"
            | "extendHazard",
            "id",
        )
        | (_, "hazardId") => "hazard",
        ("savePatrolRoute", "id") => "patrol_route",
        ("resetPassword", "userId") | ("deactivateUser" | "reactivateUser", "id") => "user",
        ("saveTeam", "id") => "team",
        ("saveCategory", "id") | (_, "parentId") => "category",
        (_, "leaderId" | "accountableLeaderId" | "memberIds") => "user",
        (_, "grantId") => "grant",
        ("saveShift" | "signInToShift" | "signOutOfShift", "id") | (_, "shiftId") => "shift",
        ("revokeToken", "id") => "token",
        ("cancelExport", "id") => "export",
        ("approveChange" | "rejectChange", "id") | (_, "changeId") => "pending_change",
        (_, "id" | "caseId" | "intoId" | "recordId") => "case",
        (_, "checkpointId") => "checkpoint",
        (_, "visitId") => "visit",
        (_, "checklistId") => "checklist",
        (_, "areaId" | "areaIds" | "toAreaId") => "area",
        (_, "teamId" | "teamIds") => "team",
        (_, "handlerId" | "overseerId" | "mediatorIds" | "inspectorId" | "responsibleId") => "user",
        (_, "userId" | "standInId") => "user",
        (_, "categoryId") => "category",
        (_, "fileId") => "file",
        (_, "agreementAttachmentId") => "attachment",
        _ => panic!("nothing here fills {mutation}.{field}"),
    }
}

impl Ids {
    fn of(story: &Story) -> Self {
        let mut hidden = Vec::new();
        let mut add = |kind: &'static str, id: Option<uuid::Uuid>| {
            hidden.extend(id.map(|id| (kind, global(kind, id))));
        };
        for of in story.hidden.iter().map(|hidden| &hidden.rows) {
            of.cases.iter().for_each(|row| add("case", Some(row.id)));
            of.areas.iter().for_each(|row| add("area", Some(row.id)));
            of.teams.iter().for_each(|row| add("team", Some(row.id)));
            of.users.iter().for_each(|row| add("user", Some(row.id)));
            of.grants.iter().for_each(|row| add("grant", Some(row.id)));
            of.files.iter().for_each(|row| {
                add("file", Some(row.id));
                add("attachment", Some(row.id));
            });
            of.tokens.iter().for_each(|row| add("token", Some(row.id)));
            of.exports.iter().for_each(|row| add("export", Some(row.id)));
            of.places.iter().for_each(|row| add("place", Some(row.id)));
            of.checks.iter().for_each(|row| add("check", Some(row.id)));
            of.hazards.rows.iter().for_each(|row| add("hazard", Some(row.id)));
            of.patrols.routes.iter().for_each(|row| add("patrol_route", Some(row.id)));
            of.patrols.checkpoints.iter().for_each(|row| add("checkpoint", Some(row.id)));
            of.patrols.visits.iter().for_each(|row| add("visit", Some(row.id)));
            of.policy.waiting.iter().for_each(|row| add("pending_change", Some(row.id)));
            of.duty.shifts.iter().for_each(|row| add("shift", Some(row.id)));
            of.parts.ids().into_iter().for_each(|(kind, id)| add(kind, Some(id)));
        }
        let district = &story.district;
        let near = vec![
            ("area", global("area", district.areas[0].id)),
            ("team", global("team", district.teams[0].id)),
            ("user", global("user", district.users[0].id)),
            ("grant", global("grant", district.grants[0].id)),
            ("category", global("category", district.categories[0].id)),
            ("file", global("file", district.files[0].id)),
            ("attachment", global("attachment", district.files[0].id)),
            ("handover", global("handover", district.parts.handovers[0].id)),
            ("supervision", global("supervision", district.parts.supervisions[0].id)),
            ("coordination", global("coordination", district.parts.coordinations[0].id)),
            ("place", global("place", district.places[0].id)),
            ("checklist", global("checklist", district.checklists[0].id)),
            ("check", global("check", district.checks[0].id)),
            ("hazard", global("hazard", district.hazards.rows[0].id)),
            ("patrol_route", global("patrol_route", district.patrols.routes[0].id)),
            ("checkpoint", global("checkpoint", district.patrols.checkpoints[0].id)),
            ("visit", global("visit", district.patrols.visits[0].id)),
            ("shift", global("shift", district.duty.shifts[0].id)),
        ];
        let cases = district.cases.iter().take(12).map(|row| ("case", global("case", row.id)));
        Self { hidden, near: near.into_iter().chain(cases).collect() }
    }

    fn near(&self, kind: &str) -> &str {
        &self.near.iter().find(|(known, _)| *known == kind).expect("one of each").1
    }
}

/// The value of a field whose ids are as `id` says.
fn value(
    schema: &Schema,
    mutation: &str,
    field: &Argument,
    id: &dyn Fn(&str, &str) -> String,
) -> Value {
    let ty = named(&field.ty);
    let one = match (ty, schema.kind(ty)) {
        ("ID", _) => json!(id(&field.name, kind_of(mutation, &field.name))),
        ("String", _) if WRONG.contains(&(mutation, &field.name)) => json!(" "),
        ("String", _) => json!(NOWHERE),
        ("Boolean", _) if field.name == "everywhere" => json!(false),
        ("Int", _) => json!(1),
        ("Float", _) => json!(91.0),
        ("Boolean", _) => json!(true),
        ("Date", _) => json!("2026-06-01"),
        ("DateTime", _) => json!("2026-06-01T00:00:00Z"),
        (_, Kind::Enum(values)) => json!(values[0]),
        (_, Kind::Input { fields, .. }) => input(schema, mutation, fields, id),
        _ => panic!("nothing here fills {mutation}.{}: {ty}", field.name),
    };
    if is_list(&field.ty) { json!([one]) } else { one }
}

fn input(
    schema: &Schema,
    mutation: &str,
    fields: &[Argument],
    id: &dyn Fn(&str, &str) -> String,
) -> Value {
    let values = fields
        .iter()
        .filter(|field| field.name != "idempotencyKey" || !field.ty.nullable)
        .filter(|field| !is_of_a_list(field))
        .map(|field| (field.name.clone(), value(schema, mutation, field, id)));
    Value::Object(values.collect())
}

/// Whether it is the filter or the order of a list, which is asked for as the list's own.
fn is_of_a_list(field: &Argument) -> bool {
    ["filter", "orderBy"].contains(&field.name.as_str())
}

/// Every path of an id in an input.
fn places(schema: &Schema, fields: &[Argument], within: &str, places: &mut Vec<String>) {
    for field in fields.iter().filter(|field| !is_of_a_list(field)) {
        let at = format!("{within}{}", field.name);
        match (named(&field.ty), schema.kind(named(&field.ty))) {
            ("ID", _) => places.push(field.name.clone()),
            (_, Kind::Input { fields, .. }) => places_of(schema, fields, &at, places),
            _ => {}
        }
    }
}

fn places_of(schema: &Schema, fields: &[Argument], at: &str, into: &mut Vec<String>) {
    places(schema, fields, &format!("{at}."), into);
}

/// All that is sent, each refused.
pub(super) fn documents(story: &Story) -> Vec<Document> {
    let (schema, ids) = (&story.schema, Ids::of(story));
    let mut documents = Vec::new();
    for mutation in schema.mutations() {
        let (name, arguments) = (&mutation.name, &mutation.arguments);
        let mut places_of_ids = Vec::new();
        places(schema, arguments, "", &mut places_of_ids);
        let declared = arguments.iter().map(|of| format!("${}:{}", of.name, of.ty));
        let given = arguments.iter().map(|of| format!("{0}:${0}", of.name));
        let (declared, given) = (declared.collect::<String>(), given.collect::<String>());
        let text = format!("mutation({declared}){{{name}({given}){{__typename}}}}");
        for place in places_of_ids {
            let kind = kind_of(&mutation.name, &place);
            let hidden = ids.hidden.iter().filter(|(known, _)| *known == kind);
            // Categories and checklists are no secret; whatever else can be named is hidden from
            // somebody.
            let hidden: Vec<&String> = hidden.map(|(_, id)| id).collect();
            let is_open = ["category", "checklist"].contains(&kind);
            assert!(!hidden.is_empty() || is_open, "no hidden {kind}");
            for hidden in hidden.into_iter().take(6) {
                let fill = |field: &str, kind: &str| match field == place {
                    true => hidden.clone(),
                    false => ids.near(kind).to_owned(),
                };
                let variables = input(schema, name, arguments, &fill);
                let document = Document::of(text.clone());
                documents.push(Document { variables, refused: true, ..document });
            }
        }
    }
    assert!(documents.len() >= 100, "{} inputs", documents.len());
    documents
}

/// Whether a viewer is answered alike in both worlds; what was answered.
pub(super) async fn are_alike(story: &Story, viewer: &str, without: &World, world: &World) {
    let user = story.district.user(viewer);
    for document in documents(story) {
        let (one, other) =
            tokio::join!(without.answers(user, &document), world.answers(user, &document));
        assert!(
            one.iter().all(|answer| answer.body.starts_with("{\"errors\":")),
            "{viewer} did something by {}: {}",
            document.variables,
            one[0].body,
        );
        assert_eq!(one, other, "{viewer} is told of what is hidden by {}", document.variables);
    }
}
