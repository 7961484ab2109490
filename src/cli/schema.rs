//! `wardbook schema`: the whole schema, for code generators.

use super::output;

pub(super) fn run() -> anyhow::Result<()> {
    output::line(crate::schema::sdl().trim_end());
    Ok(())
}
