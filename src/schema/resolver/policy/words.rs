//! What people call the words of the policy.

use crate::policy::{Action, Object, Relation};

/// What people call an object, in Chinese and in English.
pub(super) fn object(object: Object) -> (&'static str, &'static str) {
    match object {
        Object::Area => ("区域", "Areas"),
        Object::Case => ("事项", "Cases"),
        Object::Reporter => ("反映人", "Reporters"),
        Object::Team => ("工作组", "Teams"),
        Object::Category => ("类别", "Categories"),
        Object::Place => ("场所", "Places"),
        Object::Check => ("安全检查", "Safety checks"),
        Object::Hazard => ("隐患", "Hazards"),
        Object::Patrol => ("巡逻", "Patrols"),
        Object::Shift => ("值班", "Shifts"),
        Object::Stats => ("统计", "Statistics"),
        Object::Export => ("导出", "Exports"),
        Object::User => ("用户", "Users"),
        Object::Policy => ("权限策略", "The policy"),
        Object::Audit => ("审计记录", "The audit trail"),
        Object::Token => ("访问令牌", "API tokens"),
    }
}

/// What people call a relation.
pub(super) fn relation(relation: Relation) -> (&'static str, &'static str) {
    match relation {
        Relation::Any => ("任何记录", "Any record"),
        Relation::Ordinary => ("未标记为保密", "Not confidential"),
        Relation::OwnTeam => ("由本人所在工作组承办", "With a team of their own"),
        Relation::Handling => ("由本人经办", "In their own hands"),
        Relation::OwnRecord => ("由本人登记或属于本人", "Made by them, or their own"),
    }
}

/// What people call an action on an object.
pub(super) fn action(object: Object, action: Action) -> (&'static str, &'static str) {
    match (object, action) {
        (Object::User, Action::Grant) => ("授予和撤销角色", "Grant and revoke roles"),
        (Object::User, Action::Deactivate) => ("停用和启用", "Deactivate and reactivate"),
        (Object::Policy, Action::Apply) => ("更改和恢复", "Apply and roll back"),
        (Object::Patrol, Action::Visit) => ("签到", "Sign for visits"),
        (Object::Shift, Action::Sign) => ("签到和签退", "Sign in and out"),
        (Object::Check, Action::Answer) => ("开始和填写", "Start and answer"),
        (Object::Hazard, Action::Verify) => ("验收和退回", "Verify and reopen"),
        (_, action) => word(action),
    }
}

fn word(action: Action) -> (&'static str, &'static str) {
    match action {
        Action::Read => ("查看", "Read"),
        Action::Create => ("新建", "Create"),
        Action::Amend => ("更正", "Amend"),
        Action::Triage => ("分流", "Triage"),
        Action::Propose => ("提议转办", "Propose a handover"),
        Action::Assign => ("签批转办", "Sign a handover"),
        Action::Accept => ("接收", "Accept"),
        Action::Return => ("退回", "Return"),
        Action::Coordinate => ("协调", "Coordinate"),
        Action::Escalate => ("上报", "Escalate"),
        Action::Supervise => ("督办", "Supervise"),
        Action::Answer => ("答复督办", "Answer a supervision"),
        Action::Extend => ("延期", "Extend"),
        Action::Mediate => ("调解", "Mediate"),
        Action::RecordStep => ("记录应急步骤", "Record emergency steps"),
        Action::Resolve => ("办结", "Resolve"),
        Action::Decline => ("不予受理", "Decline"),
        Action::Reply => ("回复", "Reply"),
        Action::FollowUp => ("回访", "Follow up"),
        Action::Archive => ("归档", "Archive"),
        Action::Reopen => ("重新办理", "Reopen"),
        Action::Merge => ("合并", "Merge"),
        Action::Withdraw => ("撤回", "Withdraw"),
        Action::Note => ("备注", "Add notes"),
        Action::Attach => ("添加附件", "Attach files"),
        Action::Save => ("新建和更改", "Add and change"),
        Action::Plan => ("安排", "Plan"),
        Action::Sign => ("签字", "Sign"),
        Action::Cancel => ("取消", "Cancel"),
        Action::Report => ("上报隐患", "Report"),
        Action::Rectify => ("整改", "Rectify"),
        Action::Verify => ("验收", "Verify"),
        Action::MakeCase => ("转为事项", "Make a case of"),
        Action::Visit => ("到访", "Visit"),
        Action::Replace => ("替班", "Replace"),
        Action::Log => ("填写值班日志", "Keep the log"),
        Action::Grant => ("授予", "Grant"),
        Action::Reset => ("重置密码", "Reset passwords"),
        Action::Deactivate => ("停用", "Deactivate"),
        Action::Apply => ("应用", "Apply"),
        Action::Revoke => ("撤销", "Revoke"),
    }
}
