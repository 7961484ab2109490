//! The fields of a plan's root answered: those that change something one after the other, all others at
//! once.

use futures_util::stream::{self, StreamExt};
use serde_json::{Map, Value};

use super::Engine;
use crate::desk::refusal::Refusal;
use crate::error::{Error, Language};
use crate::policy::Grants;
use crate::read::Moment;
use crate::schema::answer::{self, RootAnswer};
use crate::schema::plan::{Plan, Root, Source};
use crate::schema::{mutation, resolver, stats, writing};
use crate::store::change::Unmade;

impl Engine {
    /// Does one thing after the other; after one that could not be done nothing more is.
    pub(super) async fn change<'a>(
        &self,
        grants: &Grants,
        plan: &'a Plan,
        moment: &Moment,
        warnings: &mut Vec<Value>,
        language: Language,
    ) -> Vec<(&'a str, bool, RootAnswer)> {
        let mut answers = Vec::with_capacity(plan.roots.len());
        for root in &plan.roots {
            let key = root.key.as_str();
            let answer = match &root.source {
                Source::Mutation(of) => {
                    let parts = (&self.store, &self.writing, self.planner.zone);
                    let said = (self.installation.name.as_str(), language);
                    let ran = Box::pin(writing::run(parts, said, grants, (key, of), moment)).await;
                    warnings.extend(
                        ran.warnings.iter().map(|(field, message)| {
                            writing::warning(key, field, message, language)
                        }),
                    );
                    ran.answer
                }
                Source::TypeName(name) => RootAnswer::of(format!("\"{name}\"")),
                Source::Database(_)
                | Source::Installation(_)
                | Source::Resolver(_)
                | Source::Stats(_)
                | Source::Backlog(_)
                | Source::Forbidden(..)
                | Source::Introspection => continue,
            };
            let is_done = answer.value.is_ok();
            self.feed.wake();
            answers.push((key, root.non_null, answer));
            if !is_done {
                break;
            }
        }
        answers
    }

    pub(in crate::schema) async fn run<'a>(
        &self,
        grants: &Grants,
        plan: &'a Plan,
        moment: &Moment,
        language: Language,
    ) -> Result<Vec<(&'a str, bool, RootAnswer)>, Error> {
        let mut introspection = Map::new();
        if let Some((document, variables)) = plan.introspection.clone() {
            let view = self.views.of(grants);
            let limit = self.planner.limits.introspection;
            let value = Box::pin(view.checker.introspect(document, variables, limit)).await?;
            if let Ok(Value::Object(values)) = value.into_json() {
                introspection = values;
            }
        }
        let answer = async |root: &'a Root| {
            let answer = match &root.source {
                Source::Database(of) => {
                    answer::run(self.reading(), grants, &root.key, of, moment).await
                }
                Source::Installation(fields) => {
                    RootAnswer::of(self.installation.shown(fields, moment).to_string())
                }
                Source::Resolver(of) => {
                    let reader = self.reader(grants, moment);
                    let told = (self.authorizer(), language);
                    let run = resolver::run(reader, &root.key, of, told);
                    Box::pin(run).await
                }
                Source::Stats(of) => {
                    let reader = self.reader(grants, moment);
                    let style = (self.planner.zone, language);
                    Box::pin(stats::run(reader, &root.key, of, style)).await
                }
                Source::Backlog(of) => {
                    let reader = self.reader(grants, moment);
                    Box::pin(stats::backlog::run(reader, &root.key, of)).await
                }
                Source::Forbidden(object, action) => {
                    let refusal = Refusal::Forbidden(*object, *action);
                    RootAnswer::refused(mutation::told(Unmade::Refused(refusal)), &root.key)
                }
                Source::TypeName(name) => RootAnswer::of(format!("\"{name}\"")),
                Source::Mutation(_) => RootAnswer::of("null".to_owned()),
                Source::Introspection => {
                    let value = introspection.get(root.key.as_str());
                    RootAnswer::of(value.map_or("null".to_owned(), Value::to_string))
                }
            };
            (root.key.as_str(), root.non_null, answer)
        };
        if let [root] = plan.roots.as_slice() {
            return Ok(vec![answer(root).await]);
        }
        let answering: Vec<_> = plan.roots.iter().map(answer).collect();
        let at_once = self.planner.limits.roots_at_once;
        Ok(Box::pin(stream::iter(answering).buffered(at_once).collect()).await)
    }
}
