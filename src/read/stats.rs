//! Figures over rows that are put into groups, as data: by what they are grouped, and what is counted.
//! From these tables come the schema's types and the SQL that answers them.

use super::catalog::Connection;
use super::filter::Reference;
use super::input::EnumType;

/// A field of the root that counts the rows of a list in groups.
#[derive(Debug)]
pub struct StatsType {
    /// Its GraphQL name.
    pub name: &'static str,
    /// The type of its rows.
    pub row: &'static str,
    /// The type of their keys.
    pub key: &'static str,
    /// The list whose rows are counted, with the list's filter.
    pub list: &'static Connection,
    /// The enum of its keys.
    pub key_enum: &'static EnumType,
    /// By what the rows can be grouped, in the order of the enum.
    pub keys: &'static [GroupKey],
    /// The figures of a group.
    pub figures: &'static [Figure],
    /// The figure that orders rows may be sorted by, under each name of the order's enum, and that
    /// enum; without one they come by their keys.
    pub orders: Option<(&'static EnumType, &'static [(&'static str, &'static str)])>,
    /// Whether periods in which nothing is may be filled in.
    pub fills_gaps: bool,
}

impl StatsType {
    /// The key of this name.
    #[must_use]
    pub fn key_named(&self, name: &str) -> Option<&'static GroupKey> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The figure of this name.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<&'static Figure> {
        self.figures.iter().find(|figure| figure.name == name)
    }
}

/// What rows can be grouped by.
#[derive(Debug)]
pub struct GroupKey {
    /// Its name in the enum.
    pub name: &'static str,
    /// What it is.
    pub by: GroupBy,
}

/// What a group has in common.
#[derive(Debug)]
pub enum GroupBy {
    /// The record that a column refers to: the column, the prefix of its ids, and the column of its
    /// table that names it.
    Record(Reference, &'static str, &'static str),
    /// An enum's value, as an expression in which `{t}.x` is a column.
    Enum(&'static str, &'static EnumType),
    /// A whole number in a column.
    Number(&'static str),
    /// The hour of the day of a column of moments, in the installation's zone.
    Hour(&'static str),
    /// The period of a column of moments, in the installation's zone.
    Period(&'static str, Period),
    /// A text in a column that tells of the row which the column of the [`Reference`] refers to: none
    /// where the viewer may not read that row.
    OfVisible(Reference, &'static str),
}

/// A stretch of civil days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// From 1 January.
    Year,
    /// Three months, from the first of January, April, July or October.
    Quarter,
    /// From the first of the month.
    Month,
    /// From Monday (ISO 8601).
    Week,
    /// A day.
    Day,
}

/// A figure of a group.
#[derive(Debug)]
pub struct Figure {
    /// Its GraphQL name.
    pub name: &'static str,
    /// What analysts read about it.
    pub description: &'static str,
    /// How it comes about.
    pub of: Measure,
}

/// How a figure comes about.
#[derive(Debug, Clone, Copy)]
pub enum Measure {
    /// How many rows satisfy a condition, in which `{t}.x` is a column and `{now}` the moment of the
    /// request.
    Count(&'static str),
    /// The mean of a column of numbers, over the rows that have one.
    Mean(&'static str),
    /// The hours within which so many of a hundred rows were done, between two of them in proportion.
    HoursWithin(u8, HoursBetween),
}

/// Hours from one column of moments to another, of the rows that satisfy a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoursBetween {
    /// The earlier moment.
    pub from: &'static str,
    /// The later one.
    pub to: &'static str,
    /// Of which rows, as for [`Measure::Count`].
    pub such: &'static str,
}
