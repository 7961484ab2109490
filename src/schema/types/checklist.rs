//! Checklists: the questions that checks ask, in revisions.

use super::{boolean, field, id, int, text};
use crate::read::catalog::{Link, ObjectType, Scalar, Source};
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of checklists, which are read by all who sign in.
static CHECKLISTS: Table = Table::new("checklists", Protection::SignedIn);

/// The table of their questions.
static CHECKLIST_QUESTIONS: Table = Table::new("checklist_questions", Protection::SignedIn);

/// `Checklist`
pub static CHECKLIST: ObjectType = ObjectType {
    name: "Checklist",
    description: "A revision of a checklist (检查表). Changing one makes a new revision; a check keeps the \
                  one that it was planned with.",
    table: &CHECKLISTS,
    id_prefix: Some("checklist"),
    fields: &[
        id(),
        field("code", "String!", text("code"), "Its code, the same in all its revisions."),
        field("revision", "Int!", int("revision"), "Its revision, counted from 1."),
        field("name", "String!", text("name"), "Its name."),
        field("nameEn", "String", text("name_en"), "Its name in English, where it has one."),
        field(
            "current",
            "Boolean!",
            boolean("current"),
            "Whether new checks ask it: no later revision has taken its place.",
        ),
        field(
            "questions",
            "[ChecklistQuestion!]!",
            Source::List(&CHECKLIST_QUESTION, Link::Column("checklist_id"), QUESTION_ORDER),
            "Its questions, in their order.",
        ),
    ],
};

const QUESTION_ORDER: &[OrderKey] = &[OrderKey::new("position", Scalar::Int).unique()];

/// `ChecklistQuestion`
pub static CHECKLIST_QUESTION: ObjectType = ObjectType {
    name: "ChecklistQuestion",
    description: "A question of a checklist.",
    table: &CHECKLIST_QUESTIONS,
    id_prefix: None,
    fields: &[
        field("code", "String!", text("code"), "Its code, unique in the checklist."),
        field("text", "String!", text("text"), "The question."),
        field("textEn", "String", text("text_en"), "The question in English, where there is one."),
        field(
            "mustPass",
            "Boolean!",
            boolean("must_pass"),
            "Whether it is one that weighs most: its hazard is to be put right first.",
        ),
    ],
};

/// The order of all checklists: by code, the latest revision first.
pub const ORDER: &[OrderKey] =
    &[OrderKey::new("code", Scalar::Text), OrderKey::new("revision", Scalar::Int).descending()];
