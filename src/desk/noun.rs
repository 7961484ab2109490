//! What messages call a record of each kind.

use crate::policy::Object;

/// What messages call a record of this kind, in English and in Chinese.
#[must_use]
pub fn noun(of: Object) -> (&'static str, &'static str) {
    let zh = match of {
        Object::Case => "事项",
        Object::Reporter => "反映人",
        Object::Check => "检查",
        Object::Hazard => "隐患",
        Object::Patrol => "巡逻",
        Object::Shift => "值班",
        Object::Place => "场所",
        Object::Team => "工作组",
        Object::Area => "区域",
        Object::Category => "类别",
        Object::User => "用户",
        Object::Token => "令牌",
        Object::Stats | Object::Export | Object::Policy | Object::Audit => "记录",
    };
    (of.as_str(), zh)
}
