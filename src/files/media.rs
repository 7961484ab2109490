//! The kinds of files that are kept.

/// A kind of file that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what it is called everywhere")]
pub enum Media {
    Jpeg,
    Png,
    Gif,
    WebP,
    Pdf,
    Docx,
    Xlsx,
    Pptx,
    Doc,
    Xls,
    Ppt,
    Odt,
    Ods,
    Odp,
    Mp3,
    M4a,
    Wav,
    Ogg,
    Amr,
}

impl Media {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::WebP,
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Doc,
        Self::Xls,
        Self::Ppt,
        Self::Odt,
        Self::Ods,
        Self::Odp,
        Self::Mp3,
        Self::M4a,
        Self::Wav,
        Self::Ogg,
        Self::Amr,
    ];

    /// Its registered name, such as `image/jpeg`.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Doc => "application/msword",
            Self::Xls => "application/vnd.ms-excel",
            Self::Ppt => "application/vnd.ms-powerpoint",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Wav => "audio/wav",
            Self::Ogg => "audio/ogg",
            Self::Amr => "audio/amr",
        }
    }

    /// What names of such files end with; the first, where a name ends otherwise.
    #[must_use]
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg", "jfif"],
            Self::Png => &["png"],
            Self::Gif => &["gif"],
            Self::WebP => &["webp"],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Doc => &["doc", "wps"],
            Self::Xls => &["xls", "et"],
            Self::Ppt => &["ppt", "dps"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
            Self::Odp => &["odp"],
            Self::Mp3 => &["mp3"],
            Self::M4a => &["m4a", "mp4"],
            Self::Wav => &["wav"],
            Self::Ogg => &["ogg", "oga", "opus"],
            Self::Amr => &["amr"],
        }
    }

    /// Whether a browser may show it in the page rather than keep it as a file. A PDF may hold
    /// scripts and forms, and no browser's viewer opens one inside a sandbox.
    #[must_use]
    pub fn shows_inline(self) -> bool {
        let media_type = self.media_type();
        media_type.starts_with("image/") || media_type.starts_with("audio/")
    }

    /// The kind of this registered name.
    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.media_type() == media_type)
    }
}
