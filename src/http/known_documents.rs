//! Documents that clients name in place of sending them: by the hash of what somebody sent before
//! (automatic persisted queries, as Apollo's clients have them), or by an id of the installation's own
//! list (trusted documents).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use moka::sync::Cache;
use serde::Deserialize;
use serde::de::Error as _;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::body::problem;
use crate::error::{Code, Error, Message, Problem};

/// What the documents that were sent may take, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// Longer documents are not kept under their hash.
const LONGEST_KEPT: usize = 64 << 10;

/// What a document is named by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// The SHA-256 of its text, in hexadecimal digits (`extensions.persistedQuery.sha256Hash`).
    Hash(String),
    /// Its id in the installation's list (`documentId`).
    Id(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extensions {
    persisted_query: Option<PersistedQuery>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PersistedQuery {
    version: u32,
    sha256_hash: String,
}

impl Named {
    /// What a request's `extensions` name a document by.
    pub(super) fn of_extensions(
        extensions: Option<&str>,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let has_one = |text: &str| {
            let fields = serde_json::from_str::<HashMap<String, &RawValue>>(text).ok()?;
            fields.get("persistedQuery").map(|value| value.get() != "null")
        };
        let text = extensions.filter(|text| has_one(text) == Some(true))?;
        let named = serde_json::from_str::<Extensions>(text).ok();
        let named = named.and_then(|extensions| extensions.persisted_query);
        let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        match named {
            Some(PersistedQuery { version: 1, sha256_hash }) if is_hash(&sha256_hash) => {
                Some(Self::Hash(sha256_hash.to_ascii_lowercase()))
            }
            _ => {
                problems.push(problem(
                    "extensions.persistedQuery",
                    "must be {\"version\": 1, \"sha256Hash\": \"…\"} with 64 hexadecimal digits",
                    "应为 {\"version\": 1, \"sha256Hash\": \"…\"}，其值为 64 位十六进制数",
                ));
                None
            }
        }
    }
}

/// The documents of an installation's list, by their ids.
#[derive(Debug, Default, Clone)]
pub struct TrustedDocuments {
    by_id: HashMap<String, Arc<str>>,
    hashes: HashSet<String>,
    /// Whether no others are run.
    only: bool,
}

/// The two forms in which tools write such a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum List {
    /// Apollo's manifest.
    Manifest { operations: Vec<Operation> },
    /// An object of ids and texts, as GraphQL Code Generator and Relay write it.
    Texts(HashMap<String, String>),
}

#[derive(Deserialize)]
struct Operation {
    id: String,
    body: String,
}

impl TrustedDocuments {
    /// The documents of a list's text, either `{"id": "document", …}` or Apollo's manifest; whether
    /// no others are run.
    ///
    /// # Errors
    /// It is neither, or has an id twice.
    pub fn parse(text: &str, only: bool) -> Result<Self, serde_json::Error> {
        let texts: Vec<(String, String)> = match serde_json::from_str(text)? {
            List::Texts(texts) => texts.into_iter().collect(),
            List::Manifest { operations } => {
                operations.into_iter().map(|operation| (operation.id, operation.body)).collect()
            }
        };
        let mut documents = Self { only, ..Self::default() };
        for (id, text) in texts {
            documents.hashes.insert(hash_of(&text));
            if documents.by_id.insert(id.clone(), text.into()).is_some() {
                return Err(serde_json::Error::custom(format!("the id `{id}` is there twice")));
            }
        }
        Ok(documents)
    }

    /// All of them: ids and texts.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_id.iter().map(|(id, text)| (id.as_str(), text.as_ref()))
    }

    fn named(&self, named: &Named) -> Option<&Arc<str>> {
        match named {
            Named::Id(id) => self.by_id.get(id),
            // Some tools write the hash as the id, some before it how it was made.
            Named::Hash(hash) => {
                self.by_id.get(hash).or_else(|| self.by_id.get(&format!("sha256:{hash}")))
            }
        }
    }
}

/// What is known of documents.
pub(super) struct KnownDocuments {
    sent: Cache<String, Arc<str>>,
    trusted: TrustedDocuments,
}

impl KnownDocuments {
    pub(super) fn new(trusted: TrustedDocuments) -> Self {
        let weigh = |hash: &String, text: &Arc<str>| {
            u32::try_from(hash.len() + text.len()).unwrap_or(u32::MAX)
        };
        Self { sent: Cache::builder().weigher(weigh).max_capacity(MOST_BYTES).build(), trusted }
    }

