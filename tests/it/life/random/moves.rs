//! What somebody may try: an action, and an input that is right for it as the case stands.

use entity::{case, file};
use sea_orm::{EntityTrait, Set};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::town::{CODES, PEOPLE, TEAMS, Town, id};
use super::rows::Rows;
use super::table::{REGISTER, SETTLE, VERBS, Verb, is_open};
use crate::support::Dice;

pub(super) struct Move {
    pub(super) who: &'static str,
    pub(super) verb: &'static Verb,
    pub(super) input: Value,
    pub(super) case: Option<Uuid>,
    /// The case that it is to be merged into.
    pub(super) into: Option<Uuid>,
    /// Nothing of the input is wrong, as far as the actor's own area goes.
    pub(super) is_right: bool,
    /// What the actor was told to be allowed.
    pub(super) listed: Vec<String>,
}

impl Move {
    pub(super) fn touches(&self) -> impl Iterator<Item = Uuid> {
        self.case.into_iter().chain(self.into)
    }
}

/// What cuts the life of a case short.
const ENDS: &[&str] = &["WITHDRAW", "MERGE", "DECLINE", "ESCALATE", "ARCHIVE"];

impl Town {
    /// Something to try.
    pub(super) async fn choose(&self, dice: &mut Dice, rows: &Rows) -> Move {
        let ours: Vec<&case::Model> =
            rows.cases.values().filter(|case| case.number.starts_with("35")).collect();
        let live = ours.iter().filter(|case| case.status != "ARCHIVED").count();
        if live < 3 || dice.percent(3) {
            return self.new_case(dice);
        }
        loop {
            // Some are tried by many at once.
            let case = ours[ours.len() - 1 - dice.below(ours.len().min(4))];
            let (who, ..) = *dice.pick(PEOPLE);
            let listed = self.allowed(who, case.id).await;
            if listed.is_empty() && dice.percent(80) {
                continue;
            }
            // What ends a case, or stands beside it, leaves room for what leads on.
            let leads_on = dice.percent(70);
            let verbs: Vec<&'static Verb> = VERBS
                .iter()
                .filter(|verb| listed.iter().any(|listed| listed == verb.action))
                .filter(|verb| !leads_on || !(verb.is_aside || ENDS.contains(&verb.action)))
                .collect();
            let verb = match verbs.is_empty() || dice.percent(20) {
                true => dice.pick(VERBS),
                false => verbs[dice.below(verbs.len())],
            };
            let mut choice = Move {
                who,
                verb,
                input: Value::Null,
                case: Some(case.id),
                into: None,
                is_right: true,
                listed,
            };
            if self.fill(dice, rows, case, &mut choice).await.is_some() {
                return choice;
            }
        }
    }

    fn new_case(&self, dice: &mut Dice) -> Move {
        let brings: Vec<_> =
            PEOPLE.iter().filter(|(who, _, runs)| *runs || *who == "leader").collect();
        let (who, code, runs) = **dice.pick(&brings);
        let areas: Vec<_> = CODES.iter().filter(|area| area.starts_with(code)).collect();
        let mut matter = json!({
            "title": "Noise at night", "description": "", "source": "PHONE",
            "areaId": id("area", self.areas[**dice.pick(&areas)]),
        });
        if dice.percent(70) {
            matter["reporter"] = json!({"name": "Wei", "phone": "0591-87654321"});
        }
        let settles = runs && dice.percent(20);
        if !settles {
            matter["severity"] = json!(dice.pick(&["SIMPLE", "ORDINARY", "MAJOR"]));
            matter["emergency"] = json!(dice.percent(30));
            matter["confidential"] = json!(dice.percent(10));
        }
        let (verb, input) = match settles {
            true => (
                &SETTLE,
                json!({
                    "registration": matter, "resolution": "Told them", "channel": "PHONE",
                    "reply": "It is settled",
                }),
            ),
            false => (&REGISTER, matter),
        };
        Move { who, verb, input, case: None, into: None, is_right: true, listed: Vec::new() }
    }

