//! What each mutation needs, in the matrix's words.

use std::collections::BTreeMap;

use super::ROLES;

const MATRIX: &str =
    include_str!("../snapshots/it__matrix__of_roles_objects_actions_and_relations__matrix.snap");

/// What is everybody's.
const EVERYBODY: &[&[&str]] = &[&[]];

/// What waits is a change of the policy, or a grant.
const DECIDE: &[&[&str]] = &[&["policy apply"], &["policy read", "user grant"]];

/// Each mutation, and what it needs: one of these, with all that each names.
pub(super) const NEEDED: &[(&str, &[&[&str]])] = &[
    ("registerCase", &[&["case create"]]),
    ("settleCase", &[&["case create", "case resolve", "case reply"]]),
    ("amendCase", &[&["case amend"]]),
    ("triageCase", &[&["case triage"]]),
    ("proposeHandover", &[&["case propose"]]),
    ("signHandover", &[&["case assign"]]),
    ("assignCase", &[&["case propose", "case assign"]]),
    ("acceptCase", &[&["case accept"]]),
    ("returnCase", &[&["case return"]]),
    ("planCoordination", &[&["case coordinate"]]),
    ("recordCoordination", &[&["case coordinate"]]),
    ("escalateCase", &[&["case escalate"]]),
    ("superviseCase", &[&["case supervise"]]),
    ("answerSupervision", &[&["case answer"]]),
    ("extendCase", &[&["case extend"]]),
    ("recordMediation", &[&["case mediate"]]),
    ("recordEmergencyStep", &[&["case record_step"]]),
    ("resolveCase", &[&["case resolve"]]),
    ("rejectResolution", &[&["case supervise"]]),
    ("declineCase", &[&["case decline"]]),
    ("replyToReporter", &[&["case reply"]]),
    ("recordFollowUp", &[&["case follow_up"]]),
    ("archiveCase", &[&["case archive"]]),
    ("reopenCase", &[&["case reopen"]]),
    ("mergeCase", &[&["case merge"]]),
    ("withdrawCase", &[&["case withdraw"]]),
    ("addCaseNote", &[&["case note"]]),
    ("readReporter", &[&["reporter read"]]),
    ("amendReporter", &[&["reporter amend"]]),
    ("addParty", &[&["reporter amend"]]),
    ("attachFile", &[&["case attach"], &["check attach"], &["hazard attach"], &["patrol visit"]]),
    ("savePlace", &[&["place save"]]),
    ("planCheck", &[&["check plan"]]),
    ("startCheck", &[&["check answer"]]),
    ("saveCheckAnswers", &[&["check answer"]]),
    ("signCheck", &[&["check sign"]]),
    ("cancelCheck", &[&["check cancel"]]),
    ("reportHazard", &[&["hazard report"]]),
    ("startRectification", &[&["hazard rectify"]]),
    ("reportRectified", &[&["hazard rectify"]]),
    ("verifyHazard", &[&["hazard verify"]]),
    ("reopenHazard", &[&["hazard verify"]]),
    ("extendHazard", &[&["hazard extend"]]),
    ("makeCaseOfHazard", &[&["hazard make_case", "case create"]]),
    ("savePatrolRoute", &[&["patrol save"]]),
    ("recordPatrolVisit", &[&["patrol visit"]]),
    ("saveShift", &[&["shift save"]]),
    ("replaceOnShift", &[&["shift replace"]]),
    ("signInToShift", &[&["shift sign"]]),
    ("signOutOfShift", &[&["shift sign"]]),
    ("addDutyLogEntry", &[&["shift log"]]),
    ("grantRole", &[&["user grant"]]),
    ("revokeGrant", &[&["user grant"]]),
    ("createUser", &[&["user create"]]),
    ("resetPassword", &[&["user reset"]]),
    ("deactivateUser", &[&["user deactivate"]]),
    ("reactivateUser", &[&["user deactivate"]]),
    ("saveTeam", &[&["team save"]]),
    ("saveCategory", &[&["category save"]]),
    ("createToken", &[&["token create"]]),
    ("revokeToken", &[&["token revoke"]]),
    ("changePassword", EVERYBODY),
    ("applyPolicy", &[&["policy apply"]]),
    ("rollBackPolicy", &[&["policy apply"]]),
    ("approveChange", DECIDE),
    ("rejectChange", DECIDE),
    ("exportCases", &[&["export create", "case read"]]),
    ("exportHazards", &[&["export create", "hazard read"]]),
    ("cancelExport", &[&["export create", "case read"], &["export create", "hazard read"]]),
];

/// What each default role may do somewhere, standing somehow to the record: the matrix's ticks.
pub(super) fn ticks() -> BTreeMap<&'static str, Vec<String>> {
    let mut ticks: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in MATRIX.lines().filter(|line| line.contains(['✔', '✘'])) {
        let words: Vec<&str> = row.split_whitespace().collect();
        for (role, cell) in ROLES.into_iter().zip(&words[3..]) {
            if *cell == "✔" {
                ticks.entry(role).or_default().push(format!("{} {}", words[0], words[1]));
            }
        }
    }
    ticks
}
