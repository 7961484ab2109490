//! What of the schema somebody could use: worked out from what they may do somewhere, and from what
//! protects the tables behind each field. It is for show alone. A document may name whatever the
//! whole schema has, so that one serves every role.

use std::collections::{BTreeSet, HashSet};

use super::mutation;
use super::query::{self, RootField};
use super::subscription::SUBSCRIPTIONS;
use super::vocabulary::object_types;
use crate::policy::{Action, Grants, Object};
use crate::read::catalog::{Connection, Field, ObjectType, Shown, Source};
use crate::read::compile::RootSource;
use crate::read::table::{Protection, Table};

/// A field, by the names of its type and its own.
pub(super) type FieldName = (&'static str, &'static str);

/// What somebody may do somewhere: all that their view of the schema goes by. Whoever may do the same
/// is shown the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Allowed(BTreeSet<(Object, Action)>);

impl Allowed {
    pub(super) fn of(grants: &Grants) -> Self {
        let of_object = |object: &Object| {
            let object = *object;
            object.actions().iter().map(move |action| (object, *action))
        };
        let all = Object::ALL.iter().flat_map(of_object);
        Self(all.filter(|(object, action)| grants.may_somewhere(*object, *action)).collect())
    }

    fn may(&self, needed: (Object, Action)) -> bool {
        self.0.contains(&needed)
    }

    /// Whether there can be rows of this table that they may read.
    fn reads(&self, table: &Table) -> bool {
        match table.protection() {
            // Everyone reads their own record.
            Protection::SignedIn | Protection::Scope(Object::User) => true,
            Protection::Scope(object)
            | Protection::Somewhere(object)
            | Protection::OfOwner(_, _, object) => self.may((object, Action::Read)),
            Protection::OfMaker(_, object, action) => self.may((object, action)),
            Protection::Through(_, parent) => self.reads(parent),
            Protection::Attached(holders) => holders.iter().any(|holder| self.reads(holder.table)),
        }
    }

    /// The names of the types whose records `node` could find for them.
    pub(super) fn nodes(&self) -> HashSet<&'static str> {
        let nodes = query::NODES.iter().filter(|node| self.reads(node.table));
        nodes.map(|node| node.name).collect()
    }

    /// The fields of the whole schema that they are not shown.
    pub(super) fn hidden(&self) -> HashSet<FieldName> {
        let roots = query::FIELDS.iter().filter(|field| !self.shows_root(field));
        let mutations = mutation::mutations()
            .filter(|mutation| !mutation.is_open_to(|needed| self.may(needed)))
            .map(|mutation| ("Mutation", mutation.name));
        let subscriptions = SUBSCRIPTIONS
            .iter()
            .filter(|subscription| !self.reads(subscription.connection.node.table))
            .map(|subscription| ("Subscription", subscription.name));
        let fields = object_types().iter().flat_map(|of| {
            let hidden = of.fields.iter().filter(|field| !self.shows(of, field));
            hidden.map(|field| (of.name, field.name))
        });
        roots
            .map(|field| ("Query", field.name))
            .chain(mutations)
            .chain(subscriptions)
            .chain(fields)
            .collect()
    }

    fn shows_root(&self, field: &RootField) -> bool {
        let is_open = field.gate.is_none_or(|needed| self.may(needed));
        is_open
            && field.counts.is_none_or(|counts| self.reads(counts.list().node.table))
            && match &field.source {
                Some(
                    RootSource::ById(of, _) | RootSource::By(of, ..) | RootSource::List(of, _),
                ) => self.reads(of.table),
                Some(RootSource::Connection(connection)) => self.reads(connection.node.table),
                Some(RootSource::Node | RootSource::Nodes | RootSource::Viewer(_)) | None => true,
            }
    }

    fn shows(&self, of: &ObjectType, field: &Field) -> bool {
        if field.shown == Shown::InSight && !self.reads(of.table) {
            return false;
        }
        match &field.source {
            Source::Visible(_, to)
            | Source::OfVisible(_, to, ..)
            | Source::Exists(to, _)
            | Source::Count(to, ..)
            | Source::Days(to)
            | Source::Aggregate(to, ..) => self.reads(to.table),
            Source::List(to, link, _) => link.is_by_reference() || self.reads(to.table),
            Source::Connection(Connection { node, .. }, link) => {
                link.is_by_reference() || self.reads(node.table)
            }
            // Whatever else is out of sight shows by its name.
            Source::Reference(_, to) => !to.table.hides_altogether() || self.reads(to.table),
            Source::GlobalId
            | Source::Column(..)
            | Source::Expression(..)
            | Source::RecordId(..)
            | Source::Words(..)
            | Source::AllowedActions(_)
            | Source::FileUrl(_)
            | Source::Part(..)
            | Source::OnePart(..)
            | Source::Same(_)
            | Source::Embedded(..)
            | Source::Permissions(_) => true,
        }
    }
}
