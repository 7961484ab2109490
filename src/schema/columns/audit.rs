//! The columns of the audit trail.

use super::{Column, Holds, column};

pub(super) const COLUMNS: &[Column] = &[
    column("sequence", ("Sequence", "序号"), &["sequence"], Holds::Int),
    // In UTC and as it is sealed, as `wardbook verify` tells it.
    column("at", ("At", "时间"), &["at"], Holds::Text),
    column("actor", ("Who", "操作人"), &["actor", "displayName"], Holds::Text),
    column("username", ("Username", "用户名"), &["actor", "username"], Holds::Text),
    column("object", ("Object", "对象"), &["object"], Holds::Text),
    column("action", ("Action", "操作"), &["action"], Holds::Text),
    column("recordId", ("Record", "记录"), &["recordId"], Holds::Id),
    column("area", ("Area", "区域"), &["area", "name"], Holds::Text),
    column("areaCode", ("Area code", "区域编码"), &["area", "code"], Holds::Text),
    column("allowed", ("Allowed", "是否允许"), &["allowed"], Holds::Truth),
    column("reason", ("Reason", "理由"), &["reason"], Holds::Text),
    column("hash", ("Seal", "封印"), &["hash"], Holds::Text),
];
