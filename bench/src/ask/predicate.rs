//! Who may read what, as conditions written by hand.

use uuid::Uuid;

use super::actor::{Asker, See};
use super::handwritten::Bind;
use crate::connection::Kind;

/// Writes conditions, and collects what they bind.
pub(crate) struct Predicate {
    pub(super) binds: Vec<Bind>,
    kind: Kind,
    written_out: bool,
}

impl Predicate {
    pub(super) fn new(kind: Kind) -> Self {
        Self { binds: Vec::new(), kind, written_out: false }
    }

    /// Values in the text itself, for statements that are run once.
    pub(crate) fn written_out(kind: Kind) -> Self {
        Self { binds: Vec::new(), kind, written_out: true }
    }

    fn id(&mut self, id: Uuid) -> String {
        if self.written_out {
            return self.kind.uuid(&format!("'{}'", id.simple()));
        }
        self.bind(Bind::Uuid(id))
    }

    pub(super) fn bind(&mut self, bind: Bind) -> String {
        let known = self.binds.iter().position(|other| *other == bind);
        let place = known.unwrap_or_else(|| {
            self.binds.push(bind);
            self.binds.len() - 1
        });
        format!("${}", place + 1)
    }

    pub(super) fn one_of(&mut self, column: &str, ids: &[Uuid]) -> String {
        match ids {
            [id] => format!("{column} = {}", self.id(*id)),
            ids => {
                let ids: Vec<String> = ids.iter().map(|id| self.id(*id)).collect();
                format!("{column} in ({})", ids.join(", "))
            }
        }
    }

    /// What somebody may read, as one condition.
    pub(crate) fn condition(&mut self, asker: &Asker) -> String {
        let inside = self.one_of(asker.level_column(), &asker.areas);
        match asker.see {
            See::Any => inside,
            See::Ordinary => {
                format!("{inside} and (confidential = false or {})", self.handles(asker))
            }
            See::Team(team) => {
                format!("{inside} and (team_id = {} or {})", self.id(team), self.handles(asker))
            }
        }
    }

    fn handles(&mut self, asker: &Asker) -> String {
        let user = self.id(asker.id());
        format!("handler_id = {user} or first_handler_id = {user} or overseer_id = {user}")
    }

    /// What somebody may read, in parts that an index finds in order and that share no row.
    pub(super) fn arms(&mut self, asker: &Asker) -> Vec<String> {
        let column = asker.level_column();
        match asker.see {
            See::Any => {
                asker.areas.iter().map(|area| format!("{column} = {}", self.id(*area))).collect()
            }
            See::Ordinary => vec![self.condition(asker)],
            See::Team(team) => {
                // SQLite would read the whole town: the sign keeps it from that column's index.
                let column = match self.kind {
                    Kind::Postgres => column.to_owned(),
                    Kind::Sqlite => format!("+{column}"),
                };
                let inside = self.one_of(&column, &asker.areas);
                let (team, user) = (self.id(team), self.id(asker.id()));
                let not_of_team = format!("team_id is distinct from {team}");
                let not_handler = format!("{not_of_team} and handler_id is distinct from {user}");
                let not_first =
                    format!("{not_handler} and first_handler_id is distinct from {user}");
                vec![
                    format!("team_id = {team} and {inside}"),
                    format!("handler_id = {user} and {inside} and {not_of_team}"),
                    format!("first_handler_id = {user} and {inside} and {not_handler}"),
                    format!("overseer_id = {user} and {inside} and {not_first}"),
                ]
            }
        }
    }

    /// Under which condition a team's members show.
    pub(super) fn team_in_sight(&mut self, asker: &Asker) -> String {
        match asker.see {
            See::Team(team) => format!("t.id = {}", self.id(team)),
            _ if asker.level_column() == "community_id" => {
                self.one_of("t.community_id", &asker.areas)
            }
            // Teams of cases in a town are that town's.
            _ => "true".to_owned(),
        }
    }
}
