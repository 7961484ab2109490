//! The records that somebody handles, wrote or has in their team, a page at a time.

use std::collections::HashMap;

use uuid::Uuid;

use super::super::aim::Aim;
use super::super::{Store, StoreError};
use super::census::place;
use super::kept::Kept;
use super::{id, misread};
use crate::policy::impact::{Ground, Place, Relations};
use crate::policy::{Holds, Relation};
use crate::read::sql::{Bind, Binds};

/// How many records are read at once.
const PAGE: usize = 20_000;

/// A record to which some users stand otherwise than everybody does.
pub(super) struct Row {
    pub(super) area: Place,
    pub(super) desk: Place,
    pub(super) confidential: bool,
    pub(super) ties: Vec<(usize, Relations)>,
}

/// Who stands to a record so, if this column of it names them or their team.
struct Column {
    name: &'static str,
    relation: Relations,
    is_team: bool,
}

/// Reads the records of one kind, page by page.
pub(super) struct Ties<'a> {
    kept: Kept,
    columns: Vec<Column>,
    ground: &'a Ground,
    /// The users' numbers.
    users: &'a HashMap<Uuid, usize>,
    /// The numbers of the members of each team.
    teams: &'a HashMap<Uuid, Vec<usize>>,
    after: Option<Uuid>,
}

impl<'a> Ties<'a> {
    /// From the first record on, by the relations that matter.
    pub(super) fn of(
        kept: Kept,
        relations: Relations,
        ground: &'a Ground,
        users: &'a HashMap<Uuid, usize>,
        teams: &'a HashMap<Uuid, Vec<usize>>,
    ) -> Self {
        let mut columns = Vec::new();
        for (relation, holds) in kept.object.relations() {
            let relation = Relations::from(*relation);
            let (names, is_team): (&[&str], bool) = match holds {
                Holds::IsOwnTeam(name) => (&[name], true),
                Holds::IsUser(names) => (names, false),
                Holds::Always | Holds::IsFalse(_) => continue,
            };
            if relation.meet(relations) {
                columns.extend(names.iter().map(|name| Column { name, relation, is_team }));
            }
        }
        Self { kept, columns, ground, users, teams, after: Some(Uuid::nil()) }
    }

    /// Whether anything depends on how a user stands to a record of this kind.
    pub(super) fn matter(&self) -> bool {
        !self.columns.is_empty()
    }

    /// The next page; none after the last.
    pub(super) async fn next(&mut self, store: &Store) -> Result<Option<Vec<Row>>, StoreError> {
        let Some(after) = self.after else { return Ok(None) };
        let dialect = store.dialect();
        let hex = |column: &str| dialect.hex_of_uuid(column);
        let area = self.kept.area.map_or_else(|| "''".to_owned(), hex);
        let desk = self.kept.desk.map_or_else(|| "''".to_owned(), hex);
        let confidential = self.kept.confidential.unwrap_or("false");
        let mut shown = vec![hex("id"), area, desk];
        shown.push(format!("case when {confidential} then '1' else '0' end"));
        shown.extend(self.columns.iter().map(|column| hex(column.name)));
        let named: Vec<String> =
            self.columns.iter().map(|column| format!("{} is not null", column.name)).collect();
        let mut binds = Binds::new(dialect);
        let text = format!(
            "select {} from {} where id > {} and ({}) order by id limit {PAGE}",
            shown.join(", "),
            self.kept.table,
            binds.bind(Bind::Uuid(after)),
            named.join(" or "),
        );
        let found = store.all_rows(Aim::Count, text, &[Bind::Uuid(after)]).await?;
        let last = found.last().and_then(|row| row.first()).and_then(Option::as_deref);
        self.after = if found.len() < PAGE { None } else { id(last)? };
        let mut rows = Vec::new();
        for columns in &found {
            rows.extend(self.row(columns)?);
        }
        Ok(Some(rows))
    }

    /// A record; none of one that none of the users has to do with.
    fn row(&self, columns: &[Option<String>]) -> Result<Option<Row>, StoreError> {
        let [_, area, desk, confidential, named @ ..] = columns else { return Err(misread()) };
        let Some(area) = place(area.as_deref(), self.ground)? else { return Ok(None) };
        let desk = match self.kept.desk {
            None => area,
            Some(_) => match place(desk.as_deref(), self.ground)? {
                None => return Ok(None),
                Some(desk) => desk,
            },
        };
        let mut ties: Vec<(usize, Relations)> = Vec::new();
        for (column, named) in self.columns.iter().zip(named) {
            let Some(named) = id(named.as_deref())? else { continue };
            let users = match column.is_team {
                true => self.teams.get(&named).map_or(&[][..], Vec::as_slice),
                false => self.users.get(&named).map_or(&[][..], std::slice::from_ref),
            };
            for user in users {
                match ties.iter_mut().find(|tie| tie.0 == *user) {
                    Some(tie) => tie.1 = tie.1 | column.relation,
                    None => ties.push((*user, column.relation)),
                }
            }
        }
        let confidential = confidential.as_deref() == Some("1");
        Ok((!ties.is_empty()).then_some(Row { area, desk, confidential, ties }))
    }
}

/// Whether anything here depends on who is in which team.
pub(super) fn ask_for_teams(relations: Relations) -> bool {
    relations.meet(Relation::OwnTeam.into())
}
