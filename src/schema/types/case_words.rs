//! The words for a case's state, its weight, its origin, and what may be done with it.

use crate::read::input::EnumType;

/// `CaseStatus`
pub static CASE_STATUS: EnumType = EnumType {
    name: "CaseStatus",
    description: "Where a case stands. RECEIVED, TRIAGED, ASSIGNED and IN_PROGRESS are open.",
    values: &[
        ("RECEIVED", "受理: received, and not yet judged."),
        ("TRIAGED", "分流: judged, and not with a team now."),
        ("ASSIGNED", "转办: with a team, which has not taken it up yet."),
        ("IN_PROGRESS", "办理中: a team is at it."),
        ("RESOLVED", "办结: done; the reporter is still to be told."),
        ("REPLIED", "已回复: the reporter has had an answer."),
        ("FOLLOWED_UP", "已回访: the reporter was asked how satisfied they are."),
        ("ARCHIVED", "归档: closed, and its entry fixed."),
        ("WITHDRAWN", "撤回: taken back at the reporter's wish."),
        ("MERGED", "并案: the same matter as another case, and answered with it."),
    ],
};

/// `CaseAction`
pub static CASE_ACTION: EnumType = EnumType {
    name: "CaseAction",
    description: "What the viewer may do with a case now.",
    values: &[
        ("AMEND", "更正: amendCase corrects its words or its place."),
        ("TRIAGE", "分流: triageCase judges it and sets its clock."),
        ("PROPOSE_HANDOVER", "拟转办: proposeHandover proposes a transfer slip."),
        ("SIGN_HANDOVER", "签批转办: signHandover signs a slip that somebody else proposed."),
        ("ASSIGN", "交办: assignCase hands it to a team in one."),
        ("ACCEPT", "接收: acceptCase takes it up for its team."),
        ("RETURN", "退回: returnCase gives it back to its desk."),
        (
            "COORDINATE",
            "协调: planCoordination plans a joint meeting, recordCoordination records it.",
        ),
        ("ESCALATE", "上报: escalateCase makes a desk above responsible."),
        ("SUPERVISE", "督办: superviseCase serves a supervision notice."),
        ("ANSWER_SUPERVISION", "答复督办: answerSupervision answers one."),
        ("EXTEND", "延期: extendCase gives it more time."),
        ("MEDIATE", "调解: recordMediation adds to its mediation file."),
        ("RECORD_EMERGENCY_STEP", "应急处置: recordEmergencyStep records a step of an emergency."),
        ("RESOLVE", "办结: resolveCase says what was done."),
        ("REJECT_RESOLUTION", "不予认可: rejectResolution does not accept it."),
        ("DECLINE", "不予受理: declineCase tells the reporter who is competent."),
        ("REPLY", "回复: replyToReporter tells the reporter what was done."),
        ("FOLLOW_UP", "回访: recordFollowUp records how satisfied the reporter is."),
        ("ARCHIVE", "归档: archiveCase closes it for good."),
        ("REOPEN", "重新办理: reopenCase takes it up again with a new clock."),
        ("MERGE", "并案: mergeCase answers it with another case of the same matter."),
        ("WITHDRAW", "撤回: withdrawCase closes it at the reporter's wish."),
        ("NOTE", "备注: addCaseNote adds a note."),
        ("ATTACH", "附件: attachFile adds a file."),
        ("READ_REPORTER", "查看反映人: readReporter reads who brought it, which is logged."),
        (
            "AMEND_REPORTER",
            "更正反映人: amendReporter and addParty correct what is known of persons.",
        ),
    ],
};

/// `CaseSeverity`
pub static CASE_SEVERITY: EnumType = EnumType {
    name: "CaseSeverity",
    description: "How much a case asks for, and so how long it may take: SIMPLE is due the same \
                  day, ORDINARY in 7 days, MAJOR in 30, unless its category says otherwise.",
    values: &[
        ("SIMPLE", "简易: can be settled on the spot; due the same day."),
        ("ORDINARY", "一般: due in 7 days."),
        ("MAJOR", "重大: needs several units; due in 30 days, and answered in writing."),
    ],
};

/// `CaseSource`
pub static CASE_SOURCE: EnumType = EnumType {
    name: "CaseSource",
    description: "How a case came in.",
    values: &[
        ("WALK_IN", "来访: somebody came to the centre."),
        ("PHONE", "来电: by telephone."),
        ("ONLINE", "网上: through a web page or an app."),
        ("MAIL", "来信: by letter."),
        ("RECEPTION_DAY", "领导接待日: brought on a leader's reception day."),
        ("PATROL", "巡逻: found on a patrol."),
        ("CHECK", "检查: found by a safety check."),
        ("ROUND", "走访: found on a round of the grid."),
        ("SUPERIOR", "上级交办: handed down from above."),
        ("REFERRAL", "部门移送: referred by another office."),
        ("IMPORT", "导入: brought over from another system."),
    ],
};
