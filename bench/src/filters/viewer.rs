//! Who asks: users who see everything, what is ordinary everywhere, a town and a community.

use uuid::Uuid;

use crate::connection::Connection;
use crate::load::{Tag, id, literal};
use crate::place::Place;

/// One who asks.
pub(super) struct Viewer {
    pub(super) name: &'static str,
    pub(super) user: Uuid,
    role: &'static str,
    area: Option<Uuid>,
}

impl Viewer {
    /// Gives users what they are to see.
    pub(super) async fn make_all(place: &Place) -> anyhow::Result<Vec<Self>> {
        let viewers: Vec<Self> = [
            ("everything", "district_center", None),
            ("ordinary everywhere", "analyst", None),
            ("a town", "town_center", Some(id(Tag::Town, 1))),
            ("a community", "community", Some(id(Tag::Community, 30))),
        ]
        .into_iter()
        .zip(0..)
        .map(|((name, role, area), number)| Self { name, user: id(Tag::User, number), role, area })
        .collect();
        let mut connection = Connection::open(place.kind, &place.url).await?;
        for viewer in &viewers {
            let user = literal(place.kind, viewer.user);
            let area = viewer.area.map_or("null".to_owned(), |area| literal(place.kind, area));
            let role = viewer.role;
            connection
                .run(&format!(
                    "update grants set role = '{role}', area_id = {area} where user_id = {user}"
                ))
                .await?;
        }
        connection.close().await?;
        Ok(viewers)
    }
}