    /// The input of a move; none where nothing would be right now.
    async fn fill(
        &self,
        dice: &mut Dice,
        rows: &Rows,
        case: &case::Model,
        choice: &mut Move,
    ) -> Option<()> {
        let team = |dice: &mut Dice| -> Option<(&str, &str, &str)> {
            let fit = self.teams_for(choice.who, case);
            let (name, _, member, code) = fit.get(dice.below(fit.len().max(1)))?;
            Some((name, member, code))
        };
        let me = self.people[choice.who];
        let words = json!({"note": "As was said"});
        let more = match (choice.verb.mutation, choice.verb.kind) {
            ("amendCase", _) => json!({"title": "Noise", "note": "Shorter"}),
            ("triageCase", _) => {
                let mut more = json!({
                    "severity": dice.pick(&["SIMPLE", "ORDINARY", "MAJOR"]),
                    "categoryId": id("category", self.category),
                });
                if dice.percent(15) {
                    more["areaId"] = json!(id("area", self.areas[*dice.pick(CODES)]));
                    choice.is_right = false;
                }
                if dice.percent(20) {
                    more["confidential"] = json!(dice.percent(40));
                    more["emergency"] = json!(dice.percent(50));
                }
                more
            }
            ("proposeHandover", _) => {
                json!({"teamId": id("team", self.teams[team(dice)?.0]), "opinion": "Theirs"})
            }
            ("signHandover", kind) => {
                let near: Vec<Uuid> = self
                    .teams_for(choice.who, case)
                    .iter()
                    .map(|(name, ..)| self.teams[*name])
                    .collect();
                let agree = kind == "ASSIGNED";
                let slip = rows.slips.iter().find(|slip| {
                    slip.case_id == case.id
                        && slip.signed_at.is_none()
                        && slip.lapsed_at.is_none()
                        && slip.proposed_by_id != me
                        && (!agree || near.contains(&slip.team_id))
                })?;
                json!({"handoverId": id("handover", slip.id), "agree": agree})
            }
            ("assignCase", _) => {
                let (name, member, code) = team(dice)?;
                let mut more = json!({"teamId": id("team", self.teams[name])});
                if self.code(case.area_id).starts_with(code) && dice.percent(50) {
                    more["handlerId"] = json!(id("user", self.people[member]));
                }
                more
            }
            ("acceptCase", _) => json!({}),
            ("planCoordination", _) => json!({
                "plannedFor": self.ahead(30), "teamIds": [id("team", self.teams[team(dice)?.0])],
            }),
            ("recordCoordination", _) => {
                let meeting = rows
                    .meetings
                    .iter()
                    .find(|meeting| meeting.case_id == case.id && meeting.held_at.is_none())?;
                json!({
                    "coordinationId": id("coordination", meeting.id), "heldAt": self.clock.now(),
                    "minutes": "All came", "decisions": [],
                })
            }
            ("escalateCase", _) => {
                let desk = self.code(case.desk_id);
                let above: Vec<_> = CODES
                    .iter()
                    .filter(|code| desk.starts_with(**code) && code.len() < desk.len())
                    .collect();
                let above = above.get(dice.below(above.len().max(1)))?;
                json!({"toAreaId": id("area", self.areas[**above]), "reason": "Too hard for us"})
            }
            ("superviseCase", _) => json!({"reason": "Late", "answerBy": self.ahead(72)}),
            ("answerSupervision", _) => {
                let notice = rows
                    .notices
                    .iter()
                    .find(|notice| notice.case_id == case.id && notice.answered_at.is_none())?;
                json!({"supervisionId": id("supervision", notice.id), "answer": "Soon"})
            }
            ("extendCase", _) => {
                let from = case.due_at?.max(self.clock.now());
                json!({"dueAt": from + chrono::TimeDelta::days(2), "reason": "They are away"})
            }
            ("recordMediation", _) => json!({
                "method": "PEOPLES", "agreementReached": dice.percent(50),
                "session": {
                    "heldAt": self.clock.now(), "mediatorIds": [id("user", me)],
                    "record": "They spoke",
                },
            }),
            ("recordEmergencyStep", _) => {
                let steps = ["ARRIVED", "CONVENED", "REPORTED_UP", "STOOD_DOWN", "REVIEWED"];
                let step = if is_open(&case.status) { *dice.pick(&steps) } else { "REVIEWED" };
                json!({"step": step, "at": self.clock.now(), "note": "By the book"})
            }
            ("declineCase" | "replyToReporter", _) => {
                json!({"channel": "WRITTEN", "text": "The town is competent"})
            }
            ("recordFollowUp", _) => json!({"satisfaction": 4, "note": "Content"}),
            ("mergeCase", _) => {
                let mut other = None;
                for into in rows.cases.values().filter(|into| into.id != case.id) {
                    if into.number.starts_with("35")
                        && self.allowed(choice.who, into.id).await.contains(&"MERGE".to_owned())
                    {
                        other = Some(into.id);
                    }
                }
                choice.into = Some(other?);
                json!({"intoId": id("case", other?)})
            }
            ("addCaseNote", _) => json!({"text": "Called them"}),
            ("attachFile", _) => json!({
                "fileId": id("file", self.file_of(me).await), "recordId": id("case", case.id),
            }),
            ("readReporter", _) => json!({"caseId": id("case", case.id)}),
            ("amendReporter", _) => json!({
                "caseId": id("case", case.id), "reporter": {"name": "Wang"}, "reason": "Misheard",
            }),
            ("addParty", _) => {
                json!({"caseId": id("case", case.id), "name": "Li", "role": "Neighbour"})
            }
            _ => words,
        };
        choice.input = more;
        let beside = ["handoverId", "coordinationId", "supervisionId", "recordId", "caseId"];
        if !beside.iter().any(|field| choice.input.get(field).is_some()) {
            choice.input["id"] = json!(id("case", case.id));
        }
        if !choice.verb.is_aside {
            choice.input["expectedVersion"] = json!(case.version);
        }
        Some(())
    }

