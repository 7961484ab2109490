//! What the stories have in common: the district, what may be added to it, and what is asked.

use serde_json::json;
use uuid::Uuid;

use super::aims::Aims;
use super::compare::by_call;
use super::documents::{Document, documents};
use super::hidden::{self, Hidden};
use super::neighbours::{self, FOUND_HAZARD, NEIGHBOUR_TEAM};
use super::paths::{self, Paths};
use super::schema::Schema;
use super::world::{Seer, World};
use crate::support::Backend;
use crate::town::{Town, global};

/// One from whom nothing is hidden.
pub(super) const SEER: &str = "everywhere";

/// The district, what may be added to it, and what is asked.
pub(super) struct Story {
    pub(super) backend: Backend,
    pub(super) schema: Schema,
    pub(super) district: Town,
    pub(super) hidden: Vec<Hidden>,
    pub(super) documents: Vec<Document>,
    /// The world that has all of what is hidden from some.
    pub(super) everything: World,
}

impl Story {
    pub(super) async fn begin(backend: Backend) -> Self {
        let schema = Schema::read();
        let district = neighbours::district();
        let hidden = hidden::all(&district);
        let everything = World::build(backend, &with(&district, hidden.iter())).await;
        let seer = Seer { world: &everything, id: district.user(SEER) };
        let ids: Vec<String> = hidden.iter().flat_map(Hidden::ids).collect();
        let aims = Aims::take(&schema, &seer, &ids, &neighbours::near(&district)).await;
        // Those first who may be told of others, and of whom there is most to tell.
        let people = [SEER, "administrator", "community", "team_member", "town_center"];
        let people = people.map(|name| global("user", district.user(name)));
        let documents = documents(&schema, &aims, &people);
        Self { backend, schema, district, hidden, documents, everything }
    }

    /// Every path of the schema is in a document.
    pub(super) fn paths(&self) -> Paths {
        let all = paths::of_schema(&self.schema);
        let asked = self.documents.iter().filter(|document| !document.refused);
        let taken: Paths =
            asked.flat_map(|document| paths::of_document(&self.schema, &document.text)).collect();
        let left: Vec<&String> = all.difference(&taken).collect();
        assert!(left.is_empty(), "no document asks for {left:#?}");
        all
    }

    /// Whoever sees the records is shown them along every path that takes arguments, by these very
    /// documents, so that a leak along it would be shown to whoever does not.
    pub(super) async fn sees(&self, without: &World) {
        let seer = self.district.user(SEER);
        let mut telling = Paths::new();
        for document in self.documents.iter().filter(|document| !document.refused) {
            let (one, other) = tokio::join!(
                without.answers(seer, document),
                self.everything.answers(seer, document)
            );
            let (one, other) = (&one[0], &other[0]);
            assert!(other.body.starts_with("{\"data\":"), "{}: {}", document.text, other.body);
            let (one, other) = (by_call(document, one), by_call(document, other));
            for call in &document.calls {
                if one[&call.alias] != other[&call.alias] {
                    let text = format!("{{{}}}", call.text);
                    telling.extend(paths::of_selection(&self.schema, &call.parent, &text));
                }
            }
        }
        let with_arguments = paths::of_schema(&self.schema).into_iter().filter(|p| p.contains('('));
        let silent: Vec<String> = with_arguments.filter(|path| !telling.contains(path)).collect();
        assert!(silent.is_empty(), "what is hidden shows to nobody along {silent:#?}");
        // A membership has no id of its own by which it was found already.
        let query = "query($id: ID!) { team(id: $id) { members { nodes { id } } } }";
        let team = json!({"id": global("team", NEIGHBOUR_TEAM)});
        let members = self.everything.asking.data(seer, query, team).await.to_string();
        assert!(members.contains(&global("user", self.district.user("handler"))), "{members}");
    }
}

/// The district with these records; a check at the place of a hazard in sight has found it.
pub(super) fn with<'a>(district: &Town, hidden: impl Iterator<Item = &'a Hidden>) -> Town {
    let mut all = hidden.fold(district.clone(), |all, one| all.with(&one.rows));
    let found = all.hazards.rows.iter_mut().find(|hazard| hazard.id == FOUND_HAZARD);
    let found = found.expect("in every world");
    let is_hidden = |id: Uuid| district.checks.iter().all(|known| known.id != id);
    let mut checks = all.checks.iter().filter(|check| check.place_id == found.place_id);
    if let Some(check) = checks.find(|check| is_hidden(check.id)) {
        // As the hidden hazards have it, so that what is aimed at them is aimed at this.
        (found.check_id, found.item_code) = (Some(check.id), Some("Q9".to_owned()));
    }
    all
}
