//! What was said and written in the demo town.

pub(super) const REPLIES: &[&str] = &[
    "您反映的问题已处理完毕，感谢您的监督。",
    "已到现场核实并督促整改，现已恢复正常。",
    "双方已达成一致，后续如有问题请随时联系我们。",
    "已协调相关单位完成维修，请您查看。",
    "相关政策已向您说明，手续已协助办好。",
];

pub(super) const WRITTEN_REPLIES: &[&str] = &[
    "经镇综治中心会同有关单位调查处理，现书面答复如下：问题已整改到位，并列入定期巡查。",
    "经调查核实并组织调解，各方已签订协议，现将处理结果书面告知。",
];

pub(super) const SATISFIED: &[&str] =
    &["反映人表示满意。", "处理及时，表示感谢。", "问题已解决，无其他诉求。"];

pub(super) const NOT_SATISFIED: &[&str] =
    &["认为处理时间偏长。", "希望今后加强巡查。", "对结果基本认可，仍有担忧。"];

pub(super) const OPINIONS: &[&str] = &[
    "属该组职责范围，请按时办理并反馈。",
    "请先行联系当事人，核实情况后办理。",
    "情况较复杂，请指定专人跟进。",
];

pub(super) const CHASED: &[&str] =
    &["已超过办理期限，请说明原因并尽快办结。", "期限已过仍未反馈进展，请限期答复。"];

pub(super) const ANSWERS: &[&str] = &[
    "因需协调产权单位，进度延误，预计三日内办结。",
    "当事人外出，已约定时间处理。",
    "已增派人手，本周内完成。",
];

pub(super) const MORE_TIME: &[&str] =
    &["需待材料到场后施工。", "当事人约定下周再次协商。", "需区级部门出具意见。"];

pub(super) const ROOMS: &[&str] = &["镇综治中心二楼会议室", "社区党群服务中心", "镇政府三楼会议室"];

pub(super) const MINUTES: &[&str] =
    &["各单位通报了掌握的情况，就职责分工达成一致。", "会议听取了社区汇报，逐项研究了处置办法。"];

pub(super) const DECISIONS: &[&str] = &[
    "由牵头单位制定整改方案。",
    "派出所配合现场秩序维护。",
    "一周内向综治中心反馈进展。",
    "司法所提供法律咨询。",
];

pub(super) const SITTINGS: &[&str] = &[
    "双方到场，各自陈述了意见，同意继续协商。",
    "经讲解法律规定，双方缩小了分歧。",
    "双方互谅互让，就主要事项达成一致。",
];

/// Steps of an emergency and what was noted with each.
pub(super) const EMERGENCY: &[(&str, &str)] = &[
    ("ARRIVED", "先期处置人员到达现场。"),
    ("CONVENED", "已召集派出所、应急处置组会商。"),
    ("REPORTED_UP", "已向区级报告。"),
    ("STOOD_DOWN", "险情解除，恢复正常秩序。"),
    ("REVIEWED", "已复盘，补充了值守安排。"),
];

pub(super) const RECTIFIED: &[&str] = &[
    "已清理完毕，通道恢复畅通。",
    "已更换并检测合格。",
    "已重新敷设线路并加装保护。",
    "已维修加固，现场复查正常。",
];

pub(super) const VERIFIED: &[&str] = &["现场复核合格，同意销号。", "经复查整改到位。"];

pub(super) const NOT_RIGHT: &[&str] =
    &["复查发现问题仍在，退回继续整改。", "整改不彻底，请按要求重新整改。"];

pub(super) const LONGER_TO_RECTIFY: &[&str] =
    &["配件采购需要时间，申请延期。", "施工受天气影响，适当延长整改期限。"];

pub(super) const ON_PATROL: &[&str] =
    &["路面有积水，已通知清理。", "有车辆占用消防通道，已劝离。", "照明灯不亮，已报修。"];

pub(super) const ON_DUTY: &[&str] = &[
    "值班期间无异常。",
    "接待来访群众，已登记办理。",
    "接上级通知，加强夜间巡查。",
    "检查值守设备，运行正常。",
    "与派出所联动处置噪声投诉。",
];

pub(super) const STAND_IN_REASONS: &[&str] = &["外出培训", "身体不适，请假一天", "参加上级会议"];
