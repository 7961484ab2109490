//! The states of a case and the ways between them, drawn as SVG.

use std::collections::BTreeMap;
use std::fmt::Write;

use wardbook::desk::action::TRANSITIONS;
use wardbook::desk::status::Status;
use wardbook::desk::transition::To;

use super::in_chinese;

/// Half of a state's width and height.
const HALF: (f64, f64) = (66.0, 24.0);

/// The middle of a state.
fn place(of: Status) -> (f64, f64) {
    match of {
        Status::Received => (130.0, 130.0),
        Status::Triaged => (390.0, 130.0),
        Status::Assigned => (650.0, 130.0),
        Status::InProgress => (910.0, 130.0),
        Status::Resolved => (910.0, 430.0),
        Status::Replied => (650.0, 430.0),
        Status::FollowedUp => (390.0, 430.0),
        Status::Archived => (130.0, 430.0),
        Status::Withdrawn => (1100.0, 430.0),
        Status::Merged => (1270.0, 430.0),
    }
}

/// Where a way begins or ends: at a state, or at the frame around the open or the closed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    State(Status),
    Open,
    Closed,
}

/// The frames: left, top, width, height.
const OPEN: (f64, f64, f64, f64) = (40.0, 40.0, 960.0, 170.0);
const CLOSED: (f64, f64, f64, f64) = (40.0, 340.0, 1310.0, 190.0);

/// The ways, each with the mutations that take it.
fn ways() -> BTreeMap<(End, Status), Vec<&'static str>> {
    let closed: Vec<Status> =
        Status::ALL.iter().copied().filter(|status| !status.is_open()).collect();
    let mut ways: BTreeMap<(End, Status), Vec<&str>> = BTreeMap::new();
    for of in &TRANSITIONS {
        let To::Status(to) = of.to else { continue };
        let is_all_closed = closed.iter().all(|status| of.from.contains(status));
        let ends: Vec<End> = if of.from == Status::OPEN {
            vec![End::Open]
        } else if is_all_closed {
            vec![End::Closed]
        } else {
            of.from.iter().filter(|from| **from != to).map(|from| End::State(*from)).collect()
        };
        for end in ends {
            ways.entry((end, to)).or_default().extend(of.mutations);
        }
    }
    ways
}

/// Where the line from one point to another leaves the box around the first.
fn edge((x, y): (f64, f64), (to_x, to_y): (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (to_x - x, to_y - y);
    let scale = (HALF.0 / dx.abs()).min(HALF.1 / dy.abs());
    (x + dx * scale, y + dy * scale)
}

fn way(svg: &mut String, from: End, to: Status, mutations: &[&str]) {
    let target = place(to);
    let source = match from {
        End::State(state) => place(state),
        // From the frame's own border.
        End::Open if target.1 > OPEN.1 + OPEN.3 => (OPEN.0 + OPEN.2, place(Status::Received).1),
        End::Open => (target.0, OPEN.1),
        End::Closed => (target.0 - 90.0, CLOSED.1),
    };
    let (dx, dy) = (target.0 - source.0, target.1 - source.1);
    let length = dx.hypot(dy).max(1.0);
    // Each bends to its own left, so that there and back are two.
    let bend = if matches!(from, End::State(_)) { length * 0.16 } else { 0.0 };
    let control =
        (source.0 + dx / 2.0 + dy / length * bend, source.1 + dy / 2.0 - dx / length * bend);
    let begin = if matches!(from, End::State(_)) { edge(source, control) } else { source };
    let end = edge(target, control);
    // Beside the way's middle, on the side that it bends to: words are wider than they are high.
    let middle =
        ((begin.0 + 2.0 * control.0 + end.0) / 4.0, (begin.1 + 2.0 * control.1 + end.1) / 4.0);
    let side = if bend > 0.0 { (dy / length * 36.0, -dx / length * 9.0) } else { (0.0, 0.0) };
    let label = (middle.0 + side.0, middle.1 + side.1);
    writeln!(
        svg,
        r#"<path class="way" d="M{:.0} {:.0}Q{:.0} {:.0} {:.0} {:.0}"/>"#,
        begin.0, begin.1, control.0, control.1, end.0, end.1
    )
    .unwrap();
    for (line, mutation) in mutations.iter().enumerate() {
        let y = label.1 + 4.0 + 13.0 * line as f64;
        writeln!(svg, r#"<text class="by" x="{:.0}" y="{y:.0}">{mutation}</text>"#, label.0)
            .unwrap();
    }
}

/// The whole picture.
pub(super) fn draw() -> String {
    let mut svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1390 560" font-family="sans-serif">
<style>
.frame{fill:none;stroke:#8a94a6;stroke-dasharray:6 4}
.state{fill:#eef3fb;stroke:#33527a}
.closed{fill:#f3f1ea;stroke:#7a6a33}
.way{fill:none;stroke:#444;marker-end:url(#arrow)}
text{text-anchor:middle;font-size:13px;fill:#1b1f27}
.by{font-size:11px;fill:#22447a;paint-order:stroke;stroke:#fff;stroke-width:4px}
</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#444"/></marker></defs>
<rect width="1390" height="560" fill="#fff"/>
"##
    .to_owned();
    for ((left, top, width, height), name) in [(OPEN, "open 未办结"), (CLOSED, "closed 已办结")]
    {
        writeln!(
            svg,
            r#"<rect class="frame" x="{left}" y="{top}" width="{width}" height="{height}" rx="14"/>"#
        )
        .unwrap();
        let (x, y) = (left + 60.0, top + height - 10.0);
        writeln!(svg, r#"<text x="{x}" y="{y}">{name}</text>"#).unwrap();
    }
    for ((from, to), mutations) in ways() {
        way(&mut svg, from, to, &mutations);
    }
    for of in Status::ALL {
        let ((x, y), name) = (place(*of), of.as_str());
        let (left, top, class) =
            (x - HALF.0, y - HALF.1, if of.is_open() { "state" } else { "closed" });
        let (width, height) = (HALF.0 * 2.0, HALF.1 * 2.0);
        writeln!(
            svg,
            r#"<rect class="{class}" x="{left}" y="{top}" width="{width}" height="{height}" rx="9"/>"#
        )
        .unwrap();
        writeln!(svg, r#"<text x="{x}" y="{}">{name}</text>"#, y - 3.0).unwrap();
        let chinese = in_chinese("CaseStatus", name);
        writeln!(svg, r#"<text x="{x}" y="{}">{chinese}</text>"#, y + 15.0).unwrap();
    }
    svg + "</svg>\n"
}
