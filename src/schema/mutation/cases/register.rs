//! registerCase and settleCase.

use chrono::{DateTime, TimeDelta, Utc};

use crate::desk::deadline::Severity;
use crate::desk::reply::{CaseSource, ReplyChannel};
use crate::desk::signs::is_blank;
use crate::schema::mutation::input::{self, Reading, input};
use crate::schema::mutation::location::{LocationInput, location};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::cases::{NewReporter, Registration, ReplyRecord, Settlement};
use crate::store::change::Unmade;

/// How long ago a matter may have come in that is registered now; older ones are imported.
const OLDEST: TimeDelta = TimeDelta::days(366);

input! {
    /// Who brought a matter. It is kept sealed, and no list, filter or export shows it.
    ReporterInput {
        /// The name.
        name: Option<String> = "name" "String",
        /// The telephone number: digits, spaces, hyphens, brackets, and a plus in front.
        phone: Option<String> = "phone" "String",
        /// The address for electronic mail.
        email: Option<String> = "email" "String",
        /// Whether they would not be named to anybody.
        anonymous: Option<bool> = "anonymous" "Boolean",
    }
}

input! {
    /// A matter that somebody brought or that was found.
    RegisterCaseInput {
        /// The matter in a line, of at most 200 characters.
        title: String = "title" "String!",
        /// The matter in full, of at most 20,000 characters; may be empty.
        description: String = "description" "String!",
        /// What it is about.
        category_id: Option<String> = "categoryId" "ID",
        /// How it came in; IMPORT is for imports alone.
        source: CaseSource = "source" "CaseSource!",
        /// Where it is; this area's desk is responsible first.
        area_id: String = "areaId" "ID!",
        /// How much it asks for; ORDINARY unless given.
        severity: Option<Severity> = "severity" "CaseSeverity",
        /// Whether emergency clocks run from its receipt.
        emergency: Option<bool> = "emergency" "Boolean",
        /// Whether only those handling it, their team, and the town's centre and above may read it.
        confidential: Option<bool> = "confidential" "Boolean",
        /// Where exactly it is.
        location: Option<LocationInput> = "location" "LocationInput",
        /// Who brought it.
        reporter: Option<ReporterInput> = "reporter" "ReporterInput",
        /// When the matter came in, if earlier than now; within the last 366 days.
        received_at: Option<DateTime<Utc>> = "receivedAt" "DateTime",
        /// The same key from the same user answers with the case made the first time.
        idempotency_key: Option<String> = "idempotencyKey" "String",
    }
}

input! {
    /// A matter answered on the spot: registered, resolved and replied to in one step.
    SettleCaseInput {
        /// The matter; SIMPLE, or no severity given.
        registration: RegisterCaseInput = "registration" "RegisterCaseInput!",
        /// What was done.
        resolution: String = "resolution" "String!",
        /// How the reporter was told.
        channel: ReplyChannel = "channel" "ReplyChannel!",
        /// What the reporter was told.
        reply: String = "reply" "String!",
    }
}

pub(super) async fn register_case(call: Call<'_>) -> Outcome {
    let (input, mut reading): (RegisterCaseInput, _) = call.read()?;
    let mut registration = registration(&call, &input, "", &mut reading);
    registration.problems = reading.problems;
    done(call.store.register_case(call.acting, registration).await, reading.warnings)
}

pub(super) async fn settle_case(call: Call<'_>) -> Outcome {
    let (input, mut reading): (SettleCaseInput, _) = call.read()?;
    let given = &input.registration;
    if given.severity.is_some_and(|severity| severity != Severity::Simple) {
        reading.wrong(
            "registration.severity",
            "only a SIMPLE matter is settled on the spot",
            "只有简易（SIMPLE）事项可以当场办结",
        );
    }
    let mut registration = registration(&call, given, "registration.", &mut reading);
    registration.severity = Some(Severity::Simple);
    let resolution = reading.words(&input.resolution, "resolution", input::NOTE);
    let text = reading.words(&input.reply, "reply", input::NOTE);
    registration.problems = reading.problems;
    let reply = ReplyRecord { channel: input.channel, text };
    let settlement = Settlement { registration, resolution, reply };
    let made: Result<_, Unmade> = call.store.settle_case(call.acting, settlement).await;
    done(made, reading.warnings)
}

