//! What a client is told when something is refused or fails: a stable code, a message in both
//! languages, and for bad input every problem at once.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

/// The language of a message, chosen by `Accept-Language`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English, and whatever is neither asked for nor known.
    #[default]
    English,
    /// Simplified Chinese (`zh`, `zh-CN`).
    Chinese,
}

impl Language {
    /// The language that an `Accept-Language` header prefers, by its quality values
    /// (RFC 9110, section 12.5.4).
    #[must_use]
    pub fn from_accept_language(header: Option<&str>) -> Self {
        let mut best = (0.0, Self::English);
        for range in header.unwrap_or_default().split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let quality = parts
                .filter_map(|part| part.trim().strip_prefix("q="))
                .find_map(|quality| quality.parse::<f32>().ok())
                .unwrap_or(1.0);
            let language = match tag.split('-').next() {
                Some("zh") => Self::Chinese,
                Some("en") => Self::English,
                _ => continue,
            };
            if quality > best.0 {
                best = (quality, language);
            }
        }
        best.1
    }
}

/// The codes of `extensions.code`. They never change; messages may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// No credential, or not a good one.
    Unauthenticated,
    /// The viewer may not do this to a record in sight.
    Forbidden,
    /// There is no such record, or it is out of the viewer's sight.
    NotFound,
    /// The document, a variable or an argument is not what it must be.
    InvalidInput,
    /// The record is in a state in which this cannot be done.
    WrongState,
    /// Somebody was there before.
    Conflict,
    /// A cursor to a place that is no longer kept.
    CursorExpired,
    /// The query would cost more than is allowed.
    QueryTooExpensive,
    /// Time was up.
    Timeout,
    /// Too many requests.
    RateLimited,
    /// The request's body is too large.
    PayloadTooLarge,
    /// The request's media type is not one that is read here.
    UnsupportedMediaType,
    /// The installation takes no changes now.
    ReadOnly,
    /// The database or another part is out of reach for now.
    Unavailable,
    /// A hash of a persisted query that is not known.
    PersistedQueryNotFound,
    /// A fault of the server; its log has more, under the request's id.
    Internal,
}

impl Code {
    /// The code as clients read it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::InvalidInput => "INVALID_INPUT",
            Self::WrongState => "WRONG_STATE",
            Self::Conflict => "CONFLICT",
            Self::CursorExpired => "CURSOR_EXPIRED",
            Self::QueryTooExpensive => "QUERY_TOO_EXPENSIVE",
            Self::Timeout => "TIMEOUT",
            Self::RateLimited => "RATE_LIMITED",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::ReadOnly => "READ_ONLY",
            Self::Unavailable => "UNAVAILABLE",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::Internal => "INTERNAL",
        }
    }
}

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// In English.
    pub en: Cow<'static, str>,
    /// In Chinese.
    pub zh: Cow<'static, str>,
}

impl Message {
    /// A message of two sentences that say the same.
    pub fn new(en: impl Into<Cow<'static, str>>, zh: impl Into<Cow<'static, str>>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// The sentence in one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        }
    }
}

/// One thing wrong with an input: where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The path of the input's field, such as `filter.area.within`.
    pub field: String,
    /// What would be right.
    pub message: Message,
}

/// A refusal or a failure, as a client is told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    /// The stable code.
    pub code: Code,
    /// What happened, and what would be right.
    pub message: Message,
    /// More for programs, beside `code`.
    pub extensions: Map<String, Value>,
    /// All that is wrong with the input, for [`Code::InvalidInput`].
    pub problems: Vec<Problem>,
    /// Where in the document, by line and column, both from 1.
    pub locations: Vec<(usize, usize)>,
    /// Where in the answer: response keys and list positions.
    pub path: Vec<Value>,
}

impl Error {
    /// An error with a code and a message.
    #[must_use]
    pub fn new(code: Code, message: Message) -> Self {
        Self {
            code,
            message,
            extensions: Map::new(),
            problems: Vec::new(),
            locations: Vec::new(),
            path: Vec::new(),
        }
    }

    /// Bad input, with all that is wrong with it; the first problem makes the message.
    #[must_use]
    pub fn invalid_input(problems: Vec<Problem>) -> Self {
        let message = problems.first().map_or_else(
            || Message::new("the input is not valid", "输入无效"),
            |problem| {
                Message::new(
                    format!("{}: {}", problem.field, problem.message.en),
                    format!("{}: {}", problem.field, problem.message.zh),
                )
            },
        );
        Self { problems, ..Self::new(Code::InvalidInput, message) }
    }

    /// A fault of ours: the client learns nothing but that it happened.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            Code::Internal,
            Message::new("the server failed; its log says more", "服务器内部错误"),
        )
    }

    /// The same error at a place of the answer.
    #[must_use]
    pub fn at(mut self, path: Vec<Value>) -> Self {
        self.path = path;
        self
    }

    /// The same error at a place of the document.
    #[must_use]
    pub fn located(mut self, line: usize, column: usize) -> Self {
        self.locations.push((line, column));
        self
    }

    /// The error as GraphQL writes it.
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        let mut extensions = Map::new();
        extensions.insert("code".into(), self.code.as_str().into());
        extensions.extend(self.extensions.clone());
        if !self.problems.is_empty() {
            let problems = self.problems.iter().map(|problem| {
                json!({
                    "field": problem.field,
                    "code": self.code.as_str(),
                    "message": problem.message.in_language(language),
                })
            });
            extensions.insert("problems".into(), problems.collect());
        }
        let mut error = Map::new();
        error.insert("message".into(), self.message.in_language(language).into());
        if !self.locations.is_empty() {
            let locations =
                self.locations.iter().map(|(line, column)| json!({"line": line, "column": column}));
            error.insert("locations".into(), locations.collect());
        }
        if !self.path.is_empty() {
            error.insert("path".into(), self.path.clone().into());
        }
        error.insert("extensions".into(), extensions.into());
        error.into()
    }
}
