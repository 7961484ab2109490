//! From a request to its response: parse, look at its size, validate, coerce, compile, count the
//! cost, run, write.

mod running;

use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use bytes::Bytes;

use super::answer;
use super::documents::{CheckedRequest, Documents, no_answer, operation, refused};
use super::given::Reader;
use super::installation::Installation;
use super::limits::Limits;
use super::one_time::password_must_change;
use super::plan::{Plan, Planner, Source};
use super::plans::{Asked, Plans};
use super::post::must_not_need_post;
use super::subscription::{Feed, Subscribed, SubscriptionPlan, Watched};
use super::variables::VariableValues;
use super::views::Views;
use super::writing::Writing;
use crate::error::{Code, Error, Language};
use crate::files::Signer;
use crate::policy::{Authorizer, Grants};
use crate::read::{Moment, Statement};
use crate::store::Store;

/// A GraphQL request, its JSON already read.
#[derive(Debug, Clone, Default)]
pub struct GraphQlRequest {
    /// The document.
    pub query: String,
    /// Which of its operations to run.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: VariableValues,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was run; there may be errors beside the data.
    Executed,
    /// It was refused before it was run.
    RequestError,
    /// It is no query, and only those were allowed.
    NotAllowedByGet,
    /// The database is out of reach.
    Unavailable,
}

/// A response: the JSON text, and what became of the request.
#[derive(Debug, Clone)]
pub struct GraphQlResponse {
    /// The JSON text.
    pub body: Bytes,
    /// What became of the request.
    pub outcome: Outcome,
}

/// What a request would do.
#[derive(Debug, Clone)]
pub struct Explained {
    /// For each root field the statement that reads it, the one that counts it, and those that
    /// count the lists nested in it, which are yet without the rows that they count for.
    pub statements: Vec<Statement>,
    /// What it would cost; see [`Cost`].
    pub cost: u64,
}

/// Answers GraphQL requests.
pub struct Engine {
    pub(super) store: Store,
    installation: Installation,
    pub(super) planner: Planner,
    documents: Documents,
    plans: Plans,
    views: Views,
    writing: Writing,
    feed: Feed,
}

/// What became of a request that may be a subscription.
pub enum Begun {
    /// It is one, and was begun.
    Subscription(Subscribed),
    /// It is none, or was refused.
    Answer(GraphQlResponse),
}

impl Engine {
    /// An engine over a store.
    #[must_use]
    pub fn new(store: Store, installation: Installation, limits: Limits, writing: Writing) -> Self {
        let documents = Documents::new(limits.clone());
        let plans = Plans::new(limits.kept_plans);
        let views = Views::new(limits.clone());
        let (dialect, zone) = (store.dialect(), installation.time_zone);
        let planner = Planner { dialect, zone, limits, sizes: Arc::clone(store.sizes()) };
        let (keys, clock) = (Arc::clone(&writing.keys), writing.clock.clone());
        let feed = Feed::new(store.clone(), keys, clock);
        Self { store, installation, planner, documents, plans, views, writing, feed }
    }

    /// The schema in its definition language, as whoever holds these grants is shown it: without
    /// what none of them could use.
    #[must_use]
    pub fn sdl_for(&self, grants: &Grants) -> Arc<str> {
        Arc::clone(&self.views.of(grants).sdl)
    }

    /// Answers a request of whoever holds these grants.
    pub async fn execute(
        &self,
        grants: Arc<Grants>,
        request: GraphQlRequest,
        only_queries: bool,
        language: Language,
    ) -> GraphQlResponse {
        match self.answer(&grants, request, only_queries, language).await {
            Ok(response) => response,
            Err((outcome, errors)) => {
                GraphQlResponse { body: answer::refuse(&errors, language), outcome }
            }
        }
    }

    async fn answer(
        &self,
        grants: &Grants,
        request: GraphQlRequest,
        only_queries: bool,
        language: Language,
    ) -> Result<GraphQlResponse, (Outcome, Vec<Error>)> {
        let plan = self.plan(grants, request, only_queries).await?;
        if grants.must_change_password() && !plan.is_for_one_time_passwords() {
            return Err(refused(password_must_change()));
        }
        let moment = self.moment();
        let mut warnings = Vec::new();
        let answers = if plan.is_mutation() {
            self.change(grants, &plan, &moment, &mut warnings, language).await
        } else {
            self.run(grants, &plan, &moment, language).await.map_err(refused)?
        };
        let unavailable = answers.iter().any(
            |(.., answer)| matches!(&answer.value, Err(error) if error.code == Code::Unavailable),
        );
        let outcome = if unavailable { Outcome::Unavailable } else { Outcome::Executed };
        Ok(GraphQlResponse {
            body: answer::write(answers, (warnings, moment.as_of.moment()), language),
            outcome,
        })
    }

    /// Begins what a request asks for, if it is a subscription, and answers it otherwise.
    /// `last_event_id` is the cursor of the last change that was seen, if that is known elsewhere
    /// than from the argument `since`; of other operations than subscriptions only queries are taken
    /// where `only_queries` says so.
    pub async fn begin(
        self: &Arc<Self>,
        grants: Arc<Grants>,
        request: GraphQlRequest,
        last_event_id: Option<String>,
        only_queries: bool,
        language: Language,
    ) -> Begun {
        let checked = match Box::pin(self.documents.check(request.clone(), false)).await {
            Ok(checked) => checked,
            Err(errors) => return refusing(errors, language),
        };
        let asked = (request, checked);
        self.begin_checked(grants, asked, last_event_id, only_queries, language).await
    }

