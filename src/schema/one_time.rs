//! What is said to whoever signed in by a one-time password and asks for more than to change it.

use crate::error::{Code, Error, Message};

/// The password must be changed first: `extensions.mustChangePassword` says so to programs.
#[must_use]
pub fn password_must_change() -> Error {
    let message = Message::new(
        "your password is for one use: change it by changePassword, then go on",
        "您的密码为一次性密码：请先用 changePassword 修改密码",
    );
    let mut error = Error::new(Code::Forbidden, message);
    error.extensions.insert("mustChangePassword".into(), true.into());
    error
}
