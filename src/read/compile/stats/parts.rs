//! Groups with what is beyond them, or with hours, which want each row's rank.

use super::Counted;

impl Counted {
    /// All parts that are selected, each row with the name of its own.
    pub(super) fn in_parts(&self) -> String {
        let Self { dialect, first, order, .. } = self;
        let names = self.keys.iter().enumerate().filter_map(|(n, key)| Some((n, key.name(n)?)));
        let (names, joins): (Vec<String>, Vec<String>) =
            names.map(|(n, [name, join])| (format!(", {name} as m{n}"), join)).unzip();
        let mut steps = vec![
            self.grouped.clone(),
            format!(
                "ranked as (select g.*{}, row_number() over (order by {order}) as rank_ from grouped g{})",
                names.concat(),
                joins.concat(),
            ),
        ];
        steps.extend(self.hours.as_ref().map(|hours| hours.steps(&self.keys, &self.from, *first)));

        let mut shown = Vec::new();
        for (n, key) in self.keys.iter().enumerate() {
            shown.push(key.text(&format!("k{n}"), *dialect));
            if self.selected.labels && key.name(n).is_some() {
                shown.push(format!("m{n}"));
            }
        }
        let nothing = vec!["null".to_owned(); shown.len()];
        let columns = |name: &str, slot: &str, keys: &[String]| -> Vec<String> {
            let hours = self.hours.as_ref().map(|hours| (hours, name, slot));
            let figures = self.columns.shown(*dialect, name == "row", hours);
            keys.iter().cloned().chain(figures).collect()
        };
        let row = columns("row", "ranked.rank_", &shown);
        let listed: String = (0..row.len()).map(|i| format!(", c{i}")).collect();
        let mut parts = Vec::new();
        let all = !(self.selected.rows || self.selected.others || self.selected.total);
        if self.selected.rows || all {
            parts.push(part("row", &row, &format!("where rank_ <= {first}")));
        }
        if self.selected.others || all {
            let others = columns("others", "0", &nothing);
            let beyond = format!("where rank_ > {first} having count(*) > 0");
            parts.push(part("others", &others, &beyond));
        }
        if self.selected.total || all {
            parts.push(part("total", &columns("total", "0", &nothing), ""));
        }
        format!(
            "with {} select part{listed} from ({}) parts order by rank_ nulls last",
            steps.join(", "),
            parts.join(" union all "),
        )
    }
}

fn part(name: &str, columns: &[String], rest: &str) -> String {
    let rank = if name == "row" { "rank_" } else { "null" };
    // Without a figure the parts that take groups together would still have a row for each.
    let many = if name == "row" { "1" } else { "count(*)" };
    let columns = columns.iter().enumerate().map(|(i, column)| format!(", {column} as c{i}"));
    let columns: String = columns.collect();
    format!("select {rank} as rank_, {many} as many_, '{name}' as part{columns} from ranked {rest}")
}
