//! The words of a rule, looked at one by one.

use std::collections::HashMap;

use super::findings::{Findings, breaks_line, nearest, shown, unknown};
use super::{KeptRule, RuleLine};
use crate::error::Message;
use crate::policy::domain::{Domain, EVERYWHERE};
use crate::policy::rule::{Effect, ROLE, Rule, is_role_name};
use crate::policy::vocabulary::{Action, Object, Relation};

/// The longest note beside a rule, and the longest title of a role, in characters.
pub const LONGEST_LINE: usize = 200;

/// Reads lines, and finds each domain once.
pub(super) struct Reader<'a> {
    domain: &'a dyn Fn(&str) -> Option<Domain>,
    domains: HashMap<&'a str, Option<Domain>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(domain: &'a dyn Fn(&str) -> Option<Domain>) -> Self {
        Self { domain, domains: HashMap::new() }
    }

    /// The rule that a line writes; none if a word of it is not known, which is then found. Whether
    /// there is such a role is not asked.
    pub(super) fn rule(
        &mut self,
        line: &'a RuleLine,
        field: &str,
        findings: &mut Findings,
    ) -> Option<KeptRule> {
        let role = role_name(&line.role, || format!("{field}.role"), findings);
        let domain = self.domain(&line.domain, field, findings);
        let object = word(
            &line.object,
            Object::from_word,
            || {
                let known = Object::ALL.iter().map(|object| object.as_str());
                (format!("{field}.object"), unknown(("object", "对象"), &line.object, known))
            },
            findings,
        );
        let action = action(object, &line.action, field, findings);
        let relation = relation(object, &line.relation, field, findings);
        let effect = word(
            &line.effect,
            Effect::from_word,
            || {
                let known = ["allow", "deny"].into_iter();
                (format!("{field}.effect"), unknown(("effect", "效果"), &line.effect, known))
            },
            findings,
        );
        let comment = comment(line.comment.as_deref(), field, findings);
        let rule = Rule {
            role: role?,
            domain: domain?,
            object: object?,
            action: action?,
            relation: relation?,
            effect: effect?,
        };
        Some(KeptRule { rule, comment })
    }

    fn domain(&mut self, path: &'a str, field: &str, findings: &mut Findings) -> Option<Domain> {
        if path == EVERYWHERE {
            return Some(Domain::Everywhere);
        }
        let lookup = self.domain;
        // Only what `inside` would hold to be a path is asked for.
        let is_path = path.len() > 1 && path.starts_with('/') && path.ends_with('/');
        let find = || lookup(path).filter(|known| is_path && known.as_casbin() == path);
        let found = self.domains.entry(path).or_insert_with(find).clone();
        if found.is_none() {
            let shown = shown(path);
            findings.add(
                format!("{field}.domain"),
                Message::new(
                    format!(
                        "{shown} is neither * nor the path of an area, such as /350102/350102006/"
                    ),
                    format!("{shown} 既不是 *，也不是某个区域的路径（如 /350102/350102006/）"),
                ),
            );
        }
        found
    }
}

/// What is spelled so; none if nothing is, which is then found.
fn word<T>(
    word: &str,
    read: impl Fn(&str) -> Option<T>,
    wrong: impl FnOnce() -> (String, Message),
    findings: &mut Findings,
) -> Option<T> {
    let read = read(word);
    if read.is_none() {
        let (field, message) = wrong();
        findings.add(field, message);
    }
    read
}

fn action(
    object: Option<Object>,
    written: &str,
    field: &str,
    findings: &mut Findings,
) -> Option<Action> {
    let of_object = object.map_or(Action::ALL, Object::actions);
    let has = |action: &Action| of_object.contains(action);
    word(
        written,
        |word| Action::from_word(word).filter(has),
        || {
            let known = of_object.iter().map(|action| action.as_str());
            let message = match object {
                Some(object) if Action::from_word(written).is_some() => {
                    has_no(object, ("action", "操作"), written, known)
                }
                _ => unknown(("action", "操作"), written, known),
            };
            (format!("{field}.action"), message)
        },
        findings,
    )
}

