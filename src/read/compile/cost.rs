//! What a query may cost, counted while it is compiled: a row that is read costs 1, and so does
//! each row that it refers to; a count or a summary of a row costs as much as a page.

/// What counting the rows behind one row costs.
pub(super) const COUNT: u64 = 50;

/// What a list that is not in pages is taken to hold.
pub(super) const UNPAGED: u64 = 10;

/// The cost of a query so far.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Cost {
    /// All of it.
    pub total: u64,
    /// How many values the answer may have.
    pub values: u64,
    dearest: Option<(String, u64)>,
}

impl Cost {
    /// Adds what a field costs.
    pub fn add(&mut self, field: &str, cost: u64) {
        self.total = self.total.saturating_add(cost);
        if self.dearest.as_ref().is_none_or(|(_, dearest)| cost > *dearest) {
            self.dearest = Some((field.to_owned(), cost));
        }
    }

    /// Adds the values that are selected of so many rows.
    pub fn add_values(&mut self, selected: usize, rows: u64) {
        self.values = self.values.saturating_add(rows.saturating_mul(selected as u64));
    }

    /// The field that costs most.
    #[must_use]
    pub fn dearest_field(&self) -> &str {
        self.dearest.as_ref().map_or("", |(field, _)| field)
    }
}
