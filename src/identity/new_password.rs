//! What a password that somebody chooses must be: long, and not what everybody tries first. There
//! are no rules of its letters, as NIST SP 800-63B-4 has it.

use crate::error::Message;

/// The fewest characters.
const SHORTEST: usize = 12;

/// The most characters.
const LONGEST: usize = 256;

/// How many characters must be left of a password beside what everybody tries.
const FEWEST_OF_ITS_OWN: usize = 5;

/// What everybody tries, in lower case.
const COMMON: &str = include_str!("common_passwords.txt");

/// What is wrong with a new password, for somebody who goes by these names in an installation of
/// this name; none where nothing is.
#[must_use]
pub fn wrong_with_password(password: &str, names: &[&str]) -> Option<Message> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(Message::new(
            format!(
                "a password has {SHORTEST} characters at least: a few words are easy to keep in mind"
            ),
            format!("密码至少 {SHORTEST} 个字符：几个词连在一起便于记忆"),
        ));
    }
    if length > LONGEST {
        return Some(Message::new(
            format!("a password has {LONGEST} characters at most"),
            format!("密码最多 {LONGEST} 个字符"),
        ));
    }
    is_guessed(password, names).then(|| {
        Message::new(
            "this is among what is guessed first: a common password, a row of keys or digits, or a name of yours; choose other words",
            "该密码属于最先被猜到的一类：常用密码、连续按键或数字，或您的名字；请另选词语",
        )
    })
}

/// Whether little is left once common words, the names and rows of one kind are taken out.
fn is_guessed(password: &str, names: &[&str]) -> bool {
    let mut rest = password.to_lowercase();
    let names = names.iter().map(|name| name.to_lowercase());
    let names = names.filter(|name| name.chars().count() > 1);
    let mut known: Vec<String> = COMMON.lines().map(str::to_owned).chain(names).collect();
    known.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in known.iter().filter(|word| !word.is_empty()) {
        rest = rest.replace(word.as_str(), " ");
    }
    own_characters(&rest) < FEWEST_OF_ITS_OWN
}

/// How many characters neither repeat nor count on from the one before, nor say nothing.
fn own_characters(text: &str) -> usize {
    let mut before: Option<char> = None;
    let mut own = 0;
    for sign in text.chars().filter(|sign| sign.is_alphanumeric()) {
        let step = before.map(|before| i64::from(u32::from(sign)) - i64::from(u32::from(before)));
        if step.is_none_or(|step| step.abs() > 1) {
            own += 1;
        }
        before = Some(sign);
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = ["wang.town", "王小明", "青川综治中心"];

    #[test]
    fn long_words_of_one_s_own_are_taken_whatever_their_letters() {
        for good in [
            "correct horse battery",
            "twelve-signs",
            "河边的灯笼照着三条鱼和石桥",
            &"ab7x ".repeat(51),
        ] {
            assert_eq!(wrong_with_password(good, &NAMES), None, "{good}");
        }
    }

    #[test]
    fn short_ones_and_what_is_guessed_first_are_not() {
        for bad in [
            "elevensigns",
            "aaaaaaaaaaaaaa",
            "123456789012",
            "abcdefghijklmnop",
            "Password123456",
            "passwordpassword",
            "wang.town2026",
            "王小明王小明王小明王小明",
            "青川综治中心 123456",
            "wardbook-admin",
            "qwertyuiop12",
            "5201314 5201314",
            &"long ".repeat(52),
        ] {
            assert!(wrong_with_password(bad, &NAMES).is_some(), "{bad}");
        }
    }
}
