//! What clients are told of a change that was not made.

use crate::desk::noun::noun;
use crate::desk::refusal::Refusal;
use crate::error::{Code, Error, Message};
use crate::identity;
use crate::policy::Object;
use crate::schema::answer::failure;
use crate::store::change::Unmade;

/// The error that a client gets.
pub(in crate::schema) fn told(unmade: Unmade) -> Error {
    let refusal = match unmade {
        Unmade::Failed(error) => {
            tracing::error!(%error, "a change failed");
            return failure(&error);
        }
        Unmade::Refused(refusal) => refusal,
    };
    match refusal {
        Refusal::NotFound => Error::new(
            Code::NotFound,
            Message::new("there is no such record in your sight", "在您的可见范围内没有这条记录"),
        ),
        Refusal::Forbidden(object, action) => {
            let (object, action) = (object.as_str(), action.as_str());
            let message = Message::new(
                format!("the policy does not let you {action} this {object}"),
                format!("权限策略不允许您对此 {object} 执行 {action}"),
            );
            let mut error = Error::new(Code::Forbidden, message);
            error.extensions.insert("object".into(), object.into());
            error.extensions.insert("action".into(), action.into());
            error
        }
        Refusal::Conflict { object, present } => {
            let (en, zh) = noun(object);
            let message = Message::new(
                format!("somebody was there before: the {en} has version {present} now"),
                format!("他人已先行更改：{zh}现为第 {present} 版"),
            );
            let mut error = Error::new(Code::Conflict, message);
            error.extensions.insert("presentVersion".into(), present.into());
            error
        }
        Refusal::KeyReused => Error::new(
            Code::Conflict,
            Message::new(
                "this idempotency key was used for another input: use a new one for a new request",
                "此幂等键已用于其他输入：新请求请使用新的键",
            ),
        ),
        Refusal::WrongState { object, allowed } => {
            let mut error = Error::new(Code::WrongState, wrong_state(object, &allowed));
            error.extensions.insert("allowedActions".into(), allowed.into());
            error
        }
        Refusal::RateLimited { retry_after } => {
            identity::Refusal::RateLimited { retry_after }.into()
        }
        Refusal::TooManyExports { kept, limit, retry_after } => {
            let mut error = Error::new(Code::RateLimited, too_many_exports(kept, limit));
            error.extensions.insert("retryAfter".into(), retry_after.into());
            error.extensions.insert("limit".into(), limit.into());
            error
        }
        Refusal::Invalid(problems) => Error::invalid_input(problems),
    }
}

fn too_many_exports(kept: bool, limit: u64) -> Message {
    match kept {
        true => Message::new(
            format!(
                "{limit} files of your exports are kept already: cancel one, or wait until one is over"
            ),
            format!("您已有 {limit} 个导出文件尚未过期：请取消其一，或等待过期"),
        ),
        false => Message::new(
            format!(
                "{limit} of your exports are not written yet: wait for one of them, or cancel it"
            ),
            format!("您已有 {limit} 个导出尚未完成：请等待其一完成，或将其取消"),
        ),
    }
}

fn wrong_state(object: Object, allowed: &[&str]) -> Message {
    // What waits for a second administrator is decided once.
    if object == Object::Policy {
        return Message::new(
            "this was decided already, and nothing is left to do with it",
            "此变更已有决定，无需再处理",
        );
    }
    let (en, zh) = noun(object);
    Message::new(
        format!(
            "this cannot be done with the {en} as it stands; you can: {}",
            if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") },
        ),
        format!(
            "以{zh}的当前状态不能如此操作；您可以：{}",
            if allowed.is_empty() { "无".to_owned() } else { allowed.join("、") },
        ),
    )
}