fn relation(
    object: Option<Object>,
    written: &str,
    field: &str,
    findings: &mut Findings,
) -> Option<Relation> {
    let of_object: Vec<Relation> = match object {
        Some(object) => object.relations().iter().map(|(relation, _)| *relation).collect(),
        None => Relation::ALL.to_vec(),
    };
    let has = |relation: &Relation| of_object.contains(relation);
    word(
        written,
        |word| Relation::from_word(word).filter(has),
        || {
            let known = of_object.iter().map(|relation| relation.as_str());
            let message = match object {
                Some(object) if Relation::from_word(written).is_some() => {
                    has_no(object, ("relation", "关系"), written, known)
                }
                _ => unknown(("relation", "关系"), written, known),
            };
            (format!("{field}.relation"), message)
        },
        findings,
    )
}

/// What to say of a word that there is, but not for this object.
fn has_no<'a>(
    object: Object,
    (en, zh): (&str, &str),
    word: &str,
    known: impl Iterator<Item = &'a str>,
) -> Message {
    let (object, known): (_, Vec<_>) = (object.as_str(), known.collect());
    Message::new(
        format!("{object} has no {en} `{word}`; it has {}", known.join(", ")),
        format!("{object} 没有{zh} `{word}`；它有：{}", known.join("、")),
    )
}

/// A role's name with its prefix, if it can be one; else that is found.
pub(super) fn role_name(
    name: &str,
    field: impl FnOnce() -> String,
    findings: &mut Findings,
) -> Option<String> {
    if is_role_name(name) {
        return Some(format!("{ROLE}{name}"));
    }
    let shown = shown(name);
    let (mut en, mut zh) = (
        format!(
            "{shown} cannot be a role's name: it is of a-z, 0-9 and _, begins with a letter, and has at most 64 characters"
        ),
        format!("{shown} 不能用作角色名称：只能由 a-z、0-9 和 _ 组成，以字母开头，最多 64 个字符"),
    );
    let bare = name.trim().strip_prefix(ROLE).unwrap_or(name.trim()).to_lowercase();
    if is_role_name(&bare) {
        en.push_str(&format!("; did you mean `{bare}`?"));
        zh.push_str(&format!("；是否应为 `{bare}`？"));
    }
    findings.add(field(), Message::new(en, zh));
    None
}

/// What to say of a role that there is not.
pub(super) fn unknown_role<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Message {
    let shown = shown(name);
    match nearest(name, known) {
        Some(meant) => Message::new(
            format!(
                "unknown role {shown}; did you mean `{meant}`? A new role is added with addRoles"
            ),
            format!("未知角色 {shown}；是否应为 `{meant}`？新角色请用 addRoles 添加"),
        ),
        None => Message::new(
            format!("unknown role {shown}; a new role is added with addRoles"),
            format!("未知角色 {shown}；新角色请用 addRoles 添加"),
        ),
    }
}

/// A note without the blanks around it; none if nothing is left.
fn comment(comment: Option<&str>, field: &str, findings: &mut Findings) -> Option<String> {
    let comment = comment?.trim();
    let field = || format!("{field}.comment");
    one_line(comment, field, findings).filter(|comment| !comment.is_empty()).map(str::to_owned)
}

/// What people call a role, if it can be said in a file; else that is found.
pub(super) fn role_title<'a>(
    title: &'a str,
    field: impl Fn() -> String,
    findings: &mut Findings,
) -> Option<&'a str> {
    let title = one_line(title, &field, findings)?;
    if title.contains('|') {
        let message = Message::new(
            "a title has no `|`: in the policy's file that parts it from the title in English",
            "名称中不得含 `|`：在策略文件中它用于分隔中英文名称",
        );
        findings.add(field(), message);
        return None;
    }
    Some(title)
}

/// A text that is one line, and not too long; else that is found.
fn one_line<'a>(
    text: &'a str,
    field: impl FnOnce() -> String,
    findings: &mut Findings,
) -> Option<&'a str> {
    if text.chars().any(breaks_line) || text.chars().nth(LONGEST_LINE).is_some() {
        let message = Message::new(
            format!(
                "this is one line of at most {LONGEST_LINE} characters, none of them a control character \
                 or one that changes the direction of the text"
            ),
            format!(
                "此处只能是一行文字，最多 {LONGEST_LINE} 个字符，不得含控制字符或改变文字方向的字符"
            ),
        );
        findings.add(field(), message);
        return None;
    }
    Some(text)
}
