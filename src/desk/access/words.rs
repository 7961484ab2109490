//! An explanation of the policy's answer as sentences.

use chrono::{DateTime, Utc};

use crate::desk::noun::noun;
use crate::error::Message;
use crate::policy::explain::{Explanation, Ground, Person, Question, Step};
use crate::policy::{Action, Domain, Effect, Object, Relation, Rule, Rules};

/// What an explanation speaks of.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    /// The rules that its numbers are of.
    pub rules: &'a Rules,
    /// The user whose grants its numbers are of.
    pub person: &'a Person,
    /// What was asked.
    pub question: &'a Question,
    /// What an area is called.
    pub area: &'a (dyn Fn(&Domain) -> Message + Sync),
}

/// Why it is so.
#[must_use]
pub fn reason(explanation: &Explanation, named: &Named<'_>) -> Message {
    match explanation.ground {
        Ground::Allowed => allowed(explanation, named),
        Ground::Inactive => Message::new("no: this user is not active", "不可以：该用户未启用"),
        Ground::Denied => denied(explanation, named),
        Ground::NoRule => no_rule(explanation, named),
        Ground::NoGrant => {
            let place = place(named);
            Message::new(
                format!("no: this user holds no role {}", place.en),
                format!("不可以：该用户{}没有任何角色", place.zh),
            )
        }
    }
}

fn allowed(explanation: &Explanation, named: &Named<'_>) -> Message {
    // The shortest way to a yes is the one to tell.
    let through = explanation.through.iter().min_by_key(|through| through.chain.len());
    let Some(through) = through else { return Message::new("yes", "可以") };
    let held = held(through.grant, named);
    let (en, zh) = match through.chain.split_first() {
        Some((_, contained)) if !contained.is_empty() => (
            format!(" (by containment {})", contained.join(" > ")),
            format!("（该角色包含 {}）", contained.join(" > ")),
        ),
        _ => Default::default(),
    };
    let rule = line(&named.rules.rules[through.rule]);
    let more = also_asked(named.question);
    Message::new(
        format!("yes: as {}{en}, rule `{rule}`{}", held.en, more.en),
        format!("可以：以{}{zh}，依据规则 `{rule}`{}", held.zh, more.zh),
    )
}

fn denied(explanation: &Explanation, named: &Named<'_>) -> Message {
    let is_deny = |n: usize| named.rules.rules[n].effect == Effect::Deny;
    let Some(through) = explanation.through.iter().find(|through| is_deny(through.rule)) else {
        return Message::new("no: a rule denies it", "不可以：有规则禁止");
    };
    let rule = &named.rules.rules[through.rule];
    let held = held(through.grant, named);
    let line = line(rule);
    Message::new(
        format!("no: the rule `{line}` denies it, and falls on this user as {}", held.en),
        format!("不可以：规则 `{line}` 禁止，该用户以{}受其约束", held.zh),
    )
}

fn no_rule(explanation: &Explanation, named: &Named<'_>) -> Message {
    let (place, roles) = (place(named), explanation.held.join(", "));
    let what = what(named.question);
    let stands = words(&explanation.relations);
    Message::new(
        format!(
            "no: of the roles held {} ({roles}) no rule allows {} to whoever stands to it so: {stands}",
            place.en, what.en,
        ),
        format!(
            "不可以：该用户{}的角色（{roles}）中，没有规则允许与其有此关系（{stands}）者{}",
            place.zh, what.zh,
        ),
    )
}

/// For a no, all that would make it a yes; none where nothing is known that would.
#[must_use]
pub fn nearest(explanation: &Explanation, named: &Named<'_>) -> Option<Message> {
    if explanation.nearest.is_empty() {
        return None;
    }
    let steps: Vec<Message> = explanation.nearest.iter().map(|of| step(of, named)).collect();
    let joined = |words: Vec<&str>, between: &str| words.join(between);
    let en = joined(steps.iter().map(|step| &*step.en).collect(), ", and ");
    let zh = joined(steps.iter().map(|step| &*step.zh).collect(), "，并且");
    Some(Message::new(format!("it would be a yes if {en}"), format!("如果{zh}，则可以")))
}

