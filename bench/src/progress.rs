//! How far something is: a bar on a terminal, a line now and then elsewhere.

use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    what: String,
    length: u64,
    done: u64,
    said: u64,
}

impl Progress {
    pub(crate) fn new(what: impl Into<String>, length: u64) -> Self {
        let what = what.into();
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(length).with_message(what.clone());
            if let Ok(style) =
                ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}")
            {
                bar.set_style(style);
            }
            bar
        });
        Self { bar, what, length, done: 0, said: 0 }
    }

    pub(crate) fn add(&mut self, number: u64) {
        self.done += number;
        match &self.bar {
            Some(bar) => bar.inc(number),
            None => {
                let quarter = (self.done * 4).checked_div(self.length).unwrap_or(0);
                if quarter > self.said {
                    self.said = quarter;
                    let Self { what, done, length, .. } = self;
                    let _ = writeln!(std::io::stderr().lock(), "{what}: {done} of {length}");
                }
            }
        }
    }

    /// Says what is being done now.
    pub(crate) fn name(&self, what: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{}: {what}", self.what));
        }
    }

    /// Prints a line above the bar.
    pub(crate) fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| crate::say(text)),
            None => crate::say(text),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
