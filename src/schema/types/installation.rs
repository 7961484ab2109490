//! What a front end needs before it draws anything. It comes from the configuration, not from the
//! database.

/// The name of the type.
pub const NAME: &str = "Installation";

/// What analysts read about it.
pub const DESCRIPTION: &str = "What a front end needs before it draws anything.";

/// The fields: name, type and description.
pub const FIELDS: &[(&str, &str, &str)] = &[
    ("name", "String!", "What the installation is called."),
    (
        "timeZone",
        "String!",
        "The IANA name of the zone in which civil days and limits are counted.",
    ),
    ("now", "DateTime!", "The moment at which this was answered."),
    ("version", "String!", "The version of wardbook."),
    ("maxUploadBytes", "Long!", "The most bytes that a file may have."),
    ("maxPageSize", "Int!", "The most nodes that a page can be asked for."),
];
