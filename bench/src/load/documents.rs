//! What cases are found by, as the product's own index has it.

use wardbook::read::search::tokens;

use super::Size;
use super::id::{Tag, id_at, id_of};
use super::numbers::numbers;
use super::tree::{community_of, town_of};
use super::words::{SAID, joined};
use crate::connection::Kind;

/// The statements that make the documents of these cases.
pub(super) fn of(kind: Kind, size: Size, first: u64, last: u64) -> Vec<String> {
    let said = format!("'{}'", tokens(&format!("{SAID}。编号")).join(" "));
    let parts = [
        ["place.tokens", "matter.tokens", "n"].join(" || ' ' || "),
        ["matter.tokens", &said, "detail.tokens", "n"].join(" || ' ' || "),
        "note.tokens".to_owned(),
    ];
    let community = community_of("k");
    let areas = [
        id_of(kind, Tag::District, "0"),
        id_of(kind, Tag::Town, &town_of(&community)),
        id_of(kind, Tag::Community, &community),
        id_of(kind, Tag::Group, "k"),
    ]
    .map(|id| kind.digits_of(&id));
    let case = id_at(kind, Tag::Case, "received", "n");
    let cases = numbers(kind, size, first, last);
    let phrases = joined();
    match kind {
        Kind::Sqlite => {
            let (areas, parts) = (areas.join(" || ' ' || "), parts.join(", "));
            vec![
                format!("insert into case_documents (id, case_id) select n, {case} from {cases}"),
                format!(
                    "insert into case_words (rowid, areas, title, description, notes) \
                     select n, {areas}, {parts} from {cases}{phrases}"
                ),
            ]
        }
        Kind::Postgres => {
            let weighed =
                (1..).zip(["A", "B", "C"]).zip(&parts).map(|((position, weight), part)| {
                    let end = format!("'':{position}{weight}");
                    format!("'''' || replace({part}, ' ', '{end} ''') || '{end} '")
                });
            let areas = areas.iter().map(|area| format!("'''/' || {area} || ''' '"));
            let document: Vec<String> = weighed.chain(areas).collect();
            vec![format!(
                "insert into case_documents (case_id, document) \
                 select {case}, ({})::tsvector from {cases}{phrases}",
                document.join(" || ")
            )]
        }
    }
}

#[cfg(test)]
mod tests {
    use wardbook::store::{PoolSettings, Store};

    use super::*;
    use crate::connection::Connection;
    use crate::load::load;
    use crate::place::Place;

    /// All that the index has, by word, part and case.
    const INSTANCES: &str =
        "select distinct term || ' ' || col || ' ' || doc from instances order by 1";

    #[tokio::test]
    async fn cases_are_found_by_what_the_product_would_find_them_by() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("load.db");
        std::fs::File::create(&file).unwrap();
        let place = Place { kind: Kind::Sqlite, url: format!("sqlite://{}", file.display()) };
        load(&place, Size { users: 20, ..Size::of_cases(300) }).await.unwrap();
        let mut connection = Connection::open(Kind::Sqlite, &place.url).await.unwrap();
        let table = "create virtual table instances using fts5vocab('case_words', 'instance')";
        connection.run(table).await.unwrap();
        let loaded = connection.rows(INSTANCES).await.unwrap();
        let store = Store::open(&place.url, &PoolSettings::default()).await.unwrap();
        store.index_cases(true, &|_, _| {}).await.unwrap();
        let indexed = connection.rows(INSTANCES).await.unwrap();
        assert!(loaded.len() > 300 * 20, "{}", loaded.len());
        assert_eq!(loaded, indexed);
    }
}
