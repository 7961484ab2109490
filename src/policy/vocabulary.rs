//! The words of the policy: objects, their actions, and how a user may stand to a record.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the word of a rule is its own description")]
        pub enum $name { $($variant,)+ }

        impl $name {
            /// Every word, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word as rules spell it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The word that is spelled so.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

words! {
    /// What a rule is about.
    Object {
        Area = "area",
        Case = "case",
        Reporter = "reporter",
        Team = "team",
        Category = "category",
        Place = "place",
        Check = "check",
        Hazard = "hazard",
        Patrol = "patrol",
        Shift = "shift",
        Stats = "stats",
        Export = "export",
        User = "user",
        Policy = "policy",
        Audit = "audit",
        Token = "token",
    }
}

words! {
    /// What a rule lets somebody do, or forbids.
    Action {
        Read = "read",
        Create = "create",
        Amend = "amend",
        Triage = "triage",
        Propose = "propose",
        Assign = "assign",
        Accept = "accept",
        Return = "return",
        Coordinate = "coordinate",
        Escalate = "escalate",
        Supervise = "supervise",
        Answer = "answer",
        Extend = "extend",
        Mediate = "mediate",
        RecordStep = "record_step",
        Resolve = "resolve",
        Decline = "decline",
        Reply = "reply",
        FollowUp = "follow_up",
        Archive = "archive",
        Reopen = "reopen",
        Merge = "merge",
        Withdraw = "withdraw",
        Note = "note",
        Attach = "attach",
        Save = "save",
        Plan = "plan",
        Sign = "sign",
        Cancel = "cancel",
        Report = "report",
        Rectify = "rectify",
        Verify = "verify",
        MakeCase = "make_case",
        Visit = "visit",
        Replace = "replace",
        Log = "log",
        Grant = "grant",
        Reset = "reset",
        Deactivate = "deactivate",
        Apply = "apply",
        Revoke = "revoke",
    }
}

words! {
    /// How a user stands to one record.
    Relation {
        Any = "any",
        Ordinary = "ordinary",
        OwnTeam = "own_team",
        Handling = "handling",
        OwnRecord = "own_record",
    }
}

impl Relation {
    /// Whether it is for whoever has the record in hand: its team, and those who handle it.
    #[must_use]
    pub fn is_in_hand(self) -> bool {
        matches!(self, Self::OwnTeam | Self::Handling)
    }
}

impl Object {
    /// Whether the audit trail also notes what the policy refused of it: what protects persons, and
    /// what could change who is protected from whom.
    #[must_use]
    pub fn is_watched(self) -> bool {
        matches!(
            self,
            Self::Reporter | Self::User | Self::Policy | Self::Token | Self::Export | Self::Audit
        )
    }

    /// The actions that there are for this object.
    #[must_use]
    pub fn actions(self) -> &'static [Action] {
        use Action::*;
        match self {
            Self::Area | Self::Stats | Self::Audit => &[Read],
            Self::Case => &[
                Read, Create, Amend, Triage, Propose, Assign, Accept, Return, Coordinate, Escalate,
                Supervise, Answer, Extend, Mediate, RecordStep, Resolve, Decline, Reply, FollowUp,
                Archive, Reopen, Merge, Withdraw, Note, Attach,
            ],
            Self::Reporter => &[Read, Amend],
            Self::Team | Self::Place => &[Read, Save],
            // Read by all who sign in, so there is no rule to write.
            Self::Category => &[Save],
            Self::Check => &[Read, Plan, Answer, Sign, Cancel, Attach],
            Self::Hazard => &[Read, Report, Rectify, Verify, Extend, MakeCase, Attach],
            Self::Patrol => &[Read, Save, Visit],
            Self::Shift => &[Read, Save, Replace, Sign, Log],
            Self::Export => &[Read, Create],
            Self::User => &[Read, Create, Grant, Reset, Deactivate],
            Self::Policy => &[Read, Apply],
            Self::Token => &[Read, Create, Revoke],
        }
    }

    /// How each relation of this object is told from a record's columns. A relation that is not
    /// here cannot hold, and a rule that names it is refused.
    #[must_use]
    pub fn relations(self) -> &'static [(Relation, Holds)] {
        const ANY: (Relation, Holds) = (Relation::Any, Holds::Always);
        match self {
            Self::Case | Self::Reporter => &[
                ANY,
                (Relation::Ordinary, Holds::IsFalse("confidential")),
                (Relation::OwnTeam, Holds::IsOwnTeam("team_id")),
                (
                    Relation::Handling,
                    Holds::IsUser(&["handler_id", "first_handler_id", "overseer_id"]),
                ),
                (Relation::OwnRecord, Holds::IsUser(&["received_by_id"])),
            ],
            Self::Check => &[
                ANY,
                (Relation::OwnTeam, Holds::IsOwnTeam("team_id")),
                (Relation::Handling, Holds::IsUser(&["inspector_id"])),
                (Relation::OwnRecord, Holds::IsUser(&["created_by_id", "signed_by_id"])),
            ],
            Self::Hazard => &[
                ANY,
                (Relation::Handling, Holds::IsUser(&["responsible_id"])),
                (Relation::OwnRecord, Holds::IsUser(&["found_by_id"])),
            ],
            Self::Team => &[ANY, (Relation::OwnTeam, Holds::IsOwnTeam("id"))],
            Self::Patrol => &[ANY, (Relation::OwnTeam, Holds::IsOwnTeam("team_id"))],
            Self::Shift => &[
                ANY,
                (Relation::OwnTeam, Holds::IsOwnTeam("team_id")),
                (Relation::Handling, Holds::IsUser(&["leader_id"])),
            ],
            // A token is judged by its owner's record, as a reporter is by the case.
            Self::Token | Self::User => &[ANY, (Relation::OwnRecord, Holds::IsUser(&["id"]))],
            Self::Area
            | Self::Category
            | Self::Place
            | Self::Stats
            | Self::Export
            | Self::Policy
            | Self::Audit => &[ANY],
        }
    }

    /// How one relation of this object is told, if it has that relation.
    #[must_use]
    pub fn relation(self, relation: Relation) -> Option<Holds> {
        self.relations().iter().find(|(known, _)| *known == relation).map(|(_, holds)| *holds)
    }
}

/// How a relation is told from the columns of a record. A null column never makes one hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// It always holds.
    Always,
    /// It holds when this boolean column is false.
    IsFalse(&'static str),
    /// It holds when this column names a team that the user is an active member of.
    IsOwnTeam(&'static str),
    /// It holds when one of these columns names the user.
    IsUser(&'static [&'static str]),
}
