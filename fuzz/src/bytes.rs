//! Choices taken from a fuzzer's bytes. Where they run out every choice is the first one, so that
//! a short input makes a small thing.

/// Bytes that choices are taken from, first first.
#[derive(Debug, Clone)]
pub struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    /// A number below `n`, which is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        let byte = usize::from(self.byte());
        let wide = if n > 256 { byte << 8 | usize::from(self.byte()) } else { byte };
        wide % n
    }

    pub fn pick<'b, T>(&mut self, of: &'b [T]) -> &'b T {
        &of[self.below(of.len())]
    }

    /// True in so many of 256.
    pub fn chance(&mut self, of_256: u8) -> bool {
        // Of no bytes nothing is made.
        !self.0.is_empty() && self.byte() < of_256
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A few bytes as text, whatever they are.
    pub fn text(&mut self, most: usize) -> String {
        let n = self.below(most + 1).min(self.0.len());
        let (text, rest) = self.0.split_at(n);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    /// All that is left, as text.
    pub fn rest(self) -> &'a [u8] {
        self.0
    }
}
