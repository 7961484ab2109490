//! Groups with what is beyond them, or with hours, which want each row's rank.

use super::Counted;

impl Counted {
    /// All parts that are selected, each row with the name of its own.
    pub(super) fn in_parts(&self) -> String {
        let Self { dialect, first, order, .. } = self;
        let worked_out = self.selected.or_all();
        let names = self.keys.iter().enumerate().filter_map(|(n, key)| Some((n, key.name(n)?)));
        let (names, joins): (Vec<String>, Vec<String>) =
            names.map(|(n, [name, join])| (format!(", {name} as m{n}"), join)).unzip();
        let keys = self.keys.iter().enumerate().filter(|_| self.hours.is_some());
        let joined = keys.map(|(n, key)| key.joined(&format!("g.k{n}"), n, *dialect));
        let joined: String = joined.map(|column| format!(", {column}")).collect();
        let mut steps = vec![
            self.grouped.clone(),
            format!(
                "ranked as (select g.*{}{joined}, row_number() over (order by {order}) as rank_ from grouped g{})",
                names.concat(),
                joins.concat(),
            ),
        ];
        let mut beside = String::new();
        if let Some(hours) = &self.hours {
            steps.push(hours.steps(&self.keys, &self.from, (worked_out, *first)));
            beside = hours.joins(self.keys.len());
        }

        let mut shown = Vec::new();
        for (n, key) in self.keys.iter().enumerate() {
            shown.push(key.text(&format!("k{n}"), *dialect));
            if self.selected.labels && key.name(n).is_some() {
                shown.push(format!("m{n}"));
            }
        }
        let nothing = vec!["null".to_owned(); shown.len()];
        let columns = |name: &str, keys: &[String]| -> Vec<String> {
            let hours = self.hours.as_ref().map(|hours| (hours, name));
            let figures = self.columns.shown(*dialect, name == "row", hours);
            keys.iter().cloned().chain(figures).collect()
        };
        let row = columns("row", &shown);
        let listed: String = (0..row.len()).map(|i| format!(", c{i}")).collect();
        let mut parts = Vec::new();
        if worked_out.rows {
            parts.push(part("row", &row, &format!("{beside} where rank_ <= {first}")));
        }
        if worked_out.others {
            let others = columns("others", &nothing);
            let beyond = format!(" where rank_ > {first} having count(*) > 0");
            parts.push(part("others", &others, &beyond));
        }
        if worked_out.total {
            parts.push(part("total", &columns("total", &nothing), ""));
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
    format!("select {rank} as rank_, {many} as many_, '{name}' as part{columns} from ranked{rest}")
}
