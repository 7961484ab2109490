//! What the viewer may do, as rows: no table holds them, they are bound as they were worked out.

use serde_json::json;

use super::{Compiler, Sight};
use crate::policy::{Allowance, Domain};
use crate::read::catalog::ObjectType;
use crate::read::document::Collected;
use crate::read::sql::{Bind, Dialect};

fn entry(of: &Allowance) -> serde_json::Value {
    let area = match &of.domain {
        Domain::Everywhere => None,
        Domain::Area(area) => Some(area.id.simple().to_string()),
    };
    json!({
        "object": of.object.as_str(),
        "action": of.action.as_str(),
        "relation": of.relation.as_str(),
        "area_id": area,
    })
}

impl<'a> Compiler<'a> {
    /// All that the viewer may do, one object each.
    pub(super) fn permissions(
        &mut self,
        of: &'static ObjectType,
        field: &Collected<'a>,
        times: u64,
    ) -> String {
        let allowances = self.context.grants.allowances();
        let times = times.saturating_mul(allowances.len() as u64);
        self.cost.add(field.name, times);
        let row = self.new_row('p');
        let fields = self.selected(field, of);
        let object = self.object(of, &fields, &row, &Sight::InScope, times);
        let all: Vec<_> = allowances.iter().map(entry).collect();
        let all = self.binds.bind(Bind::Text(json!(all).to_string()));
        let rows = match self.dialect() {
            Dialect::Postgres => format!(
                "select held.* from rows from (jsonb_to_recordset({all}::jsonb) as \
                 (object text, action text, relation text, area_id uuid)) with ordinality \
                 as held(object, action, relation, area_id, place)"
            ),
            Dialect::Sqlite => {
                let part = |name: &str| format!("json_extract(held.value, '$.{name}')");
                format!(
                    "select {} as object, {} as action, {} as relation, \
                     unhex({}) as area_id, held.key as place from json_each({all}) held",
                    part("object"),
                    part("action"),
                    part("relation"),
                    part("area_id"),
                )
            }
        };
        let place = row.column("place");
        let listed = self.dialect().array_of_rows(&object, &place, None);
        format!("(select {listed} from ({rows}) {})", row.alias())
    }
}
