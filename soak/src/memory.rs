//! A process's memory over time.

use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::Context;

/// By how much the last quarter may be above the second: a tenth, and a few megabytes.
const TENTH: u64 = 10;
const SLACK_KIB: u64 = 8 * 1024;

/// How many rows the table has.
const ROWS: usize = 20;

/// The memory that a process has in use, in KiB, with the moments since the start.
pub(crate) struct Memory {
    pid: u32,
    every: Duration,
    began: Instant,
    samples: Vec<Sample>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) at: Duration,
    pub(crate) kib: u64,
    open_files: usize,
}

impl Memory {
    pub(crate) fn of(pid: u32, every: Duration) -> Self {
        Self { pid, every, began: Instant::now(), samples: Vec::new() }
    }

    /// Looks now, and tells how much it is.
    pub(crate) fn sample(&mut self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = resident.and_then(|rest| rest.trim().strip_suffix(" kB")).context("no VmRSS")?;
        let kib = kib.parse()?;
        let open_files = std::fs::read_dir(format!("/proc/{}/fd", self.pid))?.count();
        self.samples.push(Sample { at: self.began.elapsed(), kib, open_files });
        Ok(kib)
    }

    pub(crate) fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Whether it did not grow, once it had what it needs.
    pub(crate) fn is_flat(&self) -> bool {
        is_flat(&self.samples.iter().map(|sample| sample.kib).collect::<Vec<_>>())
    }

    pub(crate) fn table(&self) -> String {
        let mut text = format!("minute  memory MB  open files   every {:?}\n", self.every);
        let most = self.samples.iter().map(|sample| sample.kib).max().unwrap_or(1).max(1);
        for sample in self.samples.iter().step_by(self.samples.len().div_ceil(ROWS).max(1)) {
            let Sample { at, kib, open_files } = sample;
            let minute = at.as_secs_f64() / 60.0;
            let bar = "█".repeat(usize::try_from(kib * 40 / most).unwrap_or(0));
            let megabytes = kib / 1024;
            let _ = writeln!(text, "{minute:>6.1} {megabytes:>10} {open_files:>11}   {bar}");
        }
        let quarter = |n| median(self.samples.iter().map(|sample| sample.kib), n) / 1024;
        let _ = writeln!(
            text,
            "median of the second quarter: {} MB, of the last: {} MB",
            quarter(1),
            quarter(3)
        );
        text
    }
}

fn is_flat(kib: &[u64]) -> bool {
    let (early, late) = (median(kib.iter().copied(), 1), median(kib.iter().copied(), 3));
    early > 0 && late <= early + early / TENTH + SLACK_KIB
}

/// The median of one quarter, from 0; 0 where there is nothing in it.
fn median(kib: impl ExactSizeIterator<Item = u64>, quarter: usize) -> u64 {
    let length = kib.len();
    let from = length * quarter / 4;
    let mut of_quarter: Vec<u64> = kib.skip(from).take(length * (quarter + 1) / 4 - from).collect();
    of_quarter.sort_unstable();
    of_quarter.get(of_quarter.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024;

    #[test]
    fn warming_up_is_no_growth_and_a_leak_is() {
        let warm = |n: u64| if n < 20 { 50 + n } else { 75 };
        let curve = |of: &dyn Fn(u64) -> u64| (0..100).map(|n| of(n) * MIB).collect::<Vec<_>>();
        assert!(is_flat(&curve(&warm)));
        assert!(is_flat(&curve(&|n| 75 + n % 7)), "ups and downs");
        assert!(is_flat(&curve(&|n| if n == 90 { 500 } else { 75 })), "a peak");
        assert!(!is_flat(&curve(&|n| 75 + n)), "a leak");
        assert!(!is_flat(&curve(&|n| if n < 60 { 75 } else { 100 })), "a step");
        assert!(!is_flat(&[]), "nothing was seen");
    }
}
