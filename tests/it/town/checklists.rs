//! The one checklist of the district.

use entity::{checklist, checklist_question};

use super::{Kind, hours, id};

/// Its questions: codes and words, in both languages.
pub(super) const QUESTIONS: [(&str, &str, &str); 3] = [
    ("Q3", "通道畅通？", "Are the ways out free?"),
    ("Q2", "灭火器有效？", "Are the extinguishers good?"),
    ("Q1", "用电规范？", "Is electricity used as it should be?"),
];

pub(super) fn revisions() -> Vec<checklist::Model> {
    vec![checklist::Model {
        id: id(Kind::Checklist, 0),
        code: "FIRE".to_owned(),
        revision: 1,
        name: "消防检查表".to_owned(),
        name_en: Some("Fire safety".to_owned()),
        current: true,
        created_at: hours(0),
    }]
}

pub(super) fn questions() -> Vec<checklist_question::Model> {
    let question =
        |(position, (code, text, text_en)): (i32, (&str, &str, &str))| checklist_question::Model {
            checklist_id: id(Kind::Checklist, 0),
            position,
            code: code.to_owned(),
            text: text.to_owned(),
            text_en: Some(text_en.to_owned()),
            must_pass: position == 0,
        };
    (0..).zip(QUESTIONS).map(question).collect()
}