    /// The document of a request that sends it, names it, or both.
    ///
    /// # Errors
    /// It is not known, not what it is named, or none that is run here.
    pub(super) fn text(
        &self,
        sent: Option<String>,
        named: Option<&Named>,
    ) -> Result<String, Error> {
        match (sent, named) {
            (None, None) => Err(Error::invalid_input(vec![problem(
                "query",
                "must be a text: the document",
                "必须是字符串：GraphQL 文档",
            )])),
            (None, Some(named)) => {
                let known = self.trusted.named(named).cloned();
                let known = known.or_else(|| match named {
                    Named::Hash(hash) if !self.trusted.only => self.sent.get(hash),
                    _ => None,
                });
                known.map(|text| text.as_ref().to_owned()).ok_or_else(not_found)
            }
            (Some(text), named) => {
                let hash = (named.is_some() || self.trusted.only).then(|| hash_of(&text));
                if self.trusted.only
                    && !hash.as_ref().is_some_and(|of| self.trusted.hashes.contains(of))
                {
                    return Err(not_trusted());
                }
                if let (Some(Named::Hash(named)), Some(hash)) = (named, hash) {
                    if *named != hash {
                        return Err(Error::invalid_input(vec![problem(
                            "extensions.persistedQuery.sha256Hash",
                            "is not the SHA-256 of the document that was sent with it",
                            "与同时发送的文档的 SHA-256 不符",
                        )]));
                    }
                    if text.len() <= LONGEST_KEPT {
                        self.sent.insert(hash, text.as_str().into());
                    }
                }
                Ok(text)
            }
        }
    }
}

fn hash_of(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Its message is what clients of automatic persisted queries go by.
fn not_found() -> Error {
    let text = "PersistedQueryNotFound";
    Error::new(Code::PersistedQueryNotFound, Message::new(text, text))
}

fn not_trusted() -> Error {
    Error::new(
        Code::InvalidInput,
        Message::new(
            "only documents of this installation's list are run here: name one by documentId, or have this one added",
            "此处只运行本系统清单中的文档：请以 documentId 指明，或将该文档加入清单",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_known_by_its_hash_once_it_was_sent() {
        let known = KnownDocuments::new(TrustedDocuments::default());
        let text = "{ viewer { id } }".to_owned();
        let named = Named::Hash(hash_of(&text));
        let unknown = known.text(None, Some(&named)).unwrap_err();
        assert_eq!(unknown.code, Code::PersistedQueryNotFound);
        let other = Named::Hash(hash_of("{ areas { nodes { id } } }"));
        assert!(known.text(Some(text.clone()), Some(&other)).is_err());
        assert!(known.text(None, Some(&other)).is_err(), "what was refused is not kept");
        assert_eq!(known.text(Some(text.clone()), Some(&named)).unwrap(), text);
        assert_eq!(known.text(None, Some(&named)).unwrap(), text);
    }

    #[test]
    fn where_only_the_list_is_run_nothing_else_is() {
        let text = "{ viewer { id } }";
        for list in [
            format!("{{\"{}\": \"{text}\"}}", hash_of(text)),
            format!(
                "{{\"format\": \"apollo-persisted-query-manifest\", \"version\": 1, \"operations\": [{{\"id\": \"{}\", \"name\": \"Me\", \"type\": \"query\", \"body\": \"{text}\"}}]}}",
                hash_of(text)
            ),
        ] {
            let known = KnownDocuments::new(TrustedDocuments::parse(&list, true).unwrap());
            let named = Named::Hash(hash_of(text));
            assert_eq!(known.text(None, Some(&named)).unwrap(), text);
            assert_eq!(known.text(None, Some(&Named::Id(hash_of(text)))).unwrap(), text);
            assert_eq!(known.text(Some(text.to_owned()), None).unwrap(), text);
            let other = "{ areas { nodes { id } } }".to_owned();
            let hash = Named::Hash(hash_of(&other));
            assert!(known.text(Some(other.clone()), Some(&hash)).is_err());
            assert!(known.text(None, Some(&hash)).is_err());
        }
        assert!(TrustedDocuments::parse("[1]", true).is_err());
        let twice = "{\"operations\": [{\"id\": \"a\", \"body\": \"{a}\"}, {\"id\": \"a\", \"body\": \"{b}\"}]}";
        let error = TrustedDocuments::parse(twice, true).unwrap_err();
        assert!(error.to_string().contains("`a` is there twice"));
    }
}
