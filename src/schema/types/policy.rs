//! Versions of the policy, and changes of it that wait for a second administrator.

use super::area::AREA;
use super::user::USER;
use super::{field, id, int, moment, text};
use crate::policy::Object;
use crate::read::catalog::{Connection, Field, Link, ObjectType, Scalar, Source};
use crate::read::input::EnumType;
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of versions, which whoever reads the policy anywhere reads whole, as all below.
static POLICY_VERSIONS: Table =
    Table::new("policy_versions", Protection::Somewhere(Object::Policy));

static CASBIN_RULES: Table = Table::new("casbin_rules", Protection::Somewhere(Object::Policy));

static PENDING_CHANGES: Table =
    Table::new("pending_changes", Protection::Somewhere(Object::Policy));

static PENDING_RULES: Table = Table::new("pending_rules", Protection::Somewhere(Object::Policy));

/// `PolicyEffect`
pub static POLICY_EFFECT: EnumType = EnumType {
    name: "PolicyEffect",
    description: "What a rule does to the question that it matches.",
    values: &[
        ("ALLOW", "Yes, unless another rule says no."),
        ("DENY", "No, whatever other rules say."),
    ],
};

/// What a rule shows, from whichever table: names and descriptions are those of the type that has no
/// table, see `schema::resolver::policy`.
const RULE: &[Field] = &[
    field("role", "String!", Source::Expression("substr({t}.v0, 6)", Scalar::Text), ""),
    field(
        "domain",
        "String!",
        Source::Expression(
            "coalesce((select d.path from areas d where d.id = {t}.area_id), {t}.v1)",
            Scalar::Text,
        ),
        "",
    ),
    field("object", "String!", text("v2"), ""),
    field("action", "String!", text("v3"), ""),
    field("relation", "String!", text("v4"), ""),
    field("effect", "PolicyEffect!", Source::Expression("upper({t}.v5)", Scalar::Text), ""),
    field("comment", "String", text("comment"), ""),
];

const LINK: &[Field] = &[
    field("role", "String!", Source::Expression("substr({t}.v0, 6)", Scalar::Text), ""),
    field("inherits", "String!", Source::Expression("substr({t}.v1, 6)", Scalar::Text), ""),
];

const fn rows(name: &'static str, table: &'static Table, fields: &'static [Field]) -> ObjectType {
    ObjectType { name, description: "", table, id_prefix: None, fields }
}

static KEPT_RULE: ObjectType = rows("PolicyRule", &CASBIN_RULES, RULE);
static KEPT_LINK: ObjectType = rows("RoleInheritance", &CASBIN_RULES, LINK);
static PENDING_RULE: ObjectType = rows("PolicyRule", &PENDING_RULES, RULE);
static PENDING_LINK: ObjectType = rows("RoleInheritance", &PENDING_RULES, LINK);

/// The order in which rules are kept.
const BY_POSITION: &[OrderKey] =
    &[OrderKey::new("position", Scalar::Int), OrderKey::new("id", Scalar::Int).unique()];

const fn such(of: &'static ObjectType, condition: &'static str) -> Source {
    Source::List(of, Link::Such(condition), BY_POSITION)
}

const ROLES_ADDED: Field = field(
    "rolesAdded",
    "[String!]!",
    Source::Column("roles_added", Scalar::Json),
    "The names of the roles that it adds.",
);

const ROLES_REMOVED: Field = field(
    "rolesRemoved",
    "[String!]!",
    Source::Column("roles_removed", Scalar::Json),
    "The names of the roles that it removes.",
);

