//! The audit trail as a file.

use serde_json::Value;

use super::{Kind, Style};
use crate::policy::Object;

/// The audit trail, the latest entries first.
pub const AUDIT: Kind = Kind {
    object: Object::Audit,
    plural: "entries",
    root: "auditEntries",
    query: "query ($first: Int!, $after: String, $filter: AuditFilter) { auditEntries(first: $first, \
            after: $after, filter: $filter) { pageInfo { hasNextPage endCursor } nodes { sequence at \
            actor { displayName username } object action recordId area { name code } allowed reason hash } } }",
    title: |style| style.pick("Audit trail", "审计记录"),
    headings: &HEADINGS,
    cells,
};

const HEADINGS: [(&str, &str); 12] = [
    ("Sequence", "序号"),
    ("At", "时间"),
    ("Who", "操作人"),
    ("Username", "用户名"),
    ("Object", "对象"),
    ("Action", "操作"),
    ("Record", "记录"),
    ("Area", "区域"),
    ("Area code", "区域编码"),
    ("Allowed", "是否允许"),
    ("Reason", "理由"),
    ("Seal", "封印"),
];

fn cells(entry: &Value, style: Style) -> Vec<String> {
    let text = |path: &[&str]| Style::text(entry, path);
    vec![
        entry["sequence"].to_string(),
        // To the second and in UTC, as `wardbook verify` tells it.
        text(&["at"]),
        text(&["actor", "displayName"]),
        text(&["actor", "username"]),
        text(&["object"]),
        text(&["action"]),
        text(&["recordId"]),
        text(&["area", "name"]),
        text(&["area", "code"]),
        style.yes_or_no(entry, "allowed"),
        text(&["reason"]),
        text(&["hash"]),
    ]
}
