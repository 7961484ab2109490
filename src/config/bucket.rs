//! Where files are, if they are not in a folder.

use std::str::FromStr;

/// A bucket of an S3-compatible store, and where in it: `s3://bucket/prefix`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketUrl {
    /// The bucket's name.
    pub bucket: String,
    /// What all names in it begin with, without slashes around it; may be empty.
    pub prefix: String,
}

/// An address that is not of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "it must be s3://BUCKET or s3://BUCKET/PREFIX; how the store is reached, AWS_ENDPOINT, AWS_REGION and the like say"
)]
pub struct BucketUrlError;

impl FromStr for BucketUrl {
    type Err = BucketUrlError;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        let rest = url.strip_prefix("s3://").ok_or(BucketUrlError)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let is_plain = |text: &str| {
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte))
        };
        let prefix = prefix.trim_matches('/');
        let parts = prefix.split('/').all(|part| ![".", ".."].contains(&part));
        if bucket.is_empty() || !is_plain(bucket) || !is_plain(prefix) || !parts {
            return Err(BucketUrlError);
        }
        Ok(Self { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_bucket_and_perhaps_a_place_in_it() {
        for (url, bucket, prefix) in [
            ("s3://files", "files", ""),
            ("s3://files/", "files", ""),
            ("s3://files/a/b/", "files", "a/b"),
        ] {
            let expected = BucketUrl { bucket: bucket.to_owned(), prefix: prefix.to_owned() };
            assert_eq!(url.parse(), Ok(expected), "{url}");
        }
        for bad in [
            "",
            "files",
            "s3:",
            "s3://",
            "s3:///a",
            "https://a/b",
            "s3://a/../b",
            "s3://a?b",
            "s3://k:s@a",
        ] {
            assert_eq!(bad.parse::<BucketUrl>(), Err(BucketUrlError), "{bad}");
        }
    }
}
