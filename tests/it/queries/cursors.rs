//! Answers as a reviewer can read them: both databases write the same values, each in its own way.

use serde_json::Value;

/// Puts in the place of each cursor what it holds, and writes whole numbers without a fraction.
pub(super) fn show(answer: &mut Value) {
    match answer {
        Value::Number(number) => {
            let whole = number.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 1e15);
            if let Some(whole) = whole {
                *answer = Value::from(whole as i64);
            }
        }
        Value::String(text) => {
            if let Some(values) = read(text) {
                *text = format!("cursor {values}");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(show),
        Value::Object(fields) => fields.values_mut().for_each(show),
        _ => {}
    }
}

fn read(text: &str) -> Option<Value> {
    let values: Value = serde_json::from_slice(&hex::decode(text).ok()?).ok()?;
    values.as_array()?.first()?.as_str()?.contains("Connection").then_some(values)
}