fn registration(
    call: &Call<'_>,
    input: &RegisterCaseInput,
    within: &str,
    reading: &mut Reading,
) -> Registration {
    let field = |name: &str| format!("{within}{name}");
    let title = reading.words(&input.title, &field("title"), input::TITLE);
    let described = Some(&input.description);
    let description = reading.optional_words(described, &field("description"), input::LONG);
    if input.source == CaseSource::Import {
        reading.wrong(
            &field("source"),
            "IMPORT is for what is brought over from another system: say how the matter came in",
            "IMPORT 仅用于从其他系统导入的事项：此处应为事项的实际来源",
        );
    }
    let received_at = match input.received_at {
        None => reading.now,
        Some(at) => {
            if at < reading.now - OLDEST {
                reading.wrong(
                    &field("receivedAt"),
                    "this is more than 366 days ago: such matters are imported",
                    "此时间早于 366 天前：此类事项请使用导入",
                );
            }
            reading.past(at, &field("receivedAt"))
        }
    };
    Registration {
        title,
        description: description.unwrap_or_default(),
        category: reading.optional_id(input.category_id.as_ref(), "category", &field("categoryId")),
        source: input.source,
        area: reading.id(&input.area_id, "area", &field("areaId")),
        severity: input.severity,
        emergency: input.emergency.unwrap_or(false),
        confidential: input.confidential.unwrap_or(false),
        location: input
            .location
            .as_ref()
            .map(|given| location(given, &field("location"), reading))
            .unwrap_or_default(),
        reporter: input
            .reporter
            .as_ref()
            .and_then(|given| reporter(given, &field("reporter"), reading)),
        received_at,
        key: call.key(input.idempotency_key.as_ref(), reading),
        problems: Default::default(),
    }
}

/// Who brought it; none where nothing is known of them.
pub(super) fn reporter(
    input: &ReporterInput,
    field: &str,
    reading: &mut Reading,
) -> Option<NewReporter> {
    let ReporterInput { name, phone, email, anonymous } = input;
    let phone =
        phone.as_ref().and_then(|given| phone_number(given, &format!("{field}.phone"), reading));
    let mail = email.as_ref().map(|email| email.trim()).inspect(|email| {
        reading.runs_one_way(email, &format!("{field}.email"));
    });
    let mail = mail.filter(|email| !is_blank(email));
    let is_mail = |email: &str| {
        email.len() <= 254
            && !email.contains(char::is_whitespace)
            && email.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !host.contains('@')
            })
    };
    if mail.is_some_and(|email| !is_mail(email)) {
        reading.wrong(
            &format!("{field}.email"),
            "an address like name@example.org belongs here",
            "此处应为 name@example.org 形式的邮箱地址",
        );
    }
    // A name may hold what looks like a number: it is sealed, and so there is nothing to warn of.
    let told = reading.warnings.len();
    let name = reading.optional_words(name.as_ref(), &format!("{field}.name"), input::NAME);
    reading.warnings.truncate(told);
    let anonymous = anonymous.unwrap_or(false);
    let known = NewReporter { name, phone, email: mail.map(str::to_owned), anonymous };
    let is_known =
        known.name.is_some() || known.phone.is_some() || known.email.is_some() || anonymous;
    is_known.then_some(known)
}

/// A telephone number; none where nothing stands.
pub(super) fn phone_number(given: &str, field: &str, reading: &mut Reading) -> Option<String> {
    let given = given.trim();
    reading.runs_one_way(given, field);
    if is_blank(given) {
        return None;
    }
    let digits = given.chars().filter(char::is_ascii_digit).count();
    let is_number = (3..=20).contains(&digits)
        && given.chars().count() <= 32
        && given.chars().enumerate().all(|(place, sign)| {
            sign.is_ascii_digit() || " -()".contains(sign) || (sign == '+' && place == 0)
        });
    if !is_number {
        reading.wrong(
            field,
            "a telephone number of digits, spaces, hyphens and brackets belongs here, such as 0591-87654321",
            "此处应为电话号码（数字、空格、连字符、括号），如 0591-87654321",
        );
    }
    Some(given.to_owned())
}
