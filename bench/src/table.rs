//! Tables in Markdown that read well as plain text.

pub(crate) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(head: [&str; N]) -> Self {
        Self { head: head.map(str::to_owned).into(), rows: Vec::new() }
    }

    pub(crate) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// The table; a column is aligned to the right where all its cells are figures.
    pub(crate) fn markdown(&self) -> String {
        let columns = self.head.len();
        let lines = || std::iter::once(&self.head).chain(&self.rows);
        let width = |column: usize| {
            lines().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max()
        };
        let widths: Vec<usize> = (0..columns).map(|c| width(c).unwrap_or(0).max(3)).collect();
        let figures: Vec<bool> = (0..columns)
            .map(|c| self.rows.iter().all(|row| row.get(c).is_some_and(|cell| is_figure(cell))))
            .collect();
        let written = |line: &Vec<String>| {
            let cells = line.iter().zip(&widths).zip(&figures).map(|((cell, width), figure)| {
                let room = " ".repeat(width - cell.chars().count());
                if *figure { format!("{room}{cell}") } else { format!("{cell}{room}") }
            });
            format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
        };
        let rule = widths.iter().zip(&figures).map(|(width, figure)| {
            let dashes = "-".repeat(width - 1);
            if *figure { format!("{dashes}:") } else { format!("{dashes}-") }
        });
        let rule = format!("| {} |\n", rule.collect::<Vec<_>>().join(" | "));
        let rows: String = self.rows.iter().map(written).collect();
        format!("{}{rule}{rows}", written(&self.head))
    }
}

fn is_figure(cell: &str) -> bool {
    cell.is_empty() || cell.starts_with(|first: char| first.is_ascii_digit() || first == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_to_the_right_and_words_to_the_left() {
        let mut table = Table::new(["question", "per s"]);
        table.push(vec!["Q1".to_owned(), "1200".to_owned()]);
        table.push(vec!["Q3 事".to_owned(), "7".to_owned()]);
        let expected = "| question | per s |\n\
                        | -------- | ----: |\n\
                        | Q1       |  1200 |\n\
                        | Q3 事     |     7 |\n";
        assert_eq!(table.markdown(), expected);
    }
}
