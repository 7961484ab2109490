//! Why a file is not kept.

use super::media::Media;
use crate::error::{Code, Error, Message};

/// Why a file is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is of no kind that is kept.
    #[error("a file of another kind")]
    Kind,
    /// It has no bytes.
    #[error("an empty file")]
    Empty,
    /// It is damaged, or not what it begins as.
    #[error("a file that cannot be read")]
    Unreadable,
    /// A document that brings a program with it.
    #[error("a document with macros")]
    Macros,
    /// A picture of more pixels than are decoded.
    #[error("a picture of too many pixels")]
    Pixels {
        /// The most that are, in millions.
        limit: u32,
    },
    /// A picture with a side that is longer than any that is decoded.
    #[error("a picture with too long a side")]
    Side {
        /// The longest that is, in pixels.
        limit: u32,
    },
    /// A document that would be too large once it is unpacked.
    #[error("a document that unpacks to too much")]
    Unpacked {
        /// The most that it may be, in bytes.
        limit: u64,
    },
    /// A document that would be far larger once it is unpacked than it is.
    #[error("a document that is packed too tightly")]
    Ratio {
        /// The most that it may be, in times of what it is.
        limit: u64,
    },
    /// A document of too many parts.
    #[error("a document of too many parts")]
    Parts {
        /// The most that there may be.
        limit: u64,
    },
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Kind => unsupported(
                "files of this kind are not kept; these are",
                "不接受此类文件，可上传的类型为",
            ),
            Refusal::Empty => {
                unsupported("the file is empty; kept are", "文件为空，可上传的类型为")
            }
            Refusal::Unreadable => unsupported(
                "the file is damaged, or not what it seems to be; kept are",
                "文件已损坏或与其类型不符，可上传的类型为",
            ),
            Refusal::Macros => unsupported(
                "documents with macros are not kept: save it without them; kept are",
                "不接受含宏的文档，请另存为不含宏的版本，可上传的类型为",
            ),
            Refusal::Pixels { limit } => too_large(
                format!("the picture has more than {limit} million pixels"),
                format!("图片超过 {limit} 百万像素"),
                limit.into(),
            ),
            Refusal::Side { limit } => too_large(
                format!("a side of the picture has more than {limit} pixels"),
                format!("图片的边长超过 {limit} 像素"),
                limit.into(),
            ),
            Refusal::Ratio { limit } => too_large(
                format!("the document would unpack to more than {limit} times what it is"),
                format!("文档解压后超过其大小的 {limit} 倍"),
                limit,
            ),
            Refusal::Parts { limit } => too_large(
                format!("the document has more than {limit} parts"),
                format!("文档超过 {limit} 个部分"),
                limit,
            ),
            Refusal::Unpacked { limit } => too_large(
                format!("the document would unpack to more than {limit} bytes"),
                format!("文档解压后超过 {limit} 字节"),
                limit,
            ),
        }
    }
}

fn unsupported(en: &str, zh: &str) -> Error {
    let kept: Vec<&str> = Media::ALL.iter().map(|media| media.extensions()[0]).collect();
    let message =
        Message::new(format!("{en} {}", kept.join(", ")), format!("{zh} {}", kept.join("、")));
    let mut error = Error::new(Code::UnsupportedMediaType, message);
    let types: Vec<&str> = Media::ALL.iter().map(|media| media.media_type()).collect();
    error.extensions.insert("allowed".into(), types.into());
    error
}

fn too_large(en: String, zh: String, limit: u64) -> Error {
    let mut error = Error::new(Code::PayloadTooLarge, Message::new(en, zh));
    error.extensions.insert("limit".into(), limit.into());
    error
}
