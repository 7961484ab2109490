//! GIF: the blocks that draw the picture and move it, and nothing else.

use bytes::Bytes;

/// The bytes of a picture without what does not draw it, such as comments; none where it is no GIF.
pub(super) fn clean(bytes: &[u8]) -> Option<Bytes> {
    let head = 13 + table(*bytes.get(10)?);
    let (mut kept, mut rest) = (bytes.get(..head)?.to_vec(), bytes.get(head..)?);
    loop {
        let length = match rest.first() {
            None | Some(0x3b) => break,
            // A frame: where it stands, its colours, the size of its codes and its blocks.
            Some(0x2c) => {
                let before = 10 + table(*rest.get(9)?) + 1;
                before + blocks(rest.get(before..)?)?
            }
            Some(0x21) => 2 + blocks(rest.get(2..)?)?,
            Some(_) => return None,
        };
        let block = rest.get(..length)?;
        if draws(block) {
            kept.extend_from_slice(block);
        }
        rest = rest.get(length..)?;
    }
    kept.push(0x3b);
    Some(kept.into())
}

/// How long a table of colours is that such flags announce.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// How long a row of blocks is, each of which says its own length, up to the empty one.
fn blocks(bytes: &[u8]) -> Option<usize> {
    let mut length = 0;
    loop {
        let block = usize::from(*bytes.get(length)?);
        length += 1 + block;
        if block == 0 {
            return Some(length);
        }
    }
}

/// Frames, how long each is shown, and how often all of them are.
fn draws(block: &[u8]) -> bool {
    match block {
        [0x2c, ..] | [0x21, 0xf9, ..] => true,
        [0x21, 0xff, 11, name @ ..] => {
            name.starts_with(b"NETSCAPE2.0") || name.starts_with(b"ANIMEXTS1.0")
        }
        _ => false,
    }
}
