//! What a query may cost, counted while it is compiled: a row that is read costs 1, and so does
//! each row that it refers to; a count or a summary of a row costs as much as a page.

/// What counting the rows behind one row costs.
pub(super) const COUNT: u64 = 50;

/// What a list that is not in pages is taken to hold.
pub(super) const UNPAGED: u64 = 10;

/// So many rows whose texts are looked through cost as much as one that is read.
pub(super) const LOOKED_THROUGH: u64 = 10;

/// So many rows that a search may find, or whose events are looked at, cost as much as one that is read.
pub(super) const LOOKED_AT: u64 = 20;

/// The cost of a query so far.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Cost {
    /// All of it.
    pub total: u64,
    /// How many values the answer may have.
    pub values: u64,
    dearest: Option<(String, Dear, u64)>,
}

/// What a cost is of, which decides what would be cheaper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dear {
    /// A row, or what one row refers to.
    Row,
    /// A list in pages.
    Page,
    /// A count of what is behind each row.
    Count,
    /// Groups of rows.
    Groups,
    /// One day after another.
    Days,
    /// Texts that are looked through.
    Texts,
    /// All that a search finds.
    Search,
    /// What happened to each of many.
    Events,
}

impl Cost {
    /// Adds what a field of a row costs.
    pub fn add(&mut self, field: &str, cost: u64) {
        self.add_of(Dear::Row, field, cost);
    }

    /// Adds what a field costs.
    pub fn add_of(&mut self, dear: Dear, field: &str, cost: u64) {
        self.total = self.total.saturating_add(cost);
        self.blame(dear, field, cost);
    }

    /// Says that so much of what was counted is for this field.
    pub fn blame(&mut self, dear: Dear, field: &str, cost: u64) {
        // What a page's rows refer to costs as much as the page, which is what could be smaller.
        let is_dearer = |(_, _, dearest): &(String, Dear, u64)| {
            cost > *dearest || (cost == *dearest && dear != Dear::Row)
        };
        if self.dearest.as_ref().is_none_or(is_dearer) {
            self.dearest = Some((field.to_owned(), dear, cost));
        }
    }

    /// Adds the values that are selected of so many rows.
    pub fn add_values(&mut self, selected: usize, rows: u64) {
        self.values = self.values.saturating_add(rows.saturating_mul(selected as u64));
    }

    /// The field that costs most, and of what kind it is.
    #[must_use]
    pub fn dearest(&self) -> Option<(&str, Dear)> {
        self.dearest.as_ref().map(|(field, dear, _)| (field.as_str(), *dear))
    }

    /// The field that costs most.
    #[must_use]
    pub fn dearest_field(&self) -> &str {
        self.dearest().map_or("", |(field, _)| field)
    }
}
