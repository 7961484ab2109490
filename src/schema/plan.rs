//! What is done for a request: each field of its root with the statements that answer it. A plan
//! depends on the document, its variables and the viewer's grants, and on no moment.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType,
    Selection,
};
use async_graphql::{Name, Positioned, Variables};
use chrono_tz::Tz;

use super::cheaper::cheaper;
use super::limits::{Limits, Measure};
use super::mutation;
use super::query::{self, Counts, RootField};
use super::resolver::{Resolver, ResolverPlan};
use super::subscription::{self, SUBSCRIPTIONS, SubscriptionPlan};
use super::types::installation;
use super::vocabulary::{inputs, object_types, plain_types};
use super::writing::MutationPlan;
use crate::error::{Code, Error, Message};
use crate::policy::{Action, Grants, Object};
use crate::read::Sizes;
use crate::read::compile::{
    BacklogPlan, Context, Cost, RootPlan, StatsPlan, compile_backlog, compile_change,
    compile_given, compile_payload, compile_root, compile_stats,
};
use crate::read::document::{Collected, Document};
use crate::read::input::InputField;
use crate::read::page::Page;
use crate::read::problem::Problems;
use crate::read::sql::Dialect;

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// A subscription has one field at its root (GraphQL specification, October 2021, 5.2.3.1).
fn one_field() -> Error {
    Error::new(
        Code::InvalidInput,
        Message::new("a subscription has one field at its root", "订阅的根上只能有一个字段"),
    )
}

/// Whether a field of the root is answered with records.
fn shows_records(field: &Collected<'_>) -> bool {
    mutation::named(field.name).is_some()
        || query::field(field.name)
            .is_some_and(|of| of.source.is_some() || of.resolver.is_some() || of.counts.is_some())
}

/// What a mutation costs beside its answer.
const MUTATION: u64 = 50;

/// What is done for a request.
pub(super) struct Plan {
    pub(super) roots: Vec<Root>,
    pub(super) cost: u64,
    /// What is asked of the schema itself, as a document of its own.
    pub(super) introspection: Option<(ExecutableDocument, Variables)>,
}

/// A field of the root.
pub(super) struct Root {
    /// Its response key.
    pub(super) key: String,
    /// Whether null is no value of it.
    pub(super) non_null: bool,
    /// Whether it tells who is asking.
    pub(super) is_viewer: bool,
    pub(super) source: Source,
}

/// How a field of the root gets its value.
pub(super) enum Source {
    Database(RootPlan),
    /// By these fields of the installation, each under its response key.
    Installation(Vec<(String, String)>),
    /// It is worked out in Rust.
    Resolver(ResolverPlan),
    /// Rows are counted in groups.
    Stats(StatsPlan),
    /// Rows are counted day by day.
    Backlog(BacklogPlan),
    /// It is for those alone who may do this somewhere.
    Forbidden(Object, Action),
    /// It is done.
    Mutation(MutationPlan),
    /// The root's own.
    TypeName(&'static str),
    Introspection,
}

/// What plans of one installation have in common.
#[derive(Debug, Clone)]
pub(super) struct Planner {
    pub(super) dialect: Dialect,
    pub(super) zone: Tz,
    pub(super) limits: Limits,
    pub(super) sizes: Arc<Sizes>,
}

impl Planner {
    /// The plan for an operation of a valid document.
    ///
    /// # Errors
    /// What is wrong with the variables and arguments, or by how much it asks for too much.
    pub(super) fn plan(
        &self,
        grants: &Grants,
        operation: &OperationDefinition,
        fragments: &Fragments,
        variables: &Variables,
    ) -> Result<Plan, Error> {
        let mut problems = Problems::default();
        let document = Document::new(operation, fragments, variables, inputs(), &mut problems);
        let fields = document.root();
        let alone = fields.iter().filter(|field| shows_records(field)).count() == 1;
        let context = self.context(&document, grants, alone);
        let mut cost = Cost::default();
        if operation.ty == OperationType::Mutation {
            return self.mutations(context, fields, problems, cost);
        }
        let mut roots = Vec::with_capacity(fields.len());
        for field in &fields {
            let (non_null, source) = match (field.name, query::field(field.name)) {
                (_, Some(known)) => {
                    let parts = (&mut problems, &mut cost);
                    (known.is_non_null(), root_source(context, known, field, parts))
                }
                ("__typename", None) => (true, Source::TypeName(document.root_type())),
                _ => (false, Source::Introspection),
            };
            let is_viewer = query::field(field.name).is_some_and(|of| of.is_viewer());
            roots.push(Root { key: field.key.to_owned(), non_null, is_viewer, source });
        }
        if !problems.is_empty() {
            return Err(Error::invalid_input(problems.into_vec()));
        }
        self.check(grants, &cost)?;
        let introspected = fields
            .iter()
            .zip(&roots)
            .filter(|(_, root)| matches!(root.source, Source::Introspection))
            .map(|(field, _)| field)
            .collect::<Vec<_>>();
        let introspection = (!introspected.is_empty())
            .then(|| (only(&introspected, operation, fragments), variables.clone()));
        Ok(Plan { roots, cost: cost.total, introspection })
    }

