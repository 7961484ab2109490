//! Texts kept beside the rules: the expectations of them, the file that they are laid out like, and the
//! default rules that the town's own began with.

use chrono::{DateTime, Utc};
use entity::policy_text;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::policy::DEFAULT_RULES;
use crate::policy::expectations::DEFAULT_TESTS;
use crate::store::{Store, StoreError};

/// The kinds of these texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum TextKind {
    /// What is expected of the policy.
    Tests,
    /// The file whose order, headings and comments the policy is written with.
    Layout,
    /// The default rules of the release that the policy began with, or was last upgraded to.
    Defaults,
}

impl TextKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Tests => "TESTS",
            Self::Layout => "LAYOUT",
            Self::Defaults => "DEFAULTS",
        }
    }
}

/// Texts that a change of the policy brings with it; those that it does not stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyTexts {
    /// What is expected of the policy from now on, this change included.
    pub tests: Option<String>,
    /// The file that the policy is laid out like.
    pub layout: Option<String>,
    /// The default rules of the release that the change upgrades to.
    pub defaults: Option<String>,
}

impl PolicyTexts {
    /// What a new installation starts with.
    #[must_use]
    pub fn of_release() -> Self {
        Self {
            tests: Some(DEFAULT_TESTS.to_owned()),
            layout: Some(DEFAULT_RULES.to_owned()),
            defaults: Some(DEFAULT_RULES.to_owned()),
        }
    }

    fn parts(&self) -> [(TextKind, Option<&String>); 3] {
        [
            (TextKind::Tests, self.tests.as_ref()),
            (TextKind::Layout, self.layout.as_ref()),
            (TextKind::Defaults, self.defaults.as_ref()),
        ]
    }

    /// Whether they say nothing new.
    pub(super) async fn are_kept(
        &self,
        connection: &impl ConnectionTrait,
    ) -> Result<bool, StoreError> {
        for (kind, text) in self.parts() {
            if let Some(text) = text
                && text_of(connection, kind).await?.as_ref() != Some(text)
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Keeps them with a version of the policy.
    pub(in crate::store) async fn keep(
        &self,
        connection: &impl ConnectionTrait,
        version: i64,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        for (kind, text) in self.parts() {
            let Some(text) = text else { continue };
            if text_of(connection, kind).await?.as_ref() == Some(text) {
                continue;
            }
            let row = policy_text::ActiveModel {
                kind: Set(kind.as_str().to_owned()),
                version: Set(version),
                text: Set(text.clone()),
                kept_at: Set(now),
                ..Default::default()
            };
            policy_text::Entity::insert(row).exec_without_returning(connection).await?;
        }
        Ok(())
    }
}

/// The text of a kind that is in force, if one was ever kept.
#[expect(clippy::disallowed_methods, reason = "texts of the policy are no records")]
pub(super) async fn text_of(
    connection: &impl ConnectionTrait,
    kind: TextKind,
) -> Result<Option<String>, StoreError> {
    let of_kind = policy_text::Entity::find()
        .filter(policy_text::Column::Kind.eq(kind.as_str()))
        .order_by_desc(policy_text::Column::Id);
    Ok(of_kind.one(connection).await?.map(|row| row.text))
}

/// What is expected of the policy: what a release expects, where nothing was kept.
pub(super) async fn tests(connection: &impl ConnectionTrait) -> Result<String, StoreError> {
    let kept = text_of(connection, TextKind::Tests).await?;
    Ok(kept.unwrap_or_else(|| DEFAULT_TESTS.to_owned()))
}

impl Store {
    /// What is expected of the policy, as a file; what a release expects, where nothing was kept.
    ///
    /// # Errors
    /// The database's.
    pub async fn policy_tests(&self) -> Result<String, StoreError> {
        tests(self.writer()).await
    }

    /// The file that the policy is laid out like; that of a release, where none was kept.
    ///
    /// # Errors
    /// The database's.
    pub async fn policy_layout(&self) -> Result<String, StoreError> {
        let kept = text_of(self.writer(), TextKind::Layout).await?;
        Ok(kept.unwrap_or_else(|| DEFAULT_RULES.to_owned()))
    }

    /// The default rules that the policy began with or was last upgraded to; none where it began before
    /// they were kept.
    ///
    /// # Errors
    /// The database's.
    pub async fn policy_defaults(&self) -> Result<Option<String>, StoreError> {
        text_of(self.writer(), TextKind::Defaults).await
    }
}
