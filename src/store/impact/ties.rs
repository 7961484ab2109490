//! The records that somebody handles, wrote or has in their team, a page at a time: while one is
//! counted the next is read.

use tokio::task::JoinSet;
use uuid::Uuid;

use super::super::StoreError;
use super::super::aim::Aim;
use super::super::fetch::Rows;
use super::census::place;
use super::kept::Kept;
use super::{Over, id, misread};
use crate::policy::impact::{Place, Relations};
use crate::policy::{Holds, Relation};
use crate::read::sql::{Bind, Binds};

/// How many records are read at once.
const PAGE: usize = 10_000;

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
    /// The paths of the first and last area of each stretch of those in which anything changes;
    /// none where that is much of the installation.
    within: Option<Vec<[String; 2]>>,
    over: &'a Over<'a>,
    /// The page that is being read; none after the last.
    ahead: JoinSet<Result<Rows, StoreError>>,
}

impl<'a> Ties<'a> {
    /// From the first record on, by the relations that matter.
    pub(super) fn of(
        kept: Kept,
        relations: Relations,
        within: Option<Vec<[String; 2]>>,
        over: &'a Over<'a>,
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
        let mut ties = Self { kept, columns, within, over, ahead: JoinSet::new() };
        let nowhere = ties.within.as_ref().is_some_and(Vec::is_empty);
        if !ties.columns.is_empty() && !nowhere {
            ties.read_ahead(Uuid::nil());
        }
        ties
    }

    /// The next page; none after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Row>>, StoreError> {
        let Some(page) = self.ahead.join_next().await else { return Ok(None) };
        let page = page.map_err(|error| StoreError::Failed(error.to_string()))??;
        let [last, records] = page
            .into_iter()
            .next()
            .and_then(|row| <[_; 2]>::try_from(row).ok())
            .ok_or_else(misread)?;
        let Some(last) = id(last.as_deref())? else { return Ok(None) };
        self.read_ahead(last);
        let records = records.ok_or_else(misread)?;
        let rows = records.split(';').filter_map(|record| self.row(record).transpose());
        rows.collect::<Result<_, _>>().map(Some)
    }

    fn read_ahead(&mut self, after: Uuid) {
        let (text, binds) = self.page(after);
        let store = self.over.store.clone();
        self.ahead.spawn(async move { store.all_rows(Aim::Count, text, &binds).await });
    }

    /// The statement that reads the page after a record: its last id, and all its records in one text,
    /// which takes a fraction of the time that as many rows would.
    fn page(&self, after: Uuid) -> (String, Vec<Bind>) {
        let dialect = self.over.store.dialect();
        let hex = |column: &str| format!("coalesce({}, '')", dialect.hex_of_uuid(column));
        let Kept { table, area, desk, confidential, .. } = self.kept;
        let mut shown: Vec<String> = area.into_iter().chain(desk).map(hex).collect();
        let confidential = confidential.unwrap_or("false");
        shown.push(format!("case when {confidential} then '1' else '0' end"));
        shown.extend(self.columns.iter().map(|column| hex(column.name)));
        let named: Vec<String> =
            self.columns.iter().map(|column| format!("{} is not null", column.name)).collect();
        let mut binds = Binds::new(dialect);
        let after = binds.bind(Bind::Uuid(after));
        let within = self.within.as_ref().map(|stretches| {
            let paths: Vec<String> = stretches
                .iter()
                .map(|stretch| {
                    let [first, last] =
                        stretch.each_ref().map(|path| binds.bind(Bind::Text(path.clone())));
                    format!("path between {first} and {last}")
                })
                .collect();
            let paths = paths.join(" or ");
            let at = |column| format!("{column} in (select id from areas where {paths})");
            let at: Vec<String> = area.into_iter().chain(desk).map(at).collect();
            format!(" and ({})", at.join(" or "))
        });
        let text = format!(
            "select max(id), string_agg(record, ';') from (select {} as id, {} as record from {table} \
             where id > {after} and ({}){} order by {table}.id limit {PAGE}) as page",
            dialect.hex_of_uuid("id"),
            shown.join(" || ',' || "),
            named.join(" or "),
            within.unwrap_or_default(),
        );
        (text, binds.into_values())
    }

    /// A record; none of one that none of the users has to do with.
    fn row(&self, record: &str) -> Result<Option<Row>, StoreError> {
        let mut parts = record.split(',');
        let mut part = || parts.next().ok_or_else(misread);
        let mut place_of = |column: Option<&str>| match column {
            None => place(None, self.over.ground),
            Some(_) => place(Some(part()?), self.over.ground),
        };
        let Some(area) = place_of(self.kept.area)? else { return Ok(None) };
        let desk = match self.kept.desk {
            None => area,
            Some(_) => match place_of(self.kept.desk)? {
                None => return Ok(None),
                Some(desk) => desk,
            },
        };
        let confidential = part()? == "1";
        let mut ties: Vec<(usize, Relations)> = Vec::new();
        for column in &self.columns {
            let Some(named) = id(Some(part()?))? else { continue };
            let users = match column.is_team {
                true => self.over.teams.get(&named).map_or(&[][..], Vec::as_slice),
                false => self.over.numbers.get(&named).map_or(&[][..], std::slice::from_ref),
            };
            for user in users {
                match ties.iter_mut().find(|tie| tie.0 == *user) {
                    Some(tie) => tie.1 = tie.1 | column.relation,
                    None => ties.push((*user, column.relation)),
                }
            }
        }
        Ok((!ties.is_empty()).then_some(Row { area, desk, confidential, ties }))
    }
}

/// Whether anything here depends on who is in which team.
pub(super) fn ask_for_teams(relations: Relations) -> bool {
    relations.meet(Relation::OwnTeam.into())
}
