//! The memory's curve as a picture.

use std::fmt::Write;

use super::memory::Memory;

/// The picture's size, and the room for its labels.
const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 320.0;
const MARGIN: f64 = 50.0;

/// An SVG of the memory in megabytes over the minutes, from nothing up.
pub(crate) fn svg(memory: &Memory) -> String {
    let points: Vec<(f64, f64)> = memory
        .samples()
        .iter()
        .map(|sample| (sample.at.as_secs_f64() / 60.0, sample.kib as f64 / 1024.0))
        .collect();
    let minutes = points.last().map_or(1.0, |(minute, _)| minute.max(0.1));
    let most = points.iter().map(|(_, megabytes)| *megabytes).fold(1.0, f64::max) * 1.1;
    let x = |minute: f64| MARGIN + minute / minutes * (WIDTH - 2.0 * MARGIN);
    let y = |megabytes: f64| HEIGHT - MARGIN - megabytes / most * (HEIGHT - 2.0 * MARGIN);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{MARGIN}\" y=\"24\" font-size=\"14\">wardbook under a mixed load: resident memory, MB</text>\n"
    );
    for tick in 0..=4 {
        let share = f64::from(tick) / 4.0;
        let (minute, megabytes) = (minutes * share, most * share);
        let (at_x, at_y) = (x(minute), y(megabytes));
        let (right, low) = (WIDTH - MARGIN, HEIGHT - MARGIN);
        let _ = write!(
            svg,
            "<line x1=\"{MARGIN}\" x2=\"{right}\" y1=\"{at_y:.1}\" y2=\"{at_y:.1}\" stroke=\"#ddd\"/>\n\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{megabytes:.0}</text>\n\
             <text x=\"{at_x:.1}\" y=\"{}\" text-anchor=\"middle\">{minute:.1} min</text>\n",
            MARGIN - 6.0,
            at_y + 4.0,
            low + 18.0,
        );
    }
    let line: Vec<String> = points
        .iter()
        .map(|(minute, megabytes)| format!("{:.1},{:.1}", x(*minute), y(*megabytes)))
        .collect();
    let _ = writeln!(
        svg,
        "<polyline fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"1.5\" points=\"{}\"/>\n</svg>",
        line.join(" ")
    );
    svg
}
