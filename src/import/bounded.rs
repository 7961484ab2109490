//! A file's bytes with no line longer than a bound, so that one line of 100 MB takes no memory.

use std::collections::BTreeSet;
use std::io::{BufRead, Read, Result};
use std::sync::{Arc, Mutex, PoisonError};

/// The most bytes that a line may have.
pub(super) const LONGEST_LINE: usize = 1 << 20;

/// The numbers of the lines that were too long, from 1.
#[derive(Debug, Clone, Default)]
pub(super) struct OverlongLines(Arc<Mutex<BTreeSet<u64>>>);

impl OverlongLines {
    /// Whether one of these lines was too long.
    pub(super) fn any_in(&self, first: u64, last: u64) -> bool {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.range(first..=last).next().is_some()
    }
}

/// Passes on what it reads, but cuts each line at the bound, and leaves a byte order mark out.
pub(super) struct BoundedLines<R> {
    inner: R,
    line: u64,
    length: usize,
    begun: bool,
    overlong: OverlongLines,
}

impl<R: BufRead> BoundedLines<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, line: 1, length: 0, begun: false, overlong: OverlongLines::default() }
    }

    pub(super) fn overlong(&self) -> OverlongLines {
        self.overlong.clone()
    }
}

impl<R: BufRead> Read for BoundedLines<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        loop {
            let available = self.inner.fill_buf()?;
            let mark = if self.begun { 0 } else { mark(available) };
            self.begun = true;
            let mut taken = mark;
            let mut written = 0;
            for byte in &available[mark..] {
                if written == out.len() {
                    break;
                }
                taken += 1;
                if *byte == b'\n' {
                    self.line += 1;
                    self.length = 0;
                } else {
                    self.length += 1;
                    if self.length > LONGEST_LINE {
                        let mut lines =
                            self.overlong.0.lock().unwrap_or_else(PoisonError::into_inner);
                        lines.insert(self.line);
                        continue;
                    }
                }
                out[written] = *byte;
                written += 1;
            }
            let ended = available.is_empty();
            self.inner.consume(taken);
            if written > 0 || ended || out.is_empty() {
                return Ok(written);
            }
        }
    }
}

/// How many bytes a byte order mark takes at the beginning.
fn mark(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}
