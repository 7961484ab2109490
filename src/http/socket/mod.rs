//! `/graphql/ws`: the graphql-transport-ws protocol. A socket ends when its token does.

mod message;
mod session;

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;

use super::Shared;
use super::media_type::MediaType;
use super::reply::{error_as, language_of};
use crate::error::{Code, Error, Message};

/// The protocol's name.
const PROTOCOL: &str = "graphql-transport-ws";

/// How long a client may take to say who it is.
const INIT_TIME: Duration = Duration::from_secs(10);

/// How often a silent client is asked whether it is still there; after two unanswered questions it
/// is not.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// What is kept of a socket to read into and to write from, in bytes: most are idle.
const BUFFER: usize = 2 << 10;

/// Opens a socket.
pub(super) async fn open(
    State(app): State<Shared>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response<Body> {
    let language = language_of(&headers);
    let refuse = |status, code, en: &'static str, zh: &'static str| {
        let error = Error::new(code, Message::new(en, zh));
        error_as(MediaType::Json, status, &error, language)
    };
    let Ok(upgrade) = upgrade else {
        return refuse(
            StatusCode::UPGRADE_REQUIRED,
            Code::InvalidInput,
            "this path is for WebSockets that speak graphql-transport-ws",
            "此路径仅用于 graphql-transport-ws 协议的 WebSocket",
        );
    };
    let places = [&app.sockets, &app.unknown_sockets]
        .map(|places| std::sync::Arc::clone(places).try_acquire_owned());
    let [Ok(place), Ok(unknown)] = places else {
        return refuse(
            StatusCode::SERVICE_UNAVAILABLE,
            Code::Unavailable,
            "too many sockets are open; try again soon",
            "打开的连接过多，请稍后再试",
        );
    };
    let upgrade = upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(4 << 20)
        .max_message_size(app.limits.socket_message)
        .max_frame_size(app.limits.socket_message)
        .protocols([PROTOCOL]);
    upgrade
        .on_upgrade(move |socket| async move {
            let _place = place;
            Box::pin(session::run(socket, app, language, unknown)).await;
        })
        .into_response()
}
