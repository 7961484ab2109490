//! What may become of a case by which mutation, typed out from the design a second time.

/// One way to change a case.
#[derive(Debug)]
pub(super) struct Verb {
    pub(super) action: &'static str,
    pub(super) mutation: &'static str,
    /// The event that it leaves; none for a look.
    pub(super) kind: &'static str,
    pub(super) from: &'static [&'static str],
    /// The status afterwards; the same where nothing stands.
    pub(super) to: Option<&'static str>,
    /// It raises no version.
    pub(super) is_aside: bool,
}

const OPEN: &[&str] = &["RECEIVED", "TRIAGED", "ASSIGNED", "IN_PROGRESS"];
const AT_WORK: &[&str] = &["TRIAGED", "ASSIGNED", "IN_PROGRESS"];
const NEW: &[&str] = &["RECEIVED", "TRIAGED"];
const NOT_ARCHIVED: &[&str] = &[
    "RECEIVED",
    "TRIAGED",
    "ASSIGNED",
    "IN_PROGRESS",
    "RESOLVED",
    "REPLIED",
    "FOLLOWED_UP",
    "WITHDRAWN",
    "MERGED",
];
const ANY: &[&str] = &[
    "RECEIVED",
    "TRIAGED",
    "ASSIGNED",
    "IN_PROGRESS",
    "RESOLVED",
    "REPLIED",
    "FOLLOWED_UP",
    "WITHDRAWN",
    "MERGED",
    "ARCHIVED",
];
const CLOSED: &[&str] = &["RESOLVED", "REPLIED", "FOLLOWED_UP", "ARCHIVED", "MERGED", "WITHDRAWN"];

const fn verb(
    (action, mutation, kind): (&'static str, &'static str, &'static str),
    from: &'static [&'static str],
    to: Option<&'static str>,
) -> Verb {
    Verb { action, mutation, kind, from, to, is_aside: false }
}

const fn aside(
    of: (&'static str, &'static str, &'static str),
    from: &'static [&'static str],
) -> Verb {
    Verb { is_aside: true, ..verb(of, from, None) }
}

pub(super) static VERBS: &[Verb] = &[
    verb(("AMEND", "amendCase", "AMENDED"), OPEN, None),
    verb(("TRIAGE", "triageCase", "TRIAGED"), NEW, Some("TRIAGED")),
    verb(("PROPOSE_HANDOVER", "proposeHandover", "HANDOVER_PROPOSED"), AT_WORK, None),
    verb(("SIGN_HANDOVER", "signHandover", "ASSIGNED"), AT_WORK, Some("ASSIGNED")),
    verb(("SIGN_HANDOVER", "signHandover", "HANDOVER_REFUSED"), AT_WORK, None),
    verb(("ASSIGN", "assignCase", "ASSIGNED"), AT_WORK, Some("ASSIGNED")),
    verb(("ACCEPT", "acceptCase", "ACCEPTED"), &["ASSIGNED"], Some("IN_PROGRESS")),
    verb(("RETURN", "returnCase", "RETURNED"), &["ASSIGNED", "IN_PROGRESS"], Some("TRIAGED")),
    verb(("COORDINATE", "planCoordination", "COORDINATION_PLANNED"), OPEN, None),
    verb(("COORDINATE", "recordCoordination", "COORDINATED"), OPEN, None),
    verb(("ESCALATE", "escalateCase", "ESCALATED"), OPEN, Some("TRIAGED")),
    verb(("SUPERVISE", "superviseCase", "SUPERVISED"), AT_WORK, None),
    verb(("ANSWER_SUPERVISION", "answerSupervision", "SUPERVISION_ANSWERED"), NOT_ARCHIVED, None),
    verb(("EXTEND", "extendCase", "EXTENDED"), OPEN, None),
    verb(("MEDIATE", "recordMediation", "MEDIATED"), OPEN, None),
    verb(("RECORD_EMERGENCY_STEP", "recordEmergencyStep", "EMERGENCY_STEP"), NOT_ARCHIVED, None),
    verb(("RESOLVE", "resolveCase", "RESOLVED"), AT_WORK, Some("RESOLVED")),
    verb(
        ("REJECT_RESOLUTION", "rejectResolution", "RESOLUTION_REJECTED"),
        &["RESOLVED"],
        Some("IN_PROGRESS"),
    ),
    verb(("DECLINE", "declineCase", "DECLINED"), NEW, Some("REPLIED")),
    verb(("REPLY", "replyToReporter", "REPLIED"), &["RESOLVED"], Some("REPLIED")),
    verb(
        ("FOLLOW_UP", "recordFollowUp", "FOLLOWED_UP"),
        &["REPLIED", "FOLLOWED_UP"],
        Some("FOLLOWED_UP"),
    ),
    verb(
        ("ARCHIVE", "archiveCase", "ARCHIVED"),
        &["RESOLVED", "REPLIED", "FOLLOWED_UP"],
        Some("ARCHIVED"),
    ),
    verb(("REOPEN", "reopenCase", "REOPENED"), CLOSED, Some("TRIAGED")),
    verb(("MERGE", "mergeCase", "MERGED"), OPEN, Some("MERGED")),
    verb(("WITHDRAW", "withdrawCase", "WITHDRAWN"), OPEN, Some("WITHDRAWN")),
    aside(("NOTE", "addCaseNote", "NOTED"), NOT_ARCHIVED),
    aside(("ATTACH", "attachFile", "ATTACHED"), NOT_ARCHIVED),
    aside(("READ_REPORTER", "readReporter", ""), ANY),
    aside(("AMEND_REPORTER", "amendReporter", "REPORTER_AMENDED"), ANY),
    aside(("AMEND_REPORTER", "addParty", "REPORTER_AMENDED"), ANY),
];

pub(super) static REGISTER: Verb = verb(("", "registerCase", "REGISTERED"), &[], Some("RECEIVED"));
pub(super) static SETTLE: Verb = verb(("", "settleCase", "REGISTERED"), &[], Some("RECEIVED"));

/// Whether a status is one of an open case.
pub(super) fn is_open(status: &str) -> bool {
    OPEN.contains(&status)
}
