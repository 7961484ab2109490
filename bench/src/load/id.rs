//! Ids in the form of UUIDv7, worked out from a row's number, so that nobody has to look them up.

use uuid::Uuid;

use crate::connection::Kind;

/// When all but cases and events was made, in seconds since 1970.
pub(crate) const FOUNDED: u64 = 1_700_000_000;

/// What a row is of: ids of two tables never meet.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tag {
    District = 1,
    Town,
    Community,
    Group,
    TownTeam,
    CommunityTeam,
    User,
    Asker,
    Grant,
    Case,
    Event,
    Category,
}

/// The id of the row with this number among those of before the cases.
pub(crate) fn id(tag: Tag, number: u64) -> Uuid {
    let digits = format!(
        "{:012x}7{:03x}8{:03x}{:04x}{:08x}",
        FOUNDED * 1000,
        number * 40503 % 4096,
        number * 7919 % 4096,
        tag as u64,
        number * 2_654_435_761 % 4_294_967_296,
    );
    Uuid::parse_str(&digits).unwrap_or_default()
}

/// The same in SQL, of a row made at this second.
pub(crate) fn id_at(kind: Kind, tag: Tag, second: &str, number: &str) -> String {
    let digits = [
        kind.hex(&format!("cast({second} as bigint) * 1000"), 12),
        "'7'".to_owned(),
        kind.hex(&format!("cast({number} as bigint) * 40503 % 4096"), 3),
        "'8'".to_owned(),
        kind.hex(&format!("cast({number} as bigint) * 7919 % 4096"), 3),
        format!("'{:04x}'", tag as u64),
        kind.hex(&format!("cast({number} as bigint) * 2654435761 % 4294967296"), 8),
    ];
    kind.uuid(&digits.join(" || "))
}

/// The same in SQL, of a row of before the cases.
pub(crate) fn id_of(kind: Kind, tag: Tag, number: &str) -> String {
    id_at(kind, tag, &FOUNDED.to_string(), number)
}

/// The id in SQL, written out.
pub(crate) fn literal(kind: Kind, id: Uuid) -> String {
    kind.uuid(&format!("'{}'", id.simple()))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::connection::Connection;

    #[test]
    fn ids_have_the_form_of_a_uuid_v7_and_are_all_different() {
        let mut seen = HashSet::new();
        for number in 0..20_000 {
            for tag in [Tag::Group, Tag::Case] {
                let id = id(tag, number);
                assert_eq!(id.get_version_num(), 7);
                assert!(seen.insert(id), "{number}");
            }
        }
    }

    #[tokio::test]
    async fn sql_works_out_the_same_ids() {
        let mut connection = Connection::open(Kind::Sqlite, "sqlite::memory:").await.unwrap();
        for number in [0, 1, 7, 4095, 9_999, 664_999] {
            let text = format!(
                "select lower(hex({}))",
                id_of(Kind::Sqlite, Tag::Community, &number.to_string())
            );
            let of_database = Uuid::parse_str(&connection.text(&text).await.unwrap()).unwrap();
            assert_eq!(of_database, id(Tag::Community, number));
        }
    }
}
