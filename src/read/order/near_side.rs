//! What lies on the near side of a cursor: whether there is any of it is what a page's other end
//! tells of the list.

use super::{Order, OrderKey, Stretch};
use crate::read::row::Row;
use crate::read::sql::{Bind, Binds};

impl Order {
    /// The rows up to a cursor's own, which is among them; `flip`: from it on. Each stretch is a
    /// range of one index with the nearest row first, but in an order of several keys, which no
    /// index has: there the rows come in no order.
    pub fn up_to(
        &self,
        cursor: &[Option<Bind>],
        row: &Row,
        flip: bool,
        binds: &mut Binds,
    ) -> Vec<Stretch> {
        let [first @ OrderKey { nullable: true, .. }, last] = self.0.as_slice() else {
            return vec![self.not_beyond(cursor, row, flip, binds)];
        };
        let column = row.column(first.column);
        let valued = Self(vec![OrderKey { nullable: false, ..*first }, *last]);
        let rest = Self(vec![*last]);
        let order = valued.by(row, !flip);
        let all = |condition: String| Stretch { conditions: vec![condition], order: order.clone() };
        // The nulls are last.
        match cursor {
            [None, id @ ..] => {
                let mut nulls = all(format!("{column} is null"));
                nulls.conditions.extend(rest.not_beyond(id, row, flip, binds).conditions);
                let values = (!flip).then(|| all(format!("{column} is not null")));
                [Some(nulls), values].into_iter().flatten().collect()
            }
            cursor => {
                let values = valued.not_beyond(cursor, row, flip, binds);
                let nulls = flip.then(|| all(format!("{column} is null")));
                [Some(values), nulls].into_iter().flatten().collect()
            }
        }
    }

    fn not_beyond(
        &self,
        cursor: &[Option<Bind>],
        row: &Row,
        flip: bool,
        binds: &mut Binds,
    ) -> Stretch {
        let operator = if self.descends() == flip { "<=" } else { ">=" };
        match self.compared(operator, cursor, row, binds) {
            Some(compared) => Stretch { conditions: vec![compared], order: self.by(row, !flip) },
            None => Stretch {
                conditions: vec![format!(
                    "({}) is not true",
                    self.beyond(cursor, row, flip, binds)
                )],
                order: String::new(),
            },
        }
    }
}
