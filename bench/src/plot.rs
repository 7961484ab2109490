//! Plots, as SVG.

use std::path::Path;

use plotters::prelude::*;

use crate::ask::Question;
use crate::connection::Kind;
use crate::scale::{QUESTIONS, Sized};
use crate::session::Measured;

const POSTGRES: RGBColor = RGBColor(51, 103, 145);
const SQLITE: RGBColor = RGBColor(222, 143, 45);
const FONT: &str = "sans-serif";
const ROW: i32 = 24;
const LEFT: i32 = 210;
const WIDTH: i32 = 900;

/// Where a bar ends that would be longer: one that is far ahead must not hide the others.
const LONGEST: f64 = 1.25;

fn colour(kind: Kind) -> RGBColor {
    match kind {
        Kind::Postgres => POSTGRES,
        Kind::Sqlite => SQLITE,
    }
}

/// The ratios as bars, one for each question, kind of user and database.
pub(crate) fn ratios(file: &Path, measured: &[(Kind, Measured)]) -> anyhow::Result<()> {
    let height = ROW * measured.len() as i32 + 70;
    let root = SVGBackend::new(file, (WIDTH as u32, height as u32)).into_drawing_area();
    root.fill(&WHITE)?;
    let title = "wardbook's requests a second as a share of hand-written SQL passed through";
    root.draw(&Text::new(title, (10, 10), (FONT, 16)))?;
    let across =
        |ratio: f64| LEFT + (ratio.min(LONGEST) / LONGEST * f64::from(WIDTH - LEFT - 70)) as i32;
    for (row, (kind, one)) in (0..).zip(measured) {
        let top = 45 + row * ROW;
        let name = format!("{} {}, {}", kind.name(), one.question.name(), one.actor.name());
        root.draw(&Text::new(name, (10, top + 3), (FONT, 13)))?;
        let bar = [(LEFT, top), (across(one.comparison.ratio), top + ROW - 8)];
        root.draw(&Rectangle::new(bar, colour(*kind).filled()))?;
        let figure = format!("{:.2}", one.comparison.ratio);
        let place = (across(one.comparison.ratio) + 5, top + 3);
        root.draw(&Text::new(figure, place, (FONT, 13)))?;
    }
    let bottom = height - 20;
    root.draw(&PathElement::new(
        [(across(1.0), 40), (across(1.0), bottom)],
        BLACK.stroke_width(1),
    ))?;
    root.draw(&Text::new("1", (across(1.0) - 3, bottom + 2), (FONT, 13)))?;
    root.present()?;
    Ok(())
}

/// Times and ratios over the number of cases.
pub(crate) fn scale(file: &Path, all: &[Sized]) -> anyhow::Result<()> {
    let of_cases: Vec<&Sized> = all.iter().filter(|one| one.varied == "cases").collect();
    let root = SVGBackend::new(file, (WIDTH as u32, 760)).into_drawing_area();
    root.fill(&WHITE)?;
    let parts = root.split_evenly((2, 1));
    let [above, below] = parts.as_slice() else { return Ok(()) };
    lines(above, &of_cases, "ratio to hand-written SQL", |one| Some(one.comparison.ratio))?;
    // What reads every case takes a thousand times as long as a list.
    lines(below, &of_cases, "median time of an answer, ms (16 clients)", |one| {
        (one.question != Question::Q5).then_some(one.comparison.own.p50)
    })?;
    root.present()?;
    Ok(())
}

fn lines(
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    all: &[&Sized],
    title: &str,
    value: fn(&Measured) -> Option<f64>,
) -> anyhow::Result<()> {
    let cases = || all.iter().map(|one| one.size.cases as f64);
    let (least, most) = (cases().fold(f64::MAX, f64::min), cases().fold(1.0, f64::max));
    let values = all.iter().flat_map(|one| one.measured.iter().filter_map(value));
    let highest = values.fold(1.0, f64::max) * 1.1;
    let mut chart = ChartBuilder::on(area)
        .caption(title, (FONT, 16))
        .margin(12)
        .x_label_area_size(35)
        .y_label_area_size(45)
        .build_cartesian_2d((least * 0.9..most * 1.1).log_scale(), 0.0..highest)?;
    chart
        .configure_mesh()
        .x_desc("cases")
        .x_label_formatter(&|cases| format!("{cases:.0}"))
        .draw()?;
    for kind in [Kind::Postgres, Kind::Sqlite] {
        for (number, question) in QUESTIONS.iter().enumerate() {
            let points: Vec<(f64, f64)> = all
                .iter()
                .filter(|one| one.kind == kind)
                .filter_map(|one| {
                    let measured = one.measured.iter().find(|m| m.question == *question)?;
                    Some((one.size.cases as f64, value(measured)?))
                })
                .collect();
            if points.is_empty() {
                continue;
            }
            let style = colour(kind).stroke_width(1 + number as u32);
            let label = format!("{} {}", kind.name(), question.name());
            chart
                .draw_series(LineSeries::new(points, style).point_size(3))?
                .label(label)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], style));
        }
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerLeft)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK)
        .draw()?;
    Ok(())
}