    /// The same for what comes over a socket, where nothing is done that must be sent by POST.
    pub async fn begin_on_socket(
        self: &Arc<Self>,
        grants: Arc<Grants>,
        request: GraphQlRequest,
        language: Language,
    ) -> Begun {
        let checked = match Box::pin(self.documents.check(request.clone(), false)).await {
            Ok(checked) => checked,
            Err(errors) => return refusing(errors, language),
        };
        match must_not_need_post(&checked) {
            Ok(()) => self.begin_checked(grants, (request, checked), None, false, language).await,
            Err(error) => refusing(refused(error), language),
        }
    }

    async fn begin_checked(
        self: &Arc<Self>,
        grants: Arc<Grants>,
        (request, checked): (GraphQlRequest, CheckedRequest),
        last_event_id: Option<String>,
        only_queries: bool,
        language: Language,
    ) -> Begun {
        let ty = checked.operation().map(|operation| operation.ty);
        if !matches!(ty, Ok(OperationType::Subscription)) {
            return Begun::Answer(self.execute(grants, request, only_queries, language).await);
        }
        let asked = Watched {
            document: checked.document,
            operation_name: checked.operation_name,
            variables: checked.variables,
        };
        match self.begin_subscription(grants, asked, last_event_id, language).await {
            Ok(subscribed) => Begun::Subscription(subscribed),
            Err(error) => refusing(refused(error), language),
        }
    }

    /// Plans a subscription for these grants.
    pub(super) fn plan_subscription(
        &self,
        grants: &Grants,
        asked: &Watched,
    ) -> Result<SubscriptionPlan, Error> {
        let operation = operation(&asked.document, asked.operation_name.as_deref())?;
        let fragments = &asked.document.fragments;
        self.planner.subscription(grants, operation, fragments, &asked.variables)
    }

    /// What subscribers are told by; it follows the outbox once it is run.
    #[must_use]
    pub fn feed(&self) -> &Feed {
        &self.feed
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    pub(super) fn authorizer(&self) -> &Authorizer {
        &self.writing.authorizer
    }

    /// What is wrong with a document by the schema and the limits, whatever its variables.
    pub async fn wrong_with(&self, document: &str) -> Vec<Error> {
        self.documents.wrong_with(document).await
    }

    /// What a request would do, without doing it.
    ///
    /// # Errors
    /// What is wrong with the request.
    pub async fn explain(
        &self,
        grants: &Grants,
        request: GraphQlRequest,
    ) -> Result<Explained, Vec<Error>> {
        let plan = self.plan(grants, request, false).await.map_err(|(_, errors)| errors)?;
        let moment = self.moment();
        let statements = plan.roots.iter().flat_map(|root| match &root.source {
            Source::Database(of) => of.templates().map(|template| template.at(&moment)).collect(),
            Source::Stats(of) => vec![of.template.at(&moment)],
            Source::Backlog(of) => vec![of.template.at(&moment)],
            _ => Vec::new(),
        });
        Ok(Explained { statements: statements.collect(), cost: plan.cost })
    }

    pub(super) async fn plan(
        &self,
        grants: &Grants,
        request: GraphQlRequest,
        only_queries: bool,
    ) -> Result<Arc<Plan>, (Outcome, Vec<Error>)> {
        let (asked, variables) = Asked::of(request, grants);
        if let Some(plan) = self.plans.get(&asked) {
            return Ok(plan);
        }
        // Boxed, as the rest is that few requests need: a future is moved with all that it may hold.
        let check = Box::pin(self.documents.check(asked.request(variables), only_queries));
        let request = check.await?;
        let operation = request.operation().map_err(refused)?;
        if operation.ty == OperationType::Subscription {
            return Err(refused(no_answer()));
        }
        let fragments = &request.document.fragments;
        let plan = self.planner.plan(grants, operation, fragments, &request.variables);
        let plan = Arc::new(plan.map_err(refused)?);
        // Whatever else an operation is, it is looked at anew each time.
        if operation.ty == OperationType::Query {
            self.plans.keep(asked, &plan);
        }
        Ok(plan)
    }

    /// What answers are read by.
    pub(super) fn reading(&self) -> (&Store, &Signer) {
        (&self.store, &self.writing.signer)
    }

    fn reader<'a>(&'a self, grants: &'a Grants, moment: &'a Moment) -> Reader<'a> {
        let (store, signer) = self.reading();
        Reader { store, signer, grants, moment }
    }

    pub(super) fn moment(&self) -> Moment {
        let &Limits { time, in_background, .. } = &self.planner.limits;
        Moment { in_background, ..Moment::now(self.writing.clock.now(), time) }
    }
}

/// The answer to what is refused.
fn refusing((outcome, errors): (Outcome, Vec<Error>), language: Language) -> Begun {
    Begun::Answer(GraphQlResponse { body: answer::refuse(&errors, language), outcome })
}
