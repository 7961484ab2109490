//! What `docs/analysts.md` shows is what is answered: each query is sent to a demo town, and the page
//! has its answer and a plot of it.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use plotters::prelude::*;
use serde_json::{Value, json};

use super::town::DemoTown;
use super::{documentation, must_hold};
use crate::support::{Backend, both};

const PAGE: &str = "analysts.md";

/// The types of figures, and what they count.
const GLOSSARY: [(&str, &str); 3] = [
    ("CaseStatsRow", "caseStats"),
    ("BacklogPoint", "caseBacklog"),
    ("HazardStatsRow", "hazardStats"),
];

/// What each figure means, as the schema says it.
fn glossary() -> String {
    let document = parse_schema(wardbook::schema::sdl()).unwrap();
    let mut table = "\n| figure | of | meaning |\n|---|---|---|\n".to_owned();
    for (name, field) in GLOSSARY {
        let of = document.definitions.iter().find_map(|definition| match definition {
            TypeSystemDefinition::Type(of) if of.node.name.node == name => match &of.node.kind {
                TypeKind::Object(object) => Some(object),
                _ => None,
            },
            _ => None,
        });
        for figure in &of.unwrap_or_else(|| panic!("the schema has no {name}")).fields {
            let figure = &figure.node;
            if !["keys", "on"].contains(&figure.name.node.as_str()) {
                let meaning = &figure.description.as_ref().unwrap().node;
                table += &format!("| `{}` | `{field}` | {meaning} |\n", figure.name.node);
            }
        }
    }
    table + "\n"
}

/// The names and values that a plot shows: the labels of the keys, and one figure or the share that
/// one is of another.
fn points(answer: &Value, figure: &str) -> Vec<(String, f64)> {
    let rows = answer.as_object().unwrap().values().next().unwrap();
    let rows = rows.get("rows").unwrap_or(rows).as_array().unwrap();
    let value = |row: &Value| {
        let number = |name: &str| row[name].as_f64().unwrap_or(0.0);
        match figure.split_once('/') {
            Some((part, whole)) if number(whole) > 0.0 => number(part) / number(whole),
            Some(_) => 0.0,
            None => number(figure),
        }
    };
    let name = |row: &Value| match row["keys"].as_array() {
        Some(keys) => {
            let labels = keys.iter().map(|key| key["label"].as_str().unwrap_or("–"));
            labels.collect::<Vec<_>>().join(" · ")
        }
        None => row["on"].as_str().unwrap().to_owned(),
    };
    rows.iter().map(|row| (name(row), value(row))).collect()
}

/// A bar for each group.
fn plot(points: &[(String, f64)], figure: &str) -> String {
    let mut text = String::new();
    let height = 60 + 22 * points.len() as u32;
    let most = points.iter().map(|point| point.1).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    {
        let area = SVGBackend::with_string(&mut text, (760, height)).into_drawing_area();
        area.fill(&WHITE).unwrap();
        let font = ("sans-serif", 13).into_font();
        area.draw(&Text::new(figure.to_owned(), (12, 12), font.clone())).unwrap();
        for (n, (name, value)) in points.iter().enumerate() {
            let top = 40 + 22 * n as i32;
            let width = (value / most * 420.0).round() as i32;
            let bar = Rectangle::new(
                [(250, top), (250 + width, top + 16)],
                RGBColor(70, 110, 170).filled(),
            );
            area.draw(&bar).unwrap();
            area.draw(&Text::new(name.clone(), (12, top + 2), font.clone())).unwrap();
            let told = format!("{}", (value * 100.0).round() / 100.0);
            area.draw(&Text::new(told, (258 + width, top + 2), font.clone())).unwrap();
        }
        area.present().unwrap();
    }
    text.trim_end().to_owned() + "\n"
}

both! {
    async fn each_question_of_an_analyst_is_answered_as_the_page_has_it(backend: Backend) {
        let town = DemoTown::open(backend).await;
        let text = std::fs::read_to_string(documentation(PAGE)).unwrap();
        let (before, rest) = text.split_once("<!-- figures -->").unwrap();
        let (_, after) = rest.split_once("<!-- /figures -->").unwrap();
        let mut page = format!("{before}<!-- figures -->{}<!-- /figures -->", glossary());
        let mut questions = 0;
        let mut parts = after.split("```graphql ");
        page += parts.next().unwrap();
        for part in parts {
            let (head, rest) = part.split_once('\n').unwrap();
            let (query, rest) = rest.split_once("```\n").unwrap();
            let (name, figure) = head.split_once(' ').unwrap();
            let user = query.lines().next().unwrap().strip_prefix("# ").unwrap();
            let answer = town.send(user, query, json!({})).await;
            assert_eq!(answer.get("errors"), None, "{query}");
            let points = points(&answer["data"], figure);
            assert!(points.iter().any(|(_, value)| *value > 0.0), "{query}: {answer}");
            must_hold(&format!("analysts/{name}.svg"), &plot(&points, figure));
            let told = serde_json::to_string_pretty(&answer["data"]).unwrap();
            page += &format!("```graphql {head}\n{query}```\n\n![{figure}](analysts/{name}.svg)\n\n");
            page += &format!("<details><summary>The answer</summary>\n\n```json\n{told}\n```\n\n</details>\n");
            // What stands between this answer and the next question.
            let next = rest.find("\n## ").map_or("", |at| &rest[at..]);
            page += next;
            questions += 1;
        }
        assert_eq!(questions, 12);
        must_hold(PAGE, &page);
    }
}
