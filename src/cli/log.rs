//! The log, on standard error: lines of text or of JSON, those of a request with its id.

use std::fmt;

use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::FmtContext;
use tracing_subscriber::fmt::format::{self, FormatEvent, FormatFields, Writer};
use tracing_subscriber::registry::LookupSpan;

use crate::config::{Log, LogFormat};
use crate::http::RequestId;

/// Logs to standard error from now on.
pub(super) fn begin(log: Log) {
    let level = format!("{},sqlx=error,sea_orm=warn,sea_orm_migration=warn", log.level.as_str());
    let lines = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(level))
        .with_writer(std::io::stderr);
    let begun = match log.format {
        LogFormat::Text => lines
            .event_format(OfRequests { line: format::format().with_ansi(false), json: false })
            .try_init(),
        LogFormat::Json => lines
            .json()
            .event_format(OfRequests { line: format::json().flatten_event(true), json: true })
            .try_init(),
    };
    // Whoever runs commands inside another program logs by its own means.
    drop(begun);
}

/// Lines that say which request they belong to. A span would say it too, at 3 % of the time that
/// the server takes for a request, most of whose spans nobody writes a line in but the last.
struct OfRequests<F> {
    line: F,
    json: bool,
}

impl<S, N, F> FormatEvent<S, N> for OfRequests<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let Some(id) = RequestId::current() else {
            return self.line.format_event(context, writer, event);
        };
        let mut line = String::new();
        self.line.format_event(context, Writer::new(&mut line), event)?;
        let (line, id) = (line.trim_end(), id.as_str());
        match line.strip_suffix('}') {
            Some(fields) if self.json => writeln!(writer, "{fields},\"request\":\"{id}\"}}"),
            _ => writeln!(writer, "{line} request={id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::Arc;

    use axum::http::{HeaderMap, HeaderValue};
    use parking_lot::Mutex;
    use serde_json::Value;

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A line of no request, and one of the request `r-1` that ends in a bracket.
    async fn written(subscriber: impl Subscriber + Send + Sync) {
        let guard = tracing::subscriber::set_default(subscriber);
        tracing::info!(part = "none", "begun");
        let mut headers = HeaderMap::new();
        headers.insert("x-request-id", HeaderValue::from_static("r-1"));
        let failed = async { tracing::warn!(detail = "{odd}", "failed") };
        RequestId::of(&headers).during(failed).await;
        drop(guard);
    }

    #[tokio::test]
    async fn what_is_logged_while_a_request_is_answered_says_which_it_is() {
        let lines = Lines::default();
        let writer = lines.clone();
        let text = OfRequests { line: format::format().with_ansi(false), json: false };
        let builder = tracing_subscriber::fmt().with_writer(move || writer.clone());
        written(builder.event_format(text).finish()).await;
        let told = String::from_utf8(lines.0.lock().clone()).unwrap();
        let [begun, failed] = told.lines().collect::<Vec<_>>()[..] else { panic!("{told}") };
        assert!(begun.ends_with("begun part=\"none\""), "{begun}");
        assert!(failed.ends_with("failed detail=\"{odd}\" request=r-1"), "{failed}");

        let lines = Lines::default();
        let writer = lines.clone();
        let json = OfRequests { line: format::json().flatten_event(true), json: true };
        let builder = tracing_subscriber::fmt().json().with_writer(move || writer.clone());
        written(builder.event_format(json).finish()).await;
        let told = String::from_utf8(lines.0.lock().clone()).unwrap();
        let told: Vec<Value> = told.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!((&told[0]["message"], told[0].get("request")), (&"begun".into(), None));
        assert_eq!((&told[1]["detail"], &told[1]["request"]), (&"{odd}".into(), &"r-1".into()));
    }
}
