//! The ledger of hazards (隐患台账).

use serde_json::Value;

use super::{Kind, Style};
use crate::policy::Object;
use crate::schema::types::hazard::HAZARD_STATUS;
use crate::schema::types::place::PLACE_KIND;

/// The ledger of hazards, those that were found first before the others.
pub const HAZARDS: Kind = Kind {
    object: Object::Hazard,
    plural: "hazards",
    root: "hazards",
    query: "query ($first: Int!, $after: String) { hazards(first: $first, after: $after, \
     orderBy: [{field: FOUND_AT, direction: ASC}]) { pageInfo { hasNextPage endCursor } nodes { \
     number area { name } place { code name kind } description major status foundAt foundBy { displayName } \
     responsible { displayName } responsibleUnit dueAt overdue raisedTo { name } rectifiedAt \
     rectifiedBy { displayName } verifiedAt verifiedBy { displayName } check { number } itemCode case { number } } } }",
    title: |style| style.pick("Hazards", "隐患台账"),
    headings: &HEADINGS,
    cells,
};

const HEADINGS: [(&str, &str); 21] = [
    ("Number", "隐患编号"),
    ("Area", "所在区域"),
    ("Place code", "场所编码"),
    ("Place", "场所名称"),
    ("Kind of place", "场所类别"),
    ("Hazard", "隐患内容"),
    ("Major", "重大隐患"),
    ("Status", "整改状态"),
    ("Found at", "发现时间"),
    ("Found by", "发现人"),
    ("Responsible", "整改责任人（单位）"),
    ("Due at", "整改期限"),
    ("Overdue", "是否逾期"),
    ("Raised to", "逾期上报至"),
    ("Rectified at", "整改完成时间"),
    ("Rectified by", "整改报告人"),
    ("Verified at", "验收时间"),
    ("Verified by", "验收人"),
    ("Check", "检查编号"),
    ("Question", "检查项"),
    ("Case", "事项编号"),
];

/// A hazard of a page, under the headings.
fn cells(hazard: &Value, style: Style) -> Vec<String> {
    let text = |path: &[&str]| Style::text(hazard, path);
    let moment = |name| style.moment(hazard, name);
    let colleague = text(&["responsible", "displayName"]);
    let responsible = if colleague.is_empty() { text(&["responsibleUnit"]) } else { colleague };
    vec![
        text(&["number"]),
        text(&["area", "name"]),
        text(&["place", "code"]),
        text(&["place", "name"]),
        PLACE_KIND.word(&text(&["place", "kind"]), style.language),
        text(&["description"]),
        style.yes_or_no(hazard, "major"),
        HAZARD_STATUS.word(&text(&["status"]), style.language),
        moment("foundAt"),
        text(&["foundBy", "displayName"]),
        responsible,
        moment("dueAt"),
        style.yes_or_no(hazard, "overdue"),
        text(&["raisedTo", "name"]),
        moment("rectifiedAt"),
        text(&["rectifiedBy", "displayName"]),
        moment("verifiedAt"),
        text(&["verifiedBy", "displayName"]),
        text(&["check", "number"]),
        text(&["itemCode"]),
        text(&["case", "number"]),
    ]
}
