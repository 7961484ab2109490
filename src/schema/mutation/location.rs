//! Where a matter, a place or a checkpoint is.

use super::input::{self, Reading, input};
use crate::store::change::Location;

input! {
    /// Where something is.
    LocationInput {
        /// In words.
        address: Option<String> = "address" "String",
        /// Degrees north, -90 to 90; with the longitude, or not at all.
        latitude: Option<f64> = "latitude" "Float",
        /// Degrees east, -180 to 180; with the latitude, or not at all.
        longitude: Option<f64> = "longitude" "Float",
    }
}

pub(super) fn location(input: &LocationInput, field: &str, reading: &mut Reading) -> Location {
    let LocationInput { address, latitude, longitude } = input;
    let address =
        reading.optional_words(address.as_ref(), &format!("{field}.address"), input::ADDRESS);
    for (name, value, most) in [("latitude", latitude, 90.0), ("longitude", longitude, 180.0)] {
        if value.is_some_and(|value| !(-most..=most).contains(&value)) {
            reading.wrong(
                &format!("{field}.{name}"),
                format!("a number from -{most} to {most} belongs here"),
                format!("此处应为 -{most} 至 {most} 之间的数"),
            );
        }
    }
    if latitude.is_some() != longitude.is_some() {
        reading.wrong(field, "latitude and longitude are given together", "经度和纬度须同时填写");
    }
    Location { address, latitude: *latitude, longitude: *longitude }
}
