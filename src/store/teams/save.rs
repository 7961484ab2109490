//! Teams: new ones, and what is changed of those that there are.

use std::collections::BTreeSet;

use entity::{area, team};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, SqlErr,
};
use serde_json::json;
use uuid::Uuid;

use crate::desk::refusal::Refusal;
use crate::policy::{Action, Object, Record, Standing};
use crate::read::problem::Problems;
use crate::store::change::{
    Acting, Change, Changing, Made, Target, Unmade, must_be_sound, problem,
};
use crate::store::{Store, StoreError};

/// A team as it is to be.
#[derive(Debug)]
pub struct TeamToSave {
    /// The team that is changed; none makes a new one.
    pub target: Option<Target>,
    /// Its name, unique in its area.
    pub name: String,
    /// A value of `TeamKind`.
    pub kind: String,
    /// The area that it works in; none where the input named none, which is among the problems.
    pub area: Option<Uuid>,
    /// Whether it is a member unit.
    pub unit: bool,
    /// Who leads it, and so is a member.
    pub leader: Option<Uuid>,
    /// Who answers for it in the centre.
    pub accountable_leader: Option<Uuid>,
    /// What it was set up to do.
    pub mandate: Option<String>,
    /// Its active members; the leader is one, named here or not.
    pub members: Vec<Uuid>,
    /// What is wrong with the input.
    pub problems: Problems,
}

/// A team as the policy looks at it: by its id.
struct OfTeam(Uuid);

impl Record for OfTeam {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        (column == "id").then_some(self.0)
    }
}

impl Store {
    /// Makes or changes a team, whose members may work with its cases from the next second on.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn save_team(&self, acting: Acting<'_>, mut input: TeamToSave) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let was = match &input.target {
            Some(target) => Some(changing.take_team(target, input.area).await?),
            None => None,
        };
        let mut problems = std::mem::take(&mut input.problems);
        let area = changing.area_to_save_in(input.area, was.is_none(), &mut problems).await?;
        let id = was.as_ref().map_or_else(Uuid::now_v7, |was| was.id);
        changing.must_be_allowed(Action::Save, id, &area)?;
        changing.people_of_team(&input, was.as_ref(), &mut problems).await?;
        changing.team_name_must_be_free(&input.name, area.id, id, &mut problems).await?;
        let moves = was.as_ref().is_some_and(|was| was.area_id != area.id);
        if moves {
            changing.must_stay_near_its_cases(id, &area, &mut problems).await?;
        }
        must_be_sound(problems)?;
        let members: BTreeSet<Uuid> = input.members.iter().copied().chain(input.leader).collect();
        let row = changing.write_team((id, was), &area, input).await?;
        let (joined, left) = changing.save_members(id, &members).await?;
        let version = row.version;
        let detail = json!({"version": version, "moved": moves, "joined": joined, "left": left});
        let of = (Object::Team, id, Some(area.id));
        changing.audit(row.updated_at, "save", of, Some(detail)).await?;
        changing.commit().await?;
        Ok(Made { record: id, ..Made::default() })
    }
}

#[expect(clippy::disallowed_methods, reason = "each is judged before anything of it is told")]
impl Changing<'_> {
    fn may_with_team(&self, action: Action, team: Uuid, area: &area::Model) -> bool {
        let asked = (Object::Team, action);
        self.acting.grants.allows(asked, &OfTeam(team), &area.path, Standing::Full)
    }

    fn must_be_allowed(
        &self,
        action: Action,
        team: Uuid,
        area: &area::Model,
    ) -> Result<(), Refusal> {
        match self.may_with_team(action, team, area) {
            true => Ok(()),
            false => Err(Refusal::Forbidden(Object::Team, action)),
        }
    }

    /// A team in the actor's sight, which may be saved where it is, as they saw it. Areas are held
    /// first, as an import of them does.
    async fn take_team(&self, target: &Target, to: Option<Uuid>) -> Result<team::Model, Unmade> {
        let known = team::Entity::find_by_id(target.record).one(&self.transaction).await?;
        let known = known.ok_or(Refusal::NotFound)?;
        self.hold_areas([Some(known.area_id), to].into_iter().flatten()).await?;
        let row = team::Entity::find_by_id(target.record).lock(LockType::NoKeyUpdate);
        let row = row.one(&self.transaction).await?.ok_or(Refusal::NotFound)?;
        let lost = || StoreError::Failed("a team's area is lost".to_owned());
        let area = self.area(row.area_id).await?.ok_or_else(lost)?;
        if !self.may_with_team(Action::Read, row.id, &area) {
            return Err(Refusal::NotFound.into());
        }
        self.must_be_allowed(Action::Save, row.id, &area)?;
        target.must_be_as_seen(Object::Team, row.version)?;
        Ok(row)
    }

    /// Notes whoever cannot be of the team: all are active, and known to the actor.
    async fn people_of_team(
        &self,
        input: &TeamToSave,
        was: Option<&team::Model>,
        problems: &mut Problems,
    ) -> Result<(), Unmade> {
        let team = was.map(|was| was.id);
        for (field, user) in [
            ("input.leaderId", input.leader),
            ("input.accountableLeaderId", input.accountable_leader),
        ] {
            if let Some(user) = user
                && !self.is_known(user, team).await?
            {
                problems.add(field, "this is no colleague of yours", "这不是您的同事");
            }
        }
        self.colleagues(&input.members, "input.memberIds", team, problems).await
    }

    async fn team_name_must_be_free(
        &self,
        name: &str,
        area: Uuid,
        own: Uuid,
        problems: &mut Problems,
    ) -> Result<(), Unmade> {
        let other = team::Entity::find()
            .filter(team::Column::AreaId.eq(area))
            .filter(team::Column::Name.eq(name))
            .filter(team::Column::Id.ne(own));
        if other.one(&self.transaction).await?.is_some() {
            problems.add("input.name", TAKEN.0, TAKEN.1);
        }
        Ok(())
    }

    async fn write_team(
        &self,
        (id, was): (Uuid, Option<team::Model>),
        area: &area::Model,
        input: TeamToSave,
    ) -> Result<team::Model, Unmade> {
        let now = self.acting.now;
        let row = team::Model {
            id,
            name: input.name,
            kind: input.kind,
            area_id: area.id,
            province_id: area.province_id,
            city_id: area.city_id,
            district_id: area.district_id,
            town_id: area.town_id,
            community_id: area.community_id,
            group_id: area.group_id,
            unit: input.unit,
            leader_id: input.leader,
            accountable_leader_id: input.accountable_leader,
            mandate: input.mandate,
            version: was.as_ref().map_or(1, |was| was.version + 1),
            created_at: was.as_ref().map_or(now, |was| was.created_at),
            // Clocks of several machines differ, and a record goes one way.
            updated_at: was.as_ref().map_or(now, |was| was.updated_at.max(now)),
        };
        match was {
            Some(was) => self.update::<team::Entity>(&was, &row).await?,
            None => {
                let new: team::ActiveModel = row.clone().into();
                let new = team::Entity::insert(new.reset_all());
                new.exec_without_returning(&self.transaction).await.map_err(taken)?;
            }
        }
        Ok(row)
    }
}

const TAKEN: (&str, &str) = ("another team of this area has this name", "该区域已有同名工作组");

/// What a failure to write says, where somebody else took the name at the same time.
fn taken(error: DbErr) -> Unmade {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => problem("input.name", TAKEN.0, TAKEN.1),
        _ => error.into(),
    }
}