    fn context<'a>(
        &self,
        document: &'a Document<'a>,
        grants: &'a Grants,
        alone: bool,
    ) -> Context<'a> {
        Context {
            document,
            inputs: inputs(),
            nodes: query::NODES,
            objects: object_types(),
            plain: plain_types(),
            grants,
            dialect: self.dialect,
            zone: self.zone,
            cases: self.sizes.cases(),
            alone,
        }
    }

    fn mutations(
        &self,
        context: Context<'_>,
        fields: Vec<Collected<'_>>,
        mut problems: Problems,
        mut cost: Cost,
    ) -> Result<Plan, Error> {
        let mut roots = Vec::with_capacity(fields.len());
        for field in &fields {
            let (non_null, source) = match mutation::named(field.name) {
                None => (true, Source::TypeName(context.document.root_type())),
                Some(mutation) => {
                    if mutation.is_alone && fields.len() > 1 {
                        problems.add(
                            field.key,
                            format!("{} stands alone in its operation", mutation.name),
                            format!("{} 须单独作为一个操作", mutation.name),
                        );
                    }
                    cost.add(field.name, MUTATION);
                    let given = mutation.arguments().into_iter().map(|argument| {
                        let path = argument.name.to_owned();
                        let (document, types) = (context.document, context.inputs);
                        let value =
                            document.argument_at(path, field, &argument, types, &mut problems);
                        (argument, value.unwrap_or_default())
                    });
                    let input = mutation.input(given.collect());
                    let payload =
                        compile_payload(context, mutation.payload, field, &mut problems, &mut cost);
                    (true, Source::Mutation(MutationPlan { mutation, input, payload }))
                }
            };
            roots.push(Root { key: field.key.to_owned(), non_null, is_viewer: false, source });
        }
        if !problems.is_empty() {
            return Err(Error::invalid_input(problems.into_vec()));
        }
        self.check(context.grants, &cost)?;
        Ok(Plan { roots, cost: cost.total, introspection: None })
    }

    /// The plan for a subscription of a valid document.
    ///
    /// # Errors
    /// What is wrong with the variables and arguments, or by how much it asks for too much.
    pub(super) fn subscription(
        &self,
        grants: &Grants,
        operation: &OperationDefinition,
        fragments: &Fragments,
        variables: &Variables,
    ) -> Result<SubscriptionPlan, Error> {
        let mut problems = Problems::default();
        let document = Document::new(operation, fragments, variables, inputs(), &mut problems);
        // Nobody asks for the case alone that a change is of.
        let context = self.context(&document, grants, false);
        let mut cost = Cost::default();
        let fields = document.root();
        let known = |field: &Collected<'_>| {
            SUBSCRIPTIONS.iter().find(|subscription| subscription.name == field.name)
        };
        let [field] = fields.as_slice() else { return Err(one_field()) };
        let Some(of) = known(field) else { return Err(one_field()) };
        let mut argument =
            |of: &InputField| document.argument(field, of, context.inputs, &mut problems);
        let filter = of.filter().and_then(|of| argument(&of));
        let since = of.arguments().last().and_then(&mut argument);
        let asked = (field, filter.as_ref());
        let told = (of.subject, of.connection);
        let payload = compile_change(context, told, of.payload, asked, &mut problems, &mut cost);
        if !problems.is_empty() {
            return Err(Error::invalid_input(problems.into_vec()));
        }
        self.check(grants, &cost)?;
        let since = subscription::text(since);
        let (key, subject) = (field.key.to_owned(), of.subject);
        Ok(SubscriptionPlan { key, subject, since, payload })
    }

    fn check(&self, grants: &Grants, cost: &Cost) -> Result<(), Error> {
        let dearest = |mut error: Error| {
            error.extensions.insert("field".into(), cost.dearest_field().into());
            error.message = cheaper(error.message, cost);
            error
        };
        let most = self.limits.cost_of(grants.roles());
        Measure::Cost.bounded(cost.total, most).map_err(dearest)?;
        Measure::Values.bounded(cost.values, self.limits.values).map_err(dearest)
    }
}

impl Plan {
    /// Whether it changes anything.
    pub(super) fn is_mutation(&self) -> bool {
        self.roots.iter().any(|root| matches!(root.source, Source::Mutation(_)))
    }

