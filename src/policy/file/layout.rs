//! A policy laid out as a file was: its order, headings and comments, as far as they still fit.

use std::collections::HashMap;

use super::{At, Entry, HEADING, PolicyFile};
use crate::policy::change::{KeptRule, Policy, RoleLine};
use crate::policy::domain::EVERYWHERE;
use crate::policy::rule::{Line, RoleLink};

/// A rule or link of the policy, and what is noted of it.
struct Wanted {
    line: Line,
    /// What is noted of a rule; of links nothing is kept but in files.
    note: Option<Option<String>>,
}

impl PolicyFile {
    /// A policy as a file that is laid out like another. What that one does not have stands after the
    /// last rule of the same role, or at the end.
    #[must_use]
    pub fn of(policy: &Policy, layout: &Self) -> Self {
        let links = policy.links.iter().map(|link| Wanted { line: link_line(link), note: None });
        let rules = policy
            .rules
            .iter()
            .map(|kept| Wanted { line: rule_line(kept), note: Some(kept.comment.clone()) });
        let mut wanted: Vec<Option<Wanted>> = links.chain(rules).map(Some).collect();
        let places: HashMap<Line, usize> = (0..)
            .zip(&wanted)
            .filter_map(|(at, wanted)| Some((wanted.as_ref()?.line.clone(), at)))
            .collect();
        let mut entries: Vec<Entry> = Vec::new();
        let mut over: Vec<String> = Vec::new();
        for laid in layout.entries.iter().map(|at| &at.it) {
            let (headings, own) = laid.headings_and_note();
            if !headings.is_empty() {
                over = headings.to_vec();
            }
            let place = places.get(&laid.line).and_then(|at| wanted.get_mut(*at));
            let Some(Wanted { line, note }) = place.and_then(Option::take) else { continue };
            let mut above = std::mem::take(&mut over);
            match note {
                Some(note) if note != laid.note() => above.extend(note.map(as_note)),
                _ => above.extend(own.iter().cloned()),
            }
            entries.push(Entry { line, above });
        }
        let roles = policy.roles.iter().map(|role| {
            let (name, title) = (role.name.clone(), role.title.clone());
            RoleLine { name, title, title_en: role.title_en.clone() }
        });
        let entries = with_others(entries, wanted.into_iter().flatten());
        Self {
            roles: roles.map(unplaced).collect(),
            entries: entries.into_iter().map(unplaced).collect(),
        }
    }
}

/// Puts what has no place in a layout where the rest of its group is.
fn with_others(entries: Vec<Entry>, others: impl Iterator<Item = Wanted>) -> Vec<Entry> {
    type Group = (String, String);
    let group = |entry: &Entry| -> Group {
        let (ptype, subject) = entry.group();
        (ptype.to_owned(), subject.to_owned())
    };
    let mut order: Vec<Group> = Vec::new();
    let mut groups: HashMap<Group, Vec<Entry>> = HashMap::new();
    for Wanted { line, note } in others {
        let entry = Entry { line, above: note.flatten().map(as_note).into_iter().collect() };
        let group = group(&entry);
        if !groups.contains_key(&group) {
            order.push(group.clone());
        }
        groups.entry(group).or_default().push(entry);
    }
    let last: HashMap<Group, usize> =
        (0..).zip(&entries).map(|(at, entry)| (group(entry), at)).collect();
    let mut all = Vec::new();
    let new_links = order.iter().find(|group| group.0 == "g" && !last.contains_key(*group));
    all.extend(new_links.and_then(|group| groups.remove(group)).into_iter().flatten());
    for (at, entry) in (0..).zip(entries) {
        let group = group(&entry);
        all.push(entry);
        if last.get(&group) == Some(&at) {
            all.extend(groups.remove(&group).into_iter().flatten());
        }
    }
    all.extend(order.into_iter().filter_map(|group| groups.remove(&group)).flatten());
    all
}

/// A note as a line of a file: one that reads like a heading is set in, so that it is none.
fn as_note(note: String) -> String {
    if note.starts_with(HEADING) { format!(" {note}") } else { note }
}

fn unplaced<T>(it: T) -> At<T> {
    At { number: 0, it }
}

fn link_line(link: &RoleLink) -> Line {
    let fields = vec![link.role.clone(), link.contains.clone(), EVERYWHERE.to_owned()];
    Line { ptype: "g".to_owned(), fields }
}

fn rule_line(kept: &KeptRule) -> Line {
    Line { ptype: "p".to_owned(), fields: kept.rule.fields().map(str::to_owned).to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::DEFAULT_RULES;
    use crate::policy::change::built_in_roles;

    fn read(text: &str) -> (PolicyFile, Policy) {
        let file = PolicyFile::parse(text).unwrap();
        let policy = file.policy(&built_in_roles(), &|_| None).unwrap();
        (file, policy)
    }

    #[test]
    fn a_policy_is_laid_out_as_its_file_was() {
        let (file, policy) = read(DEFAULT_RULES);
        assert_eq!(PolicyFile::of(&policy, &file).to_string(), DEFAULT_RULES);
        // Without a layout there are the rules all the same.
        let plain = PolicyFile::of(&policy, &PolicyFile::default());
        assert_eq!(read(&plain.to_string()).1, policy);
    }

    #[test]
    fn headings_and_comments_stay_where_they_belong() {
        let before = "# role analyst: 分析员 | Analyst\n# role community: 社区\n\
             # ---- Analysts\n# long ago\np, role:analyst, *, case, read, ordinary, allow\n\
             # two\n# lines\np, role:analyst, *, place, read, any, allow\n\
             # ---- Communities\np, role:community, *, case, read, any, allow\n";
        let (layout, mut policy) = read(before);
        // The first rule goes, the second is noted anew, and each role gets another one.
        policy.rules.remove(0);
        policy.rules[0].comment = Some("noted anew".to_owned());
        let (_, more) = read(
            "p, role:analyst, *, hazard, read, any, allow\n# why\np, role:community, *, stats, read, any, allow\n\
             g, role:community, role:analyst, *\np, role:administrator, *, audit, read, any, allow\n",
        );
        policy.rules.extend(more.rules.clone());
        policy.links.extend(more.links.clone());
        policy.roles = built_in_roles();
        let written = PolicyFile::of(&policy, &layout).to_string();
        let (_, rest) = written.split_once("Administrator\n").unwrap();
        assert_eq!(
            rest,
            "\ng, role:community, role:analyst, *\n\
             \n# ---- Analysts\n# noted anew\np, role:analyst, *, place, read, any, allow\n\
             p, role:analyst, *, hazard, read, any, allow\n\
             \n# ---- Communities\np, role:community, *, case, read, any, allow\n\
             # why\np, role:community, *, stats, read, any, allow\n\
             \np, role:administrator, *, audit, read, any, allow\n"
        );
    }
}
