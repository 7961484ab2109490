//! From resolveCase to withdrawCase: the end of a case, and what follows.

use crate::desk::reply::ReplyChannel;
use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::cases::{FollowUpRecord, Merger, ReplyRecord};

input! {
    /// For actions that need nothing but words.
    CaseWordsInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// The words.
        note: String = "note" "String!",
    }
}

input! {
    /// What a reporter is told.
    ReplyToReporterInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// How they are told; WRITTEN for a MAJOR case.
        channel: ReplyChannel = "channel" "ReplyChannel!",
        /// What they are told.
        text: String = "text" "String!",
    }
}

input! {
    /// How satisfied a reporter is.
    RecordFollowUpInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// 1 (not at all satisfied) to 5; null where the reporter would not say.
        satisfaction: Option<i32> = "satisfaction" "Int",
        /// In words.
        note: String = "note" "String!",
    }
}

input! {
    /// A case that is the same matter as another one.
    MergeCaseInput {
        /// The case that is merged.
        id: String = "id" "ID!",
        /// Its version that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// The open case that it is answered with.
        into_id: String = "intoId" "ID!",
        /// In words.
        note: Option<String> = "note" "String",
    }
}

macro_rules! by_words {
    ($($name:ident,)+) => {
        $(pub(super) async fn $name(call: Call<'_>) -> Outcome {
            let (input, mut reading): (CaseWordsInput, _) = call.read()?;
            let note = reading.words(&input.note, "note", input::NOTE);
            let (target, warnings) =
                reading.target("case", &input.id, "id", Some(input.expected_version))?;
            done(call.store.$name(call.acting, target, note).await, warnings)
        })+
    };
}

by_words! { resolve_case, reject_resolution, archive_case, reopen_case, withdraw_case, }

macro_rules! by_reply {
    ($($name:ident,)+) => {
        $(pub(super) async fn $name(call: Call<'_>) -> Outcome {
            let (input, mut reading): (ReplyToReporterInput, _) = call.read()?;
            let text = reading.words(&input.text, "text", input::NOTE);
            let (target, warnings) =
                reading.target("case", &input.id, "id", Some(input.expected_version))?;
            let reply = ReplyRecord { channel: input.channel, text };
            done(call.store.$name(call.acting, target, reply).await, warnings)
        })+
    };
}

by_reply! { decline_case, reply_to_reporter, }

pub(super) async fn record_follow_up(call: Call<'_>) -> Outcome {
    let (input, mut reading): (RecordFollowUpInput, _) = call.read()?;
    if input.satisfaction.is_some_and(|satisfaction| !(1..=5).contains(&satisfaction)) {
        reading.wrong("satisfaction", "1 to 5 or null belongs here", "此处应为 1 至 5 或 null");
    }
    let note = reading.words(&input.note, "note", input::NOTE);
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    let record = FollowUpRecord { target, satisfaction: input.satisfaction, note };
    done(call.store.record_follow_up(call.acting, record).await, warnings)
}

pub(super) async fn merge_case(call: Call<'_>) -> Outcome {
    let (input, mut reading): (MergeCaseInput, _) = call.read()?;
    let into = reading.id(&input.into_id, "case", "intoId");
    let note = reading.optional_words(input.note.as_ref(), "note", input::NOTE);
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    done(call.store.merge_case(call.acting, Merger { target, into, note }).await, warnings)
}
