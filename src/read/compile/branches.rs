//! The ways to the rows of a list: one, or, where it is searched or goes by parts of rows, one for few
//! that are found and one for many, and each of them for all that answer alike where that is the order.

use super::Compiler;
use super::asked::{Asked, Found};
use super::connection::{Site, with_all};
use super::rows::Branch;
use crate::read::catalog::Connection;
use crate::read::filter::Lead;
use crate::read::order::Stretch;
use crate::read::row::Row;
use crate::read::search::{self, Search, Tier};
use crate::read::sql::Dialect;

impl Compiler<'_> {
    /// The branches of a list, and the statement that tells which of them are taken.
    pub(super) fn branches(
        &mut self,
        connection: &Connection,
        site: Site<'_>,
        asked: &Asked,
        row: &Row,
    ) -> (Vec<Branch>, Option<String>) {
        let table = connection.node.table;
        let search = asked.filter.search().and_then(|text| Search::parse(text).ok());
        let Some(search) = search else {
            return self.unsearched(connection, site, asked, row);
        };
        self.looks_through = true;
        let areas = self.areas_of(table, asked.filter.lead);
        let is_ranked = asked.order.is_ranked();
        if self.dialect() == Dialect::Postgres && (is_ranked || search::is_known(&search, &areas)) {
            // It takes the better way by itself; what is ranked is all put in order.
            let branch = Branch {
                source: search::source(&search, &areas, is_ranked, &mut self.binds),
                arms: self.filtered_arms(connection, site, asked, row),
                stretches: self.stretches(asked, row),
                wants_many: None,
            };
            return (vec![branch], None);
        }
        let probe = search::probe(&search, &areas, &mut self.binds);
        let tiers: Vec<Option<Tier>> = match is_ranked {
            true => Tier::ALL.map(Some).into(),
            false => vec![None],
        };
        let mut branches = Vec::new();
        let stretches = self.stretches_of_a_tier(asked, row);
        let mut rest = self.filtered_of_source(connection, &asked.filter, row);
        rest.extend(site.guard.map(str::to_owned));
        // What is found is in no index's order, and needs no arms to be found by.
        let [found, passed] = [Lead::Few, asked.filter.lead]
            .map(|lead| with_all(self.arms(table, site.link, site.parent, lead, row), &rest));
        for tier in tiers {
            branches.push(Branch {
                source: search::source_of(&search, &areas, tier, &mut self.binds),
                arms: found.clone(),
                stretches: stretches.clone(),
                wants_many: Some(false),
            });
            let (source, held) = search::passed(&search, &areas, tier, row, &mut self.binds);
            branches.push(Branch {
                source,
                arms: with_all(passed.clone(), &held),
                stretches: stretches.clone(),
                wants_many: Some(true),
            });
        }
        (branches, Some(probe))
    }

    fn unsearched(
        &mut self,
        connection: &Connection,
        site: Site<'_>,
        asked: &Asked,
        row: &Row,
    ) -> (Vec<Branch>, Option<String>) {
        let table = connection.node.table;
        let arms = self.filtered_arms(connection, site, asked, row);
        let stretches = self.stretches(asked, row);
        let source = table.name().to_owned();
        let mut branches = vec![Branch { source, arms, stretches, wants_many: None }];
        // PostgreSQL knows too how many parts there are such as these.
        if self.dialect() == Dialect::Postgres || asked.filter.lead == Lead::Few {
            return (branches, None);
        }
        let Some(parts) = self.parts(connection, &asked.filter) else { return (branches, None) };
        let probe = search::are_many(&parts);
        let counted = self.comparisons;
        let mut conditions = self.conditions(connection, &asked.filter, row, Found::ByParts);
        self.comparisons = counted;
        conditions.extend(site.guard.map(str::to_owned));
        let arms = self.arms(table, site.link, site.parent, Lead::Few, row);
        let [all] = branches.as_mut_slice() else { return (branches, None) };
        all.wants_many = Some(true);
        let few = Branch {
            source: all.source.clone(),
            arms: with_all(arms, &conditions),
            stretches: all.stretches.clone(),
            wants_many: Some(false),
        };
        branches.push(few);
        (branches, Some(probe))
    }

    fn stretches(&mut self, asked: &Asked, row: &Row) -> Vec<Stretch> {
        let (after, before) = (asked.after.as_deref(), asked.before.as_deref());
        asked.order.stretches(row, asked.page.backwards, after, before, &mut self.binds)
    }

    /// Stretches of rows that answer to a search alike: no index knows how well they do.
    fn stretches_of_a_tier(&mut self, asked: &Asked, row: &Row) -> Vec<Stretch> {
        let mut stretches = self.stretches(asked, row);
        if asked.order.is_ranked() {
            let order = asked.order.within_a_tier().by(row, asked.page.backwards);
            for stretch in &mut stretches {
                stretch.order.clone_from(&order);
            }
        }
        stretches
    }
}