    /// Whether nothing is asked but who is asking and what the installation is called, and nothing
    /// is done but that the password is changed.
    pub(super) fn is_for_one_time_passwords(&self) -> bool {
        self.roots.iter().all(|root| match &root.source {
            Source::Database(_) => root.is_viewer,
            Source::Mutation(of) => of.mutation.name == mutation::CHANGE_PASSWORD,
            Source::Installation(_) | Source::TypeName(_) => true,
            Source::Resolver(_)
            | Source::Stats(_)
            | Source::Backlog(_)
            | Source::Forbidden(..)
            | Source::Introspection => false,
        })
    }

    /// How many bytes it takes, about.
    pub(super) fn bytes(&self) -> usize {
        let of_root = |root: &Root| match &root.source {
            Source::Database(plan) => plan.templates().map(|template| template.bytes()).sum(),
            Source::Installation(fields) => fields.len() * 64,
            Source::Resolver(plan) => {
                let rows = plan.given.rows.iter();
                1024 + rows.map(|rows| rows.template.bytes()).sum::<usize>()
            }
            Source::Stats(plan) => 1024 + plan.template.bytes(),
            Source::Backlog(plan) => 1024 + plan.template.bytes(),
            Source::Forbidden(..) => 0,
            // They are not kept.
            Source::Mutation(_) | Source::TypeName(_) | Source::Introspection => 0,
        };
        self.roots.iter().map(|root| 256 + root.key.len() + of_root(root)).sum()
    }
}

/// How a known field of the root gets its value.
fn root_source<'a>(
    context: Context<'a>,
    known: &'static RootField,
    field: &Collected<'a>,
    (problems, cost): (&'a mut Problems, &'a mut Cost),
) -> Source {
    if let Some((object, action)) = known.gate
        && !context.grants.may_somewhere(object, action)
    {
        return Source::Forbidden(object, action);
    }
    // Where something is wrong with the arguments of figures, nothing is answered but that.
    match (&known.source, &known.resolver, known.counts) {
        (Some(of), ..) => Source::Database(compile_root(context, of, field, problems, cost)),
        (None, Some(of), _) => {
            Source::Resolver(resolver_plan(context, (known, of), field, (problems, cost)))
        }
        (None, None, Some(Counts::Groups(of))) => {
            let plan = compile_stats(context, (of, known.ty), field, (problems, cost));
            plan.map_or(Source::Introspection, Source::Stats)
        }
        (None, None, Some(Counts::Days(list))) => {
            let plan = compile_backlog(context, (list, known.ty), field, (problems, cost));
            plan.map_or(Source::Introspection, Source::Backlog)
        }
        (None, None, None) => Source::Installation(of_installation(context.document, field)),
    }
}

fn resolver_plan<'a>(
    context: Context<'a>,
    (known, resolver): (&'static RootField, &'static Resolver),
    field: &Collected<'a>,
    (problems, cost): (&'a mut Problems, &'a mut Cost),
) -> ResolverPlan {
    let all = (resolver.arguments)();
    let page = all.iter().any(|argument| argument.name == "first").then(|| {
        let argument = |of: &InputField, problems: &mut Problems| {
            context.document.argument(field, of, context.inputs, problems)
        };
        Page::read(field.key, argument, problems).size as u64
    });
    let nodes = page.unwrap_or(1);
    cost.add(field.name, resolver.cost.saturating_mul(nodes));
    let given = all.into_iter().filter_map(|argument| {
        let value = context.document.argument(field, &argument, context.inputs, problems)?;
        Some((argument.name, value))
    });
    let arguments = given.collect();
    let given = compile_given(context, known.ty, field, nodes, (problems, cost));
    ResolverPlan { resolver, arguments, given }
}

fn of_installation(document: &Document<'_>, field: &Collected<'_>) -> Vec<(String, String)> {
    let fields = document.collect(&field.selections, &|condition| condition == installation::NAME);
    fields.iter().map(|field| (field.key.to_owned(), field.name.to_owned())).collect()
}

/// The document with nothing at its root but these fields.
fn only(
    fields: &[&Collected<'_>],
    operation: &OperationDefinition,
    fragments: &Fragments,
) -> ExecutableDocument {
    let mut operation = operation.clone();
    operation.selection_set.node.items = fields
        .iter()
        .map(|field| {
            let mut merged = field.field.clone();
            merged.selection_set.node.items =
                field.selections.iter().flat_map(|set| set.items.clone()).collect();
            Positioned::new(Selection::Field(Positioned::new(merged, field.pos)), field.pos)
        })
        .collect();
    let pos = operation.selection_set.pos;
    ExecutableDocument {
        operations: DocumentOperations::Single(Positioned::new(operation, pos)),
        fragments: fragments.clone(),
    }
}
