//! A random world whose cases may be at a desk above their own area.

use chrono::{DateTime, Utc};
use entity::{case, category};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use crate::support::{Database, Dice};
use crate::worlds::World;

pub(super) struct Town {
    seed: u64,
    now: DateTime<Utc>,
    /// By case, the area whose desk is responsible.
    pub(super) desks: Vec<usize>,
}

impl Town {
    pub(super) fn new(seed: u64, now: DateTime<Utc>) -> Self {
        let mut dice = Dice::new(!seed);
        let world = World::new(&mut Dice::new(seed), now);
        let desk = |area: usize| {
            if dice.percent(60) { area } else { *dice.pick(&world.lineage(area)) }
        };
        let desks = world.cases.iter().map(|case| case.area).map(desk).collect();
        Self { seed, now, desks }
    }

    /// The same world, each time.
    pub(super) fn world(&self) -> World {
        World::new(&mut Dice::new(self.seed), self.now)
    }

    /// Writes it, with one category, and nothing else is left.
    pub(super) async fn write(&self, database: &Database) {
        let (world, connection) = (self.world(), database.connection());
        world.write(connection).await;
        for (case, desk) in world.cases.iter().zip(&self.desks) {
            case::Entity::update_many()
                .col_expr(case::Column::DeskId, Expr::value(world.areas[*desk].id))
                .filter(case::Column::Id.eq(case.id))
                .exec(connection)
                .await
                .unwrap();
        }
        category::Entity::delete_many().exec(connection).await.unwrap();
        let category = category::ActiveModel {
            id: Set(Dice::new(self.seed).uuid()),
            code: Set("NOISE".to_owned()),
            name: Set("噪音".to_owned()),
            name_en: Set(None),
            parent_id: Set(None),
            simple_days: Set(1),
            ordinary_days: Set(7),
            major_days: Set(30),
            position: Set(1),
            version: Set(1),
        };
        category::Entity::insert(category).exec_without_returning(connection).await.unwrap();
    }
}
