//! What no index serves, and why.

/// Faults that a list's plans may have.
#[derive(Debug)]
pub(in crate::plans) struct Exception {
    /// How each of them begins.
    pub(in crate::plans) faults: &'static [&'static str],
    pub(in crate::plans) because: &'static str,
    /// Whether SQLite does without.
    pub(in crate::plans) on_postgres_alone: bool,
}

pub(super) const OWN_WORK: Exception = Exception {
    faults: &[
        "sort of cases found by team_id",
        "sort of cases found by handler_id",
        "sort of cases found by first_handler_id",
        "sort of cases found by overseer_id",
        "sort of cases found by received_by_id",
        "sort of checks found by team_id",
        "sort of checks found by inspector_id",
        "sort of hazards found by responsible_id",
        "sort of hazards found by found_by_id",
    ],
    because: "a team's and a colleague's own cases have indexes for two orders, the latest received \
              first and the open ones by their due time, and their checks for one, the latest \
              planned first, as have the hazards that somebody puts right or found, the latest found \
              first: in another they are sorted, as many as people can work at",
    on_postgres_alone: false,
};

pub(super) const SEVERAL_KEYS: Exception = Exception {
    faults: &["scan of cases", "sort of cases"],
    because: "no index has two keys of an order before the id",
    on_postgres_alone: false,
};

pub(super) const ALIKE_BEGINNING: Exception = Exception {
    faults: &["sort of cases"],
    because: "one index finds what begins alike, and another has it in this order",
    on_postgres_alone: false,
};

pub(super) const NULLS: Exception = Exception {
    faults: &["sort of cases found by due_at"],
    because: "one index has the nulls together, and another has them in this order",
    on_postgres_alone: false,
};

pub(super) const CATEGORIES_BELOW: Exception = Exception {
    faults: &["sort of cases found by category_id"],
    because: "a category and those below it are several ranges of their index; in a jurisdiction, \
              its own index is read in order instead",
    on_postgres_alone: false,
};

pub(super) const SEARCHED: Exception = Exception {
    faults: &["sort of case_words", "sort of case_documents"],
    because: "what holds the words is found by their index, and put in order then",
    on_postgres_alone: false,
};

/// PostgreSQL expects the ids of all open ones to be read sooner than the found ones one by one.
pub(super) const SEARCHED_OPEN: Exception = Exception {
    faults: &["scan of cases"],
    because: "who sees all searches all open cases, whose ids an index has together",
    on_postgres_alone: true,
};

pub(super) const HAPPENED: Exception = Exception {
    faults: &["sort of case_events found by kind", "sort of cases found by community_id"],
    because: "where few cases have such an event, they are found by it, or by the communities of \
              whoever asks, and put in order then; where many have, they are read in their order",
    on_postgres_alone: false,
};

pub(super) const SHOWN_WHOLE: Exception = Exception {
    faults: &[
        "sort of check_items found by check_id",
        "sort of grants found by user_id",
        "sort of files found by before_hazard_id",
        "sort of files found by after_hazard_id",
        "sort of checkpoints found by on_route_id",
        "sort of checkpoints found by route_id",
        "sort of checkpoint_terms found by checkpoint_id",
        "sort of shift_members found by shift_id",
        "sort of shift_gaps found by shift_id",
        "sort of duty_log_entries found by shift_id",
    ],
    because: "it is no page: all of a check's questions, a user's grants, a hazard's photographs, a \
              route's points and a shift's roster are shown, a handful",
    on_postgres_alone: false,
};

pub(super) const COUNTED: Exception = Exception {
    faults: &["scan of cases"],
    because: "a count reads what it counts, and who sees all counts all",
    on_postgres_alone: false,
};

/// PostgreSQL expects too few to look for them in order.
pub(super) const FEW_USERS: Exception = Exception {
    faults: &["scan of users", "scan of grants"],
    because: "no index knows who was deactivated, nor grants by their role or end",
    on_postgres_alone: true,
};

/// PostgreSQL expects too few to look for them in order.
pub(super) const ON_EARTH: Exception = Exception {
    faults: &["scan of cases"],
    because: "no index knows where on earth a case is",
    on_postgres_alone: true,
};
