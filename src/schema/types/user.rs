//! The people who work here, their grants, and the viewer.

use super::api_token::{self, API_TOKEN};
use super::{boolean, compare, export, field, id, moment, named, team, text};
use crate::policy::Object;
use crate::read::catalog::{Connection, Link, ObjectType, Scalar, Source};
use crate::read::filter::{Compares, FilterType};
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};
use crate::schema::types::area::AREA;
use crate::schema::types::permission::PERMISSION;

/// The table of users.
pub static USERS: Table = Table::new("users", Protection::Scope(Object::User));

/// The table of grants, which are read with their users.
pub static GRANTS: Table = Table::new("grants", Protection::Through("user_id", &USERS));

/// `User`
pub static USER: ObjectType = ObjectType {
    name: "User",
    description: "Somebody who works here. Colleagues show by name wherever they had a part in a \
                  record; the rest shows to those who may read users.",
    table: &USERS,
    id_prefix: Some("user"),
    fields: &[
        id(),
        named("displayName", "String!", text("display_name"), "The name that colleagues know."),
        field(
            "username",
            "String",
            text("username"),
            "The name to sign in with. Null unless the viewer may read users.",
        ),
        field(
            "active",
            "Boolean",
            boolean("active"),
            "Whether the user may sign in. Null unless the viewer may read users.",
        ),
        field(
            "workPhone",
            "String",
            text("work_phone"),
            "The telephone number at work. Null unless the viewer may read users.",
        ),
        field(
            "area",
            "Area",
            Source::Reference("area_id", &AREA),
            "The area where the user works. Null: the whole installation; also unless the viewer may \
             read users.",
        ),
        field(
            "grants",
            "[RoleGrant!]",
            Source::List(&ROLE_GRANT, Link::Column("user_id"), BY_AGE),
            "The roles that the user holds, and where. Null unless the viewer may read users.",
        ),
        field(
            "tokens",
            "[ApiToken!]!",
            Source::List(&API_TOKEN, Link::Column("user_id"), api_token::ORDER),
            "The tokens that programs act by for the user, as far as the viewer may read tokens.",
        ),
    ],
};

/// `RoleGrant`
pub static ROLE_GRANT: ObjectType = ObjectType {
    name: "RoleGrant",
    description: "A role that a user holds at an area, and so in all below it, perhaps for a time.",
    table: &GRANTS,
    id_prefix: Some("grant"),
    fields: &[
        id(),
        field("role", "String!", text("role"), "The role's name, as in the policy's rules."),
        field(
            "area",
            "Area",
            Source::Reference("area_id", &AREA),
            "Where it is held. Null: everywhere.",
        ),
        field(
            "validFrom",
            "DateTime",
            moment("valid_from"),
            "Held from this moment on; always, if null.",
        ),
        field(
            "validUntil",
            "DateTime",
            moment("valid_until"),
            "Held until just before this moment; for ever, if null.",
        ),
        field(
            "grantedBy",
            "User",
            Source::Reference("granted_by", &USER),
            "Who granted it, or changed its times last. Null: it came by an import or the command line.",
        ),
        field(
            "grantedAt",
            "DateTime!",
            moment("created_at"),
            "When it was granted, or its times were last changed.",
        ),
        field("reason", "String", text("reason"), "Why it was granted, as far as that was said."),
        field(
            "lastUsedAt",
            "DateTime",
            Source::Expression(
                "(select used.last_used_at from grant_uses used where used.grant_id = {t}.id)",
                Scalar::DateTime,
            ),
            "When the user last came in while it was valid, to the hour or so. Null: never.",
        ),
    ],
};

const BY_AGE: &[OrderKey] = &[OrderKey::new("created_at", Scalar::DateTime)];

/// `Viewer`
pub static VIEWER: ObjectType = ObjectType {
    name: "Viewer",
    description: "Whoever is asking: who they are signed in as, the roles they hold, and the teams \
                  they are in.",
    table: &USERS,
    id_prefix: None,
    fields: &[
        named("user", "User!", Source::Same(&USER), "The user who is signed in."),
        named(
            "grants",
            "[RoleGrant!]!",
            Source::List(&ROLE_GRANT, Link::Column("user_id"), BY_AGE),
            "The roles that the viewer holds, those of the future and the past included.",
        ),
        named(
            "teams",
            "[Team!]!",
            Source::List(&team::TEAM, Link::Teams, &[OrderKey::new("name", Scalar::Text)]),
            "The teams that the viewer is an active member of.",
        ),
        named(
            "tokens",
            "[ApiToken!]!",
            Source::List(&API_TOKEN, Link::Column("user_id"), api_token::ORDER),
            "The tokens that programs act by for the viewer, as far as the viewer may read tokens.",
        ),
        named(
            "exports",
            "ExportConnection!",
            Source::Connection(&export::CONNECTION, Link::Column("user_id")),
            "The files that the viewer has made, the latest first; those of a month ago are gone.",
        ),
        named(
            "permissions",
            "[Permission!]!",
            Source::Permissions(&PERMISSION),
            "What the viewer may do, less what is wholly denied.",
        ),
    ],
};

/// `UserFilter`
pub static FILTER: FilterType = FilterType {
    name: "UserFilter",
    description: "Which users. All fields given must hold.",
    is_argument: false,
    fields: &[
        compare("id", Compares::Id("id", "user"), "Its id."),
        compare(
            "search",
            Compares::Search(&["display_name", "username"]),
            "A part of the name that colleagues know or of the name to sign in with, whatever the case of its letters.",
        ),
        compare(
            "role",
            Compares::BesideText("grants", "user_id", "role"),
            "Holds such a role anywhere, now or at another time; its name as in the policy's rules. `ne` and `notIn`: holds none such.",
        ),
        compare("area", Compares::Area, "The area where the user works."),
        compare("active", Compares::Boolean("active"), "Whether the user may sign in."),
        compare(
            "grantEndsBefore",
            Compares::Such(
                "exists (select 1 from grants held where held.user_id = {t}.id \
                     and held.valid_until > {now} and held.valid_until < {value})",
            ),
            "Holds a grant that ends before this moment, and has not ended yet.",
        ),
    ],
};

/// The list of the root: of those alone whom the viewer may read.
pub static READABLE: Connection = Connection { filter: Some(&FILTER), ..CONNECTION };

/// `UserConnection`
pub static CONNECTION: Connection = Connection {
    node: &USER,
    name: "UserConnection",
    edge: "UserEdge",
    filter: None,
    order: None,
    default_order: &[OrderKey::new("display_name", Scalar::Text)],
};
