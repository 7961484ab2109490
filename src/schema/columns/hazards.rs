//! The columns of hazards.

use super::{Column, Holds, column};
use crate::schema::types::hazard::HAZARD_STATUS;
use crate::schema::types::place::PLACE_KIND;

pub(super) const COLUMNS: &[Column] = &[
    column("number", ("Number", "隐患编号"), &["number"], Holds::Text),
    column("id", ("Id", "隐患 ID"), &["id"], Holds::Id),
    column("area", ("Area", "所在区域"), &["area", "name"], Holds::Text),
    column("areaCode", ("Area code", "所在区域编码"), &["area", "code"], Holds::Text),
    column("areaId", ("Area id", "所在区域 ID"), &["area", "id"], Holds::Id),
    column("placeCode", ("Place code", "场所编码"), &["place", "code"], Holds::Text),
    column("place", ("Place", "场所名称"), &["place", "name"], Holds::Text),
    column("placeId", ("Place id", "场所 ID"), &["place", "id"], Holds::Id),
    column(
        "placeKind",
        ("Kind of place", "场所类别"),
        &["place", "kind"],
        Holds::Word(&PLACE_KIND),
    ),
    column(
        "placeKindCode",
        ("Kind of place, code", "场所类别代码"),
        &["place", "kind"],
        Holds::Code(&PLACE_KIND),
    ),
    column("description", ("Hazard", "隐患内容"), &["description"], Holds::Text),
    column("major", ("Major", "重大隐患"), &["major"], Holds::Truth),
    column("status", ("Status", "整改状态"), &["status"], Holds::Word(&HAZARD_STATUS)),
    column("statusCode", ("Status code", "整改状态代码"), &["status"], Holds::Code(&HAZARD_STATUS)),
    column("foundAt", ("Found at", "发现时间"), &["foundAt"], Holds::Moment),
    column("foundBy", ("Found by", "发现人"), &["foundBy", "displayName"], Holds::Text),
    column("foundById", ("Found by, id", "发现人 ID"), &["foundBy", "id"], Holds::Id),
    column(
        "responsible",
        ("Responsible", "整改责任人"),
        &["responsible", "displayName"],
        Holds::Text,
    ),
    column(
        "responsibleId",
        ("Responsible, id", "整改责任人 ID"),
        &["responsible", "id"],
        Holds::Id,
    ),
    column(
        "responsibleUnit",
        ("Responsible unit", "整改责任单位"),
        &["responsibleUnit"],
        Holds::Text,
    ),
    column("dueAt", ("Due at", "整改期限"), &["dueAt"], Holds::Moment),
    column("overdue", ("Overdue", "是否逾期"), &["overdue"], Holds::Truth),
    column("raisedTo", ("Raised to", "逾期上报至"), &["raisedTo", "name"], Holds::Text),
    column("raisedToId", ("Raised to, id", "逾期上报至 ID"), &["raisedTo", "id"], Holds::Id),
    column("rectifiedAt", ("Rectified at", "整改完成时间"), &["rectifiedAt"], Holds::Moment),
    column(
        "rectifiedBy",
        ("Rectified by", "整改报告人"),
        &["rectifiedBy", "displayName"],
        Holds::Text,
    ),
    column(
        "rectifiedById",
        ("Rectified by, id", "整改报告人 ID"),
        &["rectifiedBy", "id"],
        Holds::Id,
    ),
    column("verifiedAt", ("Verified at", "验收时间"), &["verifiedAt"], Holds::Moment),
    column("verifiedBy", ("Verified by", "验收人"), &["verifiedBy", "displayName"], Holds::Text),
    column("verifiedById", ("Verified by, id", "验收人 ID"), &["verifiedBy", "id"], Holds::Id),
    column("check", ("Check", "检查编号"), &["check", "number"], Holds::Text),
    column("checkId", ("Check id", "检查 ID"), &["check", "id"], Holds::Id),
    column("itemCode", ("Question", "检查项"), &["itemCode"], Holds::Text),
    column("case", ("Case", "事项编号"), &["case", "number"], Holds::Text),
    column("caseId", ("Case id", "事项 ID"), &["case", "id"], Holds::Id),
    column("version", ("Version", "版本"), &["version"], Holds::Int),
];
