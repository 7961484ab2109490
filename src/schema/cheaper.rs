//! What would be cheaper than what was refused for its cost.

use crate::error::Message;
use crate::read::compile::{Cost, Dear};

/// The message, and what to ask for instead where that is known.
pub(super) fn cheaper(refused: Message, cost: &Cost) -> Message {
    let Some((field, dear)) = cost.dearest() else { return refused };
    let (en, zh) = match dear {
        Dear::Row => return refused,
        Dear::Page => (
            format!(
                "ask for fewer `{field}` at a time by `first`, or for those of one record alone"
            ),
            format!("用 first 每次少取一些 {field}，或只取一条记录的"),
        ),
        Dear::Count => (
            format!(
                "leave `{field}` out of lists: caseStats and hazardStats count all groups at once"
            ),
            format!("不要在列表中取 {field}：caseStats 与 hazardStats 可一次统计所有分组"),
        ),
        Dear::Groups => (
            format!(
                "ask `{field}` for fewer groups by `first`: the rest comes together as `others`"
            ),
            format!("用 first 减少 {field} 的分组：其余合并为 others"),
        ),
        Dear::Texts => (
            "look for whole words by `search`, among `open` cases or in one `area`: indexes find these"
                .to_owned(),
            "改用 search 按词查找，或用 open、area 缩小范围：三者都有索引".to_owned(),
        ),
        Dear::Search => (
            "search in one `area`, or beside all other conditions and by RECEIVED_AT: such a search ends with its page"
                .to_owned(),
            "把 search 限定在一个 area 内，或将其与其他条件并列并按 RECEIVED_AT 排序：满一页即止".to_owned(),
        ),
        Dear::Events => (
            "ask for `event` in one `area`, among `open` cases, or beside all other conditions"
                .to_owned(),
            "把 event 限定在一个 area 或 open 的事项内，或将其与其他条件并列".to_owned(),
        ),
        Dear::Days => (format!("ask `{field}` for fewer days"), format!("缩短 {field} 的日期范围")),
    };
    Message::new(format!("{}: {en}", refused.en), format!("{}：{zh}", refused.zh))
}
