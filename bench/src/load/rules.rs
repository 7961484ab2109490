//! A policy of so many lines.

use crate::connection::Connection;

/// What the askers need.
const NEEDED: [&str; 10] = [
    "('g','role:community','role:group_leader','*',null,null,null)",
    "('g','role:town_center','role:community','*',null,null,null)",
    "('p','role:group_leader','*','area','read','any','allow')",
    "('p','role:group_leader','*','team','read','any','allow')",
    "('p','role:group_leader','*','case','read','ordinary','allow')",
    "('p','role:group_leader','*','case','read','handling','allow')",
    "('p','role:group_leader','*','case','read','own_team','allow')",
    "('p','role:town_center','*','case','read','any','allow')",
    "('p','role:town_center','*','case','note','any','allow')",
    "('p','role:town_center','*','stats','read','any','allow')",
];

/// Replaces the policy by what is needed and rules of roles that nobody holds.
pub(super) async fn fill(connection: &mut Connection, lines: u64) -> anyhow::Result<()> {
    let more = (0..lines.saturating_sub(NEEDED.len() as u64))
        .map(|n| format!("('p','role:other_{n}','*','place','read','any','allow')"));
    let all = NEEDED.iter().map(|line| (*line).to_owned()).chain(more);
    let rows: Vec<String> = (1..)
        .zip(all)
        .map(|(position, line)| {
            format!("({position},{position},1,{}", line.trim_start_matches('('))
        })
        .collect();
    connection
        .run(&format!(
            "delete from casbin_rules; \
             insert into casbin_rules (id, position, added_in, ptype, v0, v1, v2, v3, v4, v5) values {}",
            rows.join(", ")
        ))
        .await
}
