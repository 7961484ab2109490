//! What an import tells.

/// What an import did, or would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Records that are new.
    pub added: usize,
    /// Records that differed.
    pub updated: usize,
    /// Records that are as the file has them.
    pub unchanged: usize,
}
