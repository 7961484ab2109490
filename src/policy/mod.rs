//! Who may do what, to which records, where: the whole authorization model.
//!
//! # The question
//! Every decision answers one question, put to [casbin](https://casbin.org) in the model of
//! `policies/model.conf`: may this **subject** (`user:<id>`), at this **domain** (the path of the
//! record's area), on this kind of **object** (`case`), do this **action** (`read`), standing to
//! the record in these **relations** (`any ordinary own_team`)? casbin says yes if some rule
//! allows it and none denies it.
//!
//! # What makes the answer
//! - **Rules** (`p`): a role may, or may not, do an action to an object, in a domain (`*` or an
//!   area's path), if one relation holds. [`Rules`] checks each as it is read: an unknown word, a
//!   relation that the object does not have, a subject that is no role, is refused.
//! - **Links** (`g` between roles): one role contains another, always everywhere. A deny on a role
//!   falls on every role that contains it.
//! - **Grants** (`g` of a user): a user holds a role at an area, or everywhere, perhaps for a time.
//!   They hold in that area and all below it. Subjects are made of ids, so that a user who is
//!   *named* like a role is just a user.
//! - **Relations**: how a user stands to one record. [`Object::relations`] says for each object
//!   which it has, and by which columns it is told. A null column never makes one hold.
//!
//! # From the question to SQL
//! A list cannot ask casbin row by row, so the same answer is compiled once. For one user,
//! [`Grants::compile`] loads a fresh enforcer with all links and that user's grants that are valid
//! now; takes casbin's implicit roles at each grant, and their rules; and keeps, for each object and
//! action, the (domain, relation) pairs that are allowed and denied. [`Grants::scope`] hands out a
//! [`Scope`], whose [`condition`](Scope::condition) is the yes-set as one predicate, and whose
//! [`arms`](Scope::arms) are the same set cut into disjoint ranges of single indexes, for lists.
//! Nothing else can make a `Scope`, and `read` compiles no protected table without one.
//!
//! That both ways agree is no hope but a test: in thousands of random worlds, what each list
//! returns is what casbin's own `enforce` allows row by row (`tests/it/worlds`).
//!
//! # What a credential leaves
//! [`Grants`] are a user's. Whoever shows an API token has [`Grants::of_token`]: what lies both in
//! its owner's grants of that moment and in the token's [`Narrowing`]. A session that a one-time
//! password began has none at all before the password is changed ([`Grants::of_session`]).
//!
//! # As files
//! [`file`] reads and writes a policy in casbin's CSV, comments and all; [`expectations`] says what must
//! hold of it, whatever becomes of its rules; [`upgrade`] brings it what a new release has.
//!
//! # How long an answer is good
//! [`Authorizer`] keeps `Grants` by user under one version, which the database raises by triggers
//! with every change of rules, grants, memberships, activity or the tree, whoever makes it. The
//! version is read twice a second; where it cannot be read, what is kept is too old after 0.9 s.
//! `Grants` also carry the moment at which the next of their grants starts or ends. An error while
//! judging is a no.

mod authorizer;
mod bad_line;
pub mod change;
mod credential;
mod domain;
mod encoding;
pub mod expectations;
pub mod explain;
pub mod file;
mod grants;
mod holders;
pub mod impact;
mod judge;
mod level;
mod links;
mod narrowing;
mod powers;
mod predicate;
mod record;
mod role;
mod rule;
mod scope;
mod source;
mod tokens;
pub mod upgrade;
mod vocabulary;

pub use authorizer::Authorizer;
pub use bad_line::BadLine;
pub use credential::{TokenHash, TokenStanding};
pub use domain::{AreaRef, Domain, EVERYWHERE, inside};
pub use encoding::text_of;
pub use grants::{Allowance, Grants, Roles};
pub use holders::{Holders, Holding};
pub use judge::{DEFAULT_RULES, Held, MODEL, enforcer, related, subject};
pub use level::Level;
pub use narrowing::{Narrowing, READ_ONLY, WordError, read as read_scope_word};
pub use predicate::Predicate;
pub use record::{Record, Standing};
pub use role::{BUILT_IN, BuiltIn};
pub use rule::{Effect, Line, ROLE, RoleLink, Rule, RuleError, Rules, is_role_name, lines_of_csv};
pub use scope::{Arm, ArmKey, Scope};
pub use source::{GrantRow, Source, SourceError, UserStanding};
pub use vocabulary::{Action, Holds, Object, Relation};