    /// The teams that somebody can hand a case to: in their area, and of the case's own, below it,
    /// or above it up to its town, or to the desk where that is higher.
    fn teams_for(
        &self,
        who: &str,
        case: &case::Model,
    ) -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
        let (_, grant, _) = PEOPLE.iter().find(|(name, ..)| *name == who).unwrap();
        let (area, desk) = (self.code(case.area_id), self.code(case.desk_id));
        let town = area.get(..3).filter(|_| desk.len() >= 3);
        let top = town.unwrap_or(desk);
        let fits = |code: &str| {
            code.starts_with(grant)
                && (code.starts_with(area) || area.starts_with(code) && code.starts_with(top))
        };
        TEAMS.iter().filter(|(_, code, ..)| fits(code)).copied().collect()
    }

    /// A file that somebody has sent.
    async fn file_of(&self, who: Uuid) -> Uuid {
        let sent = file::ActiveModel {
            id: Set(Uuid::now_v7()),
            file_name: Set("photo.jpg".to_owned()),
            masked_name: Set(None),
            media_type: Set("image/jpeg".to_owned()),
            byte_length: Set(1),
            sha256: Set("0".repeat(64)),
            has_thumbnail: Set(false),
            uploaded_by_id: Set(who),
            uploaded_at: Set(self.clock.now()),
            case_id: Set(None),
            personal: Set(false),
            attached_at: Set(None),
            ..Default::default()
        };
        let database = self.desk.server.database.connection();
        file::Entity::insert(sent).exec(database).await.unwrap().last_insert_id
    }
}
