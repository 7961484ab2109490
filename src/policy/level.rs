//! The levels of the one tree of areas.

/// A level of the tree of areas, from the widest to the narrowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 省
    Province,
    /// 市
    City,
    /// 区县
    District,
    /// 镇、街道
    Town,
    /// 社区、村
    Community,
    /// 网格、村民小组
    Group,
}

impl Level {
    /// All levels, from the widest to the narrowest.
    pub const ALL: [Self; 6] =
        [Self::Province, Self::City, Self::District, Self::Town, Self::Community, Self::Group];

    /// The level as GraphQL and the database write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Province => "PROVINCE",
            Self::City => "CITY",
            Self::District => "DISTRICT",
            Self::Town => "TOWN",
            Self::Community => "COMMUNITY",
            Self::Group => "GROUP",
        }
    }

    /// The level of this name, in either letter case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str().eq_ignore_ascii_case(name))
    }

    /// The column in which a protected row keeps its ancestor (or own area) of this level.
    #[must_use]
    pub fn column(self) -> &'static str {
        match self {
            Self::Province => "province_id",
            Self::City => "city_id",
            Self::District => "district_id",
            Self::Town => "town_id",
            Self::Community => "community_id",
            Self::Group => "group_id",
        }
    }
}
