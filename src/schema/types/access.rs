//! Why the policy answers as it does, and who may do what.

use crate::read::catalog::PlainType;

/// `AccessExplanation`
pub const ACCESS_EXPLANATION: PlainType = PlainType {
    name: "AccessExplanation",
    description: "Whether a user may do something, and why. It is what the policy says; whether the \
                  record is in a state for it is told by the record's allowedActions.",
    fields: &[
        ("allowed", "Boolean!", "Whether the policy allows it."),
        ("reason", "String!", "Why, in the language of the request."),
        ("rules", "[PolicyRule!]!", "The rules that matched, those that deny it included."),
        ("grants", "[RoleGrant!]!", "The user's grants through which they matched."),
        (
            "relations",
            "[String!]!",
            "How the user stands to the record. Where none was named: as to an ordinary one that the \
             user has nothing to do with.",
        ),
        (
            "nearest",
            "String",
            "For a no, the nearest change of the policy, of the user's grants or of the record that \
             would make it a yes, in the language of the request; null where nothing is known that \
             would. Where that is the end of a denial, it says whom that binds.",
        ),
    ],
};

/// `AccessHolder`
pub const ACCESS_HOLDER: PlainType = PlainType {
    name: "AccessHolder",
    description: "Somebody who may do something, and by what.",
    fields: &[
        ("user", "User!", "Who."),
        ("via", "[RoleGrant!]!", "The grants through which they may."),
        ("rules", "[PolicyRule!]!", "The rules that matched."),
    ],
};

/// `AccessHolderEdge`
pub const ACCESS_HOLDER_EDGE: PlainType = PlainType {
    name: "AccessHolderEdge",
    description: "An AccessHolder in a list, with its cursor.",
    fields: &[
        ("node", "AccessHolder!", "The node."),
        ("cursor", "String!", "Its place in the list, for `after` and `before`."),
    ],
};

/// `AccessHolderConnection`
pub const ACCESS_HOLDER_CONNECTION: PlainType = PlainType {
    name: "AccessHolderConnection",
    description: "A page of a list of AccessHolder.",
    fields: &[
        ("nodes", "[AccessHolder!]!", "The nodes of the page."),
        ("edges", "[AccessHolderEdge!]!", "The nodes of the page, each with its cursor."),
        ("pageInfo", "PageInfo!", "What lies before and after the page."),
        ("totalCount", "Int", "How many nodes there are in all pages."),
    ],
};
