//! Records, page by page, as somebody is shown them at that moment.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::error::{Code, Error, Language, Message};
use crate::files::NotKept;
use crate::ledger::LedgerError;
use crate::policy::{Action, Authorizer, Grants, Object, TokenHash};
use crate::read::global_id;
use crate::read::page::MAX_PAGE_SIZE;
use crate::schema::columns::{Column, Sheet};
use crate::schema::{Engine, GraphQlRequest};

/// Who takes records out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Maker {
    /// The user.
    pub user: Uuid,
    /// By which API token, where it was one that asked.
    pub token: Option<TokenHash>,
}

/// Why an export was not made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The records could not be read, or may not be taken out.
    #[error("{}", .0.problems.first().map_or(&.0.message, |problem| &problem.message).en)]
    Refused(Error),
    /// The file could not be written.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The file could not be written, or kept.
    #[error("the file cannot be kept: {0}")]
    Io(#[from] std::io::Error),
    /// The file could not be kept.
    #[error(transparent)]
    NotKept(#[from] NotKept),
}

impl ExportError {
    /// What its maker is told.
    #[must_use]
    pub fn told(&self, language: Language) -> String {
        let message = match self {
            Self::Refused(error) => {
                let problem = error.problems.first().map(|problem| &problem.message);
                problem.unwrap_or(&error.message).clone()
            }
            Self::Ledger(LedgerError::Full(most)) => Message::new(
                LedgerError::Full(*most).to_string(),
                format!("工作簿最多容纳 {most} 条记录：请改用其他格式，或缩小范围"),
            ),
            Self::Ledger(_) | Self::Io(_) | Self::NotKept(_) => {
                Message::new("the file could not be written: try again", "文件写入失败，请稍后重试")
            }
        };
        message.in_language(language).to_owned()
    }
}

/// The pages of a list, from its beginning.
pub struct Pages<'a> {
    engine: &'a Engine,
    authorizer: &'a Authorizer,
    maker: Maker,
    query: String,
    count: String,
    /// The filter and the order, under the names of the query's variables.
    asked: Map<String, Value>,
    /// Whether its records lie in areas.
    lie_in_areas: bool,
    /// Where the next page begins; none where there is no more.
    after: Option<Value>,
}

impl<'a> Pages<'a> {
    /// The records of a sheet that satisfy what is asked: `filter` and `orderBy`.
    #[must_use]
    pub fn new(
        (engine, authorizer): (&'a Engine, &'a Authorizer),
        maker: Maker,
        (sheet, columns): (&Sheet, &[&Column]),
        asked: Map<String, Value>,
    ) -> Self {
        let (query, count) = (sheet.page(columns), sheet.count());
        let lie_in_areas = sheet.object != Object::Audit;
        let after = Some(Value::Null);
        Self { engine, authorizer, maker, query, count, asked, lie_in_areas, after }
    }

    /// How many there are, if they can be counted in time.
    ///
    /// # Errors
    /// The maker may not take them out.
    pub async fn count(&self) -> Result<Option<u64>, ExportError> {
        let grants = self.grants().await?;
        let asked = self.confined(&grants);
        let answer = self.ask(grants, &self.count, asked).await;
        Ok(answer.ok().and_then(|rows| rows["totalCount"].as_u64()))
    }

    /// The next records; none at the end.
    ///
    /// # Errors
    /// The maker may not take them out any longer, or they cannot be read.
    pub async fn next(&mut self) -> Result<Option<Vec<Value>>, ExportError> {
        let Some(after) = self.after.take() else { return Ok(None) };
        let grants = self.grants().await?;
        let mut variables = self.confined(&grants);
        variables.insert("first".to_owned(), MAX_PAGE_SIZE.into());
        variables.insert("after".to_owned(), after);
        let mut page = self.ask(grants, &self.query, variables).await?;
        if page["pageInfo"]["hasNextPage"] == true {
            self.after = Some(page["pageInfo"]["endCursor"].take());
        }
        match page["nodes"].take() {
            Value::Array(nodes) => Ok(Some(nodes)),
            _ => Err(ExportError::Refused(Error::internal())),
        }
    }

    /// What is asked, of the areas alone in which the maker may take records out: they may read others
    /// by another grant.
    fn confined(&self, grants: &Grants) -> Map<String, Value> {
        let mut asked = self.asked.clone();
        if !self.lie_in_areas {
            return asked;
        }
        let (allowed, denied) = grants.scope(Object::Export, Action::Create).areas();
        let within = |areas: Vec<Uuid>| {
            let areas = areas.into_iter().map(|area| global_id::join("area", area));
            let areas: Vec<Value> = areas.map(|area| json!({"area": {"within": area}})).collect();
            json!({"or": areas})
        };
        let allowed = allowed.map(within);
        let denied = (!denied.is_empty()).then(|| json!({"not": within(denied)}));
        let mut all: Vec<Value> = allowed.into_iter().chain(denied).collect();
        if all.is_empty() {
            return asked;
        }
        let filter = asked.entry("filter").or_insert(Value::Null);
        if filter.is_null() {
            *filter = json!({});
        }
        if let Value::Object(filter) = filter {
            match filter.remove("and") {
                Some(Value::Array(given)) => all.extend(given),
                Some(Value::Null) | None => {}
                Some(given) => all.push(given),
            }
            filter.insert("and".to_owned(), all.into());
        }
        asked
    }

    /// The maker's grants, as long as they may take records out as a file.
    async fn grants(&self) -> Result<Arc<Grants>, ExportError> {
        let Maker { user, token } = self.maker;
        let grants = match token {
            None => self.authorizer.grants(user).await,
            Some(token) => self.authorizer.grants_by_token(token).await,
        };
        let away = |_| {
            let message = Message::new("the policy cannot be read now", "暂时无法读取权限策略");
            ExportError::Refused(Error::new(Code::Unavailable, message))
        };
        let good = grants.map_err(away)?.filter(|grants| {
            grants.is_active()
                && grants.user_id() == user
                && grants.may_somewhere(Object::Export, Action::Create)
        });
        good.ok_or_else(|| {
            let message = Message::new(
                "the policy does not let you create an export any longer",
                "权限策略已不允许您创建导出",
            );
            ExportError::Refused(Error::new(Code::Forbidden, message))
        })
    }

    async fn ask(
        &self,
        grants: Arc<Grants>,
        query: &str,
        variables: Map<String, Value>,
    ) -> Result<Value, ExportError> {
        let request = GraphQlRequest {
            query: query.to_owned(),
            operation_name: None,
            variables: variables.into(),
        };
        self.engine.answered(&grants, request).await.map_err(ExportError::Refused)
    }
}
