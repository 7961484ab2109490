//! What a search finds is what anybody could pick from their own pages.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::stats::Office;
use crate::support::{Backend, both};

/// Everybody who reads cases, each of another jurisdiction.
const VIEWERS: [&str; 4] = ["community1", "town", "district", "analyst"];

const SEARCHES: [&str; 14] = [
    "垃圾",
    "路灯",
    "噪音",
    "社区",
    "桥头社区",
    "楼道 堆放",
    "号楼",
    "12",
    "3号",
    "复查",
    "复查 垃圾",
    "checked again",
    "again 号",
    "区桥",
];

/// Whether a text holds a word, whole where it is latin.
fn holds(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return text.contains(word);
    }
    text.to_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).any(|known| known == word)
}

/// A search's words: where it goes from latin letters to Chinese signs, another begins.
fn words(search: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for sign in search.chars() {
        if sign != ' ' && (before == ' ' || before.is_ascii() != sign.is_ascii()) {
            words.push(String::new());
        }
        if sign != ' ' {
            words.last_mut().unwrap().push(sign);
        }
        before = sign;
    }
    words
}

impl Office {
    /// What somebody reads on all pages of their list: each case's id and its texts.
    async fn texts(&self, user: &str) -> Vec<(String, Vec<String>)> {
        let shown = "id title description events(last: 100) { nodes { note } }";
        let query = format!(
            "query($after: String) {{ cases(first: 100, after: $after) \
             {{ nodes {{ {shown} }} pageInfo {{ endCursor hasNextPage }} }} }}"
        );
        let (mut all, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = self.asking.data(self.users[user], &query, json!({"after": after})).await;
            for node in page["cases"]["nodes"].as_array().unwrap() {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let notes = node["events"]["nodes"].as_array().unwrap().iter();
                let notes = notes.map(|event| text(&event["note"]));
                let texts = [text(&node["title"]), text(&node["description"])];
                all.push((text(&node["id"]), texts.into_iter().chain(notes).collect()));
            }
            if page["cases"]["pageInfo"]["hasNextPage"] == false {
                return all;
            }
            after = page["cases"]["pageInfo"]["endCursor"].clone();
        }
    }

    async fn adds_note(&self, user: &str, case: &str, text: &str) {
        let mutation =
            "mutation($input: AddCaseNoteInput!) { addCaseNote(input: $input) { caseId } }";
        let input = json!({"input": {"id": case, "text": text}});
        self.asking.data(self.users[user], mutation, input).await;
    }
}

both! {
    async fn a_search_finds_what_a_sieve_of_one_s_own_pages_keeps(backend: Backend) {
        let office = Office::open(backend).await;
        let open = ", filter: {not: {status: {in: [ARCHIVED, MERGED, WITHDRAWN]}}}";
        let cases = office.ids("town", "cases", open).await;
        assert!(cases.len() > 10, "{}", cases.len());
        for (n, case) in cases.iter().take(40).enumerate() {
            let note = match n % 3 {
                0 => "复查过了",
                1 => "Checked, and checked again: 12 号楼",
                _ => "复查垃圾，12345678901",
            };
            office.adds_note("town", &format!("case_{}", case.simple()), note).await;
        }
        let mut found_by_any = 0;
        for user in VIEWERS {
            let own = office.texts(user).await;
            for search in SEARCHES {
                let words = words(search);
                let holds_all = |texts: &[String]| {
                    words.iter().all(|word| texts.iter().any(|text| holds(text, word)))
                };
                let kept = own.iter().filter(|(_, texts)| holds_all(texts));
                let kept: BTreeSet<String> = kept.map(|(id, _)| id.clone()).collect();
                for order in ["", ", orderBy: [{field: RELEVANCE, direction: DESC}]"] {
                    let filter = format!(", filter: {{search: \"{search}\"}}{order}");
                    let found = office.ids(user, "cases", &filter).await.into_iter();
                    let found: Vec<String> = found.map(|id| format!("case_{}", id.simple())).collect();
                    let each: BTreeSet<String> = found.iter().cloned().collect();
                    assert_eq!(found.len(), each.len(), "{user}: {search} finds none twice");
                    assert_eq!(each, kept, "{user}: {search}{order}");
                    found_by_any += found.len();
                }
                let others = format!("filter: {{not: {{search: \"{search}\"}}}}");
                let others = office.data(user, &format!("{{ cases({others}) {{ totalCount }} }}")).await;
                assert_eq!(others["cases"]["totalCount"], own.len() - kept.len(), "{user}: {search}");
            }
        }
        assert!(found_by_any > 200, "{found_by_any}");
    }
}