fn step(step: &Step, named: &Named<'_>) -> Message {
    let rule = |n: &usize| format!("`{}`", line(&named.rules.rules[*n]));
    let role_of = |n: &usize| held(*n, named);
    match step {
        Step::Reactivate => Message::new("the user were active", "该用户被启用"),
        Step::LiftDeny { rules, binds } => {
            let (lines, binds) =
                (rules.iter().map(rule).collect::<Vec<_>>().join(", "), binds.join(", "));
            Message::new(
                format!("{lines} were removed, which binds everybody who holds {binds}"),
                format!("移除 {lines}（该规则约束所有具有 {binds} 角色者）"),
            )
        }
        Step::Relate { relation, rule: n } => {
            let ((kind, zh), rule) = (noun(named.question.object), rule(n));
            let (how, how_zh) = relate(*relation);
            Message::new(
                format!("the {kind} {how} (relation {}, rule {rule})", relation.as_str()),
                format!("该{zh}{how_zh}（关系 {}，规则 {rule}）", relation.as_str()),
            )
        }
        Step::Begin(n, from) => {
            let (held, from) = (role_of(n), moment(*from));
            Message::new(
                format!("the grant of {} held already: it begins at {from}", held.en),
                format!("{}的授权已经生效（{from} 起生效）", held.zh),
            )
        }
        Step::Prolong(n, until) => {
            let (held, until) = (role_of(n), moment(*until));
            Message::new(
                format!("the grant of {} still held: it ended at {until}", held.en),
                format!("{}的授权仍然有效（已于 {until} 到期）", held.zh),
            )
        }
        Step::HoldHere(n, here) => {
            let (held, here) = (role_of(n), at(here, named));
            Message::new(
                format!("{} were held {} as well", held.en, here.en),
                format!("{}的角色也授予{}", held.zh, here.zh),
            )
        }
        Step::Grant(role, here) => {
            let here = at(here, named);
            Message::new(
                format!("the role {role} were granted {}", here.en),
                format!("{}授予角色 {role}", here.zh),
            )
        }
        Step::AddRule(rule) => {
            let line = line(rule);
            Message::new(format!("there were a rule `{line}`"), format!("增加规则 `{line}`"))
        }
    }
}

/// What must hold of a record, or of the user beside it.
fn relate(relation: Relation) -> (&'static str, &'static str) {
    match relation {
        Relation::Any => ("were any", "为任意记录"),
        Relation::Ordinary => ("were not confidential", "不是保密事项"),
        Relation::OwnTeam => ("were with a team of the user's", "由该用户所在的工作组承办"),
        Relation::Handling => ("were handled by the user", "由该用户经办"),
        Relation::OwnRecord => ("were the user's own", "是该用户自己的记录"),
    }
}

/// What the product asks besides the policy, and a yes of the policy alone does not tell.
fn also_asked(of: &Question) -> Message {
    let (en, zh) = match (of.object, of.action) {
        (Object::Case, Action::Extend) => (
            "; yet the team that has a case does not extend its own time",
            "；但承办工作组不能为自己延期",
        ),
        (Object::Shift, Action::Sign | Action::Log) => {
            ("; yet only by those who are on the shift", "；但仅限当班人员")
        }
        (Object::Hazard, Action::Verify) => {
            ("; yet not by whoever put it right", "；但整改人不能自行复查")
        }
        (Object::Hazard, Action::MakeCase) => {
            ("; yet `case create` is needed as well", "；但还需要 `case create`")
        }
        _ => ("", ""),
    };
    Message::new(en, zh)
}

/// A role and where it is held.
fn held(grant: usize, named: &Named<'_>) -> Message {
    let grant = &named.person.grants[grant].grant;
    let at = at(&grant.domain, named);
    Message::new(format!("{} {}", grant.role, at.en), format!("{} {} ", at.zh, grant.role))
}

fn at(domain: &Domain, named: &Named<'_>) -> Message {
    match domain {
        Domain::Everywhere => Message::new("everywhere", "在全域"),
        Domain::Area(_) => {
            let name = (named.area)(domain);
            Message::new(format!("at {}", name.en), format!("在{}", name.zh))
        }
    }
}

/// Where it was asked.
fn place(named: &Named<'_>) -> Message {
    let places: Vec<Message> =
        named.question.askings.iter().map(|of| at(&of.domain, named)).collect();
    let en: Vec<&str> = places.iter().map(|place| &*place.en).collect();
    let zh: Vec<&str> = places.iter().map(|place| &*place.zh).collect();
    Message::new(en.join(" or "), zh.join("或"))
}

fn what(of: &Question) -> Message {
    let words = format!("{} {}", of.object.as_str(), of.action.as_str());
    Message::new(format!("`{words}`"), format!("执行 `{words}`"))
}

fn words(relations: &[Relation]) -> String {
    relations.iter().map(|relation| relation.as_str()).collect::<Vec<_>>().join(", ")
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// A rule as its line in casbin's CSV.
fn line(rule: &Rule) -> String {
    format!("p, {}", rule.fields().join(", "))
}
