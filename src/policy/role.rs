//! The roles that an installation starts with.

/// A role by its name, without prefix, and its titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// The name, as rules have it after `role:`.
    pub name: &'static str,
    /// What people call it, in Chinese.
    pub title: &'static str,
    /// The same in English.
    pub title_en: &'static str,
}

const fn role(name: &'static str, title: &'static str, title_en: &'static str) -> BuiltIn {
    BuiltIn { name, title, title_en }
}

/// The roles of the default rules: first those that contain each other, from the grid up.
pub const BUILT_IN: [BuiltIn; 7] = [
    role("group_leader", "网格员", "Group leader"),
    role("community", "社区", "Community officer"),
    role("town_center", "镇综治中心", "Town center"),
    role("district_center", "区综治中心", "District center"),
    role("team_member", "工作组成员", "Team member"),
    role("analyst", "分析员", "Analyst"),
    role("administrator", "管理员", "Administrator"),
];
