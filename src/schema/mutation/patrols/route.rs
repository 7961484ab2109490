//! savePatrolRoute.

use std::collections::HashSet;

use crate::schema::mutation::input::{self, Reading, input};
use crate::schema::mutation::location::{self, LocationInput};
use crate::schema::mutation::saved::saved;
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::patrols::{PointToSave, RouteToSave};

/// The most points of one route.
const MOST_POINTS: usize = 200;

/// The most visits that a point is owed in a day.
const MOST_VISITS: i32 = 24;

/// The longest code of a point, in characters.
const LONGEST_CODE: usize = 32;

input! {
    /// A point of a patrol route.
    CheckpointInput {
        /// Its code, unique on its route, by which the route knows it again: 1 to 32 letters, digits and hyphens.
        code: String = "code" "String!",
        /// Its name.
        name: String = "name" "String!",
        /// Where it is.
        location: Option<LocationInput> = "location" "LocationInput",
    }
}

input! {
    /// A patrol route as it is to be.
    PatrolRouteInput {
        /// The route that is changed. Null: a new route.
        id: Option<String> = "id" "ID",
        /// The version of it that was seen; null with a new route.
        expected_version: Option<i32> = "expectedVersion" "Int",
        /// Its name, unique in its area.
        name: String = "name" "String!",
        /// The area that it lies in.
        area_id: String = "areaId" "ID!",
        /// The team that walks it.
        team_id: Option<String> = "teamId" "ID",
        /// Visits that each checkpoint is owed in a day, 1 to 24, from today on.
        visits_per_day: i32 = "visitsPerDay" "Int!",
        /// Its points in the order in which they are walked, 1 to 200: those of a known code are kept, the others new; those that are not here any more are taken off, and their visits stay.
        checkpoints: Vec<CheckpointInput> = "checkpoints" "[CheckpointInput!]!",
    }
}

pub(super) async fn save_patrol_route(call: Call<'_>) -> Outcome {
    let (input, mut reading): (PatrolRouteInput, _) = call.read()?;
    let name = reading.words(&input.name, "name", input::NAME);
    let area = reading.id(&input.area_id, "area", "areaId");
    let team = reading.optional_id(input.team_id.as_ref(), "team", "teamId");
    let visits_per_day = input.visits_per_day;
    if !(1..=MOST_VISITS).contains(&visits_per_day) {
        reading.wrong(
            "visitsPerDay",
            format!("a number from 1 to {MOST_VISITS} belongs here"),
            format!("此处应为 1 至 {MOST_VISITS} 之间的数"),
        );
    }
    let points = points(&input.checkpoints, &mut reading);
    reading.holds_no_number();
    let target = saved(&mut reading, "patrol_route", input.id.as_ref(), input.expected_version)?;
    let (problems, warnings) = (reading.problems, reading.warnings);
    let route = RouteToSave { target, name, area, team, visits_per_day, points, problems };
    done(call.store.save_patrol_route(call.acting, route).await, warnings)
}

fn points(given: &[CheckpointInput], reading: &mut Reading) -> Vec<PointToSave> {
    if given.is_empty() || given.len() > MOST_POINTS {
        reading.wrong(
            "checkpoints",
            format!("between 1 and {MOST_POINTS} checkpoints belong here"),
            format!("此处应有 1 至 {MOST_POINTS} 个签到点"),
        );
    }
    let mut codes = HashSet::new();
    let mut points = Vec::new();
    for (i, point) in given.iter().take(MOST_POINTS).enumerate() {
        let field = format!("checkpoints[{i}]");
        let code = point.code.trim().to_owned();
        let is_code = (1..=LONGEST_CODE).contains(&code.len())
            && code.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-');
        if !is_code {
            reading.wrong(
                &format!("{field}.code"),
                format!("1 to {LONGEST_CODE} letters, digits and hyphens belong here"),
                format!("此处应为 1 至 {LONGEST_CODE} 个字母、数字或连字符"),
            );
        }
        if !codes.insert(code.clone()) {
            reading.wrong(
                &format!("{field}.code"),
                "another checkpoint of the route has this code",
                "该路线已有此编号的签到点",
            );
        }
        let name = reading.words(&point.name, &format!("{field}.name"), input::NAME);
        let at = point.location.as_ref();
        let at = at.map(|at| location::location(at, &format!("{field}.location"), reading));
        points.push(PointToSave { code, name, location: at.unwrap_or_default() });
    }
    points
}
