//! What subscribers are told of, over both protocols, on both databases.

mod events;
mod grants;
mod hazards;
mod resumed;
mod searched;
mod shared;
mod socket;
mod sockets;

pub(crate) use socket::Socket;

use serde_json::{Value, json};

use crate::life::Desk;

/// What the subscribers of these stories select.
const CHANGED: &str = "subscription($filter:CaseFilter,$since:String){caseChanged(filter:$filter,since:$since){cursor kind caseId case{number status title allowedActions team{name}} event{kind note}}}";

/// A change in short: what it means, what has happened and what the case is called.
fn short(change: &Value) -> (String, String, String) {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    (text(&change["kind"]), text(&change["event"]["kind"]), text(&change["case"]["title"]))
}

fn upserted(event: &str, title: &str) -> (String, String, String) {
    ("UPSERTED".to_owned(), event.to_owned(), title.to_owned())
}

fn out_of_sight() -> (String, String, String) {
    ("OUT_OF_SIGHT".to_owned(), "-".to_owned(), "-".to_owned())
}

/// Registers a case of this title and gives its id.
async fn registered(desk: &Desk, user: &str, area: &str, title: &str) -> String {
    desk.registered(user, area, json!({"title": title})).await
}
