//! The views of the schema that were asked for, kept by what their readers may do.

use std::sync::Arc;

use moka::sync::Cache;

use super::allowed::Allowed;
use super::limits::Limits;
use super::validate::Checker;
use crate::policy::Grants;

/// How many views are kept: of one installation's roles few combinations are held, and each view is a
/// whole registry of types.
const MOST: u64 = 16;

/// The schema as somebody is shown it.
pub(super) struct View {
    /// Answers what is asked of it.
    pub(super) checker: Checker,
    /// Its text.
    pub(super) sdl: Arc<str>,
}

/// Makes views, and keeps the last that were asked for.
pub(super) struct Views {
    limits: Limits,
    kept: Cache<Allowed, Arc<View>>,
}

impl Views {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, kept: Cache::new(MOST) }
    }

    /// The view of whoever holds these grants.
    pub(super) fn of(&self, grants: &Grants) -> Arc<View> {
        self.kept.get_with(Allowed::of(grants), || {
            let checker = Checker::trimmed(&self.limits, &Allowed::of(grants));
            let sdl = checker.sdl().into();
            Arc::new(View { checker, sdl })
        })
    }
}