/// `PolicyVersion`
pub static POLICY_VERSION: ObjectType = ObjectType {
    name: "PolicyVersion",
    description: "One change of the policy, from one version to the next.",
    table: &POLICY_VERSIONS,
    id_prefix: None,
    fields: &[
        field("version", "Int!", int("version"), "Its number, from 1 without a gap."),
        field("at", "DateTime!", moment("applied_at"), "When it was applied."),
        field(
            "by",
            "User",
            Source::Reference("applied_by", &USER),
            "Who wanted it; null for the first, and for what the operator applied.",
        ),
        field("reason", "String!", text("reason"), "Why."),
        field(
            "added",
            "[PolicyRule!]!",
            such(&KEPT_RULE, "{t}.added_in = {p}.version and {t}.ptype = 'p'"),
            "The rules that it added.",
        ),
        field(
            "removed",
            "[PolicyRule!]!",
            such(&KEPT_RULE, "{t}.removed_in = {p}.version and {t}.ptype = 'p'"),
            "The rules that it removed.",
        ),
        ROLES_ADDED,
        ROLES_REMOVED,
        field(
            "inheritanceAdded",
            "[RoleInheritance!]!",
            such(&KEPT_LINK, "{t}.added_in = {p}.version and {t}.ptype = 'g'"),
            "Which role has contained which since.",
        ),
        field(
            "inheritanceRemoved",
            "[RoleInheritance!]!",
            such(&KEPT_LINK, "{t}.removed_in = {p}.version and {t}.ptype = 'g'"),
            "Which role has no longer contained which since.",
        ),
    ],
};

/// `PolicyVersionConnection`
pub static HISTORY: Connection = Connection {
    node: &POLICY_VERSION,
    name: "PolicyVersionConnection",
    edge: "PolicyVersionEdge",
    filter: None,
    order: None,
    default_order: &[OrderKey::new("version", Scalar::Int).descending().unique()],
};

/// `PendingChange`
pub static PENDING_CHANGE: ObjectType = ObjectType {
    name: "PendingChange",
    description: "A change of the policy, or a grant, that waits for a second administrator, or \
                  that one has decided. Of a grant the lists are empty; of a change of the policy \
                  user, role and area are null.",
    table: &PENDING_CHANGES,
    id_prefix: Some("pending_change"),
    fields: &[
        id(),
        field(
            "proposedBy",
            "User!",
            Source::Reference("proposed_by", &USER),
            "Who asked for it. Somebody else approves it.",
        ),
        field("proposedAt", "DateTime!", moment("proposed_at"), "When it was asked for."),
        field("reason", "String!", text("reason"), "Why it was asked for."),
        field(
            "added",
            "[PolicyRule!]!",
            such(&PENDING_RULE, "{t}.change_id = {p}.id and {t}.added = true and {t}.ptype = 'p'"),
            "The rules that it would add.",
        ),
        field(
            "removed",
            "[PolicyRule!]!",
            such(&PENDING_RULE, "{t}.change_id = {p}.id and {t}.added = false and {t}.ptype = 'p'"),
            "The rules that it would remove.",
        ),
        ROLES_ADDED,
        ROLES_REMOVED,
        field(
            "inheritanceAdded",
            "[RoleInheritance!]!",
            such(&PENDING_LINK, "{t}.change_id = {p}.id and {t}.added = true and {t}.ptype = 'g'"),
            "Which role would contain which.",
        ),
        field(
            "inheritanceRemoved",
            "[RoleInheritance!]!",
            such(&PENDING_LINK, "{t}.change_id = {p}.id and {t}.added = false and {t}.ptype = 'g'"),
            "Which role would no longer contain which.",
        ),
        field("user", "User", Source::Reference("user_id", &USER), "Who would be granted a role."),
        field("role", "String", text("role"), "The role that would be granted."),
        field(
            "area",
            "Area",
            Source::Reference("area_id", &AREA),
            "Where it would be granted; null for everywhere.",
        ),
        field(
            "validFrom",
            "DateTime",
            moment("valid_from"),
            "From when it would be granted; at once, if null.",
        ),
        field(
            "validUntil",
            "DateTime",
            moment("valid_until"),
            "Until just before when it would be granted; for ever, if null.",
        ),
    ],
};
