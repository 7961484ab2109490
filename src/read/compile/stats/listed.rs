//! Groups alone, in one pass over them: what most ask for.

use super::Counted;

impl Counted {
    /// The first groups, each with the figures of all of them where these are asked for.
    pub(super) fn listed(&self) -> String {
        let keys = self.keys.iter().enumerate();
        let (mut columns, mut joins) = (Vec::new(), String::new());
        for (n, key) in keys {
            columns.push(key.text(&format!("g.k{n}"), self.dialect));
            if let Some([name, join]) = key.name(n) {
                columns.extend(self.selected.labels.then_some(name));
                joins.push_str(&join);
            }
        }
        let figures = self.columns.names();
        let number = |column: String| self.dialect.number_text(&column);
        columns.extend(figures.iter().map(|figure| number(format!("coalesce(g.{figure}, 0)"))));
        let (mut whole, mut beside) = (String::new(), "");
        if self.selected.total && !figures.is_empty() {
            let sums: Vec<String> =
                figures.iter().map(|figure| format!("sum({figure}) as {figure}")).collect();
            whole = format!(", whole as (select {} from grouped)", sums.join(", "));
            beside = " cross join whole w";
            columns.extend(figures.iter().map(|figure| number(format!("coalesce(w.{figure}, 0)"))));
        }
        format!(
            "with {}{whole} select {} from grouped g{beside}{joins} order by {} limit {}",
            self.grouped,
            columns.join(", "),
            self.order,
            self.first,
        )
    }
}
