//! The open cases of a team that moves to another area.

use entity::area;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::policy::Object;
use crate::read::problem::Problems;
use crate::store::change::{Changing, Near, Unmade};

impl Changing<'_> {
    /// Notes it where a team could not have all of its open cases in the area that it is to work in:
    /// a team has those of its area, of those below, and of those above up to its town. How many are
    /// in the way is told whoever may read them: a number tells of no case.
    pub(super) async fn must_stay_near_its_cases(
        &self,
        team: Uuid,
        to: &area::Model,
        problems: &mut Problems,
    ) -> Result<(), Unmade> {
        let text = "select lies_in.path as path, coalesce(town.path, lies_in.path) as top, \
                           count(*) as cases \
                    from cases held join areas lies_in on lies_in.id = held.area_id \
                         left join areas town on town.id = held.town_id \
                    where held.team_id = $1 and held.is_open group by lies_in.path, town.path";
        let backend = self.transaction.get_database_backend();
        let open = Statement::from_sql_and_values(backend, text, [team.into()]);
        let mut far: i64 = 0;
        for row in self.transaction.query_all_raw(open).await? {
            let (path, top): (String, String) = (row.try_get("", "path")?, row.try_get("", "top")?);
            let near = Near { object: Object::Case, area_path: &path, top_path: &top };
            if !near.holds(&to.path) {
                far += row.try_get::<i64>("", "cases")?;
            }
        }
        if far > 0 {
            problems.add(
                "input.areaId",
                format!(
                    "the team has {far} open cases that it could not have from there: hand them to \
                     others first"
                ),
                format!("该工作组有 {far} 件未结事项在新区域无法承办：请先移交"),
            );
        }
        Ok(())
    }
}
