// A JHMP/1 client: client HOST PORT ACTION VALUE CONNECT_MS SEND_MS RESPONSE_MS
// Success is status 0 and the result on standard output; every failure is status 1 and a message.

mod jhmp;
mod json;

use jhmp::{Fallible, Message};
use json::Value;
use std::io::Write;
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::ffi::OsStringExt;
use std::time::{Duration, Instant};

const MAX_CONTENT: usize = 16 * 1024 * 1024;

/// The bytes of a request; a search goes as JSON, everything else as it is.
fn request(action: &[u8], value: &[u8]) -> Fallible<Vec<u8>> {
    if action != b"search" {
        return Ok(jhmp::build(&[action, value].concat(), "binary/custom-client-binary-type", "binary"));
    }
    let value = std::str::from_utf8(value).map_err(|_| "the value to search is no UTF-8")?;
    let content = format!("{{\"action\":\"search\",\"value\":{}}}", json::quoted(value));
    Ok(jhmp::build(content.as_bytes(), "text/json", "utf-8"))
}

/// What the user sees of a response.
fn shown(message: Message) -> Fallible<Vec<u8>> {
    if message.content_type != "text/json" {
        return Ok(message.content);
    }
    let response = jhmp::json_content(&message)?;
    match jhmp::member(&response, "result") {
        Some(Value::Text(text)) | Some(Value::Number(text)) => Ok(text.clone().into_bytes()),
        Some(_) => Ok(b"(a result that is no text)".to_vec()),
        None => Err("the response has no result".to_string()),
    }
}

/// Tries one address of the host after the other; the limit is for all of them.
fn connect(host: &str, port: u16, limit: Duration) -> Fallible<TcpStream> {
    let deadline = Instant::now() + limit;
    let addresses: Vec<_> = (host, port).to_socket_addrs().map_err(|problem| problem.to_string())?.collect();
    let mut reason = "the name has no address".to_string();
    for (tried, address) in addresses.iter().enumerate() {
        let left = deadline.saturating_duration_since(Instant::now());
        let share = (left / (addresses.len() - tried) as u32).max(Duration::from_millis(1));
        match TcpStream::connect_timeout(address, share) {
            Ok(connection) => return Ok(connection),
            Err(problem) => reason = problem.to_string(),
        }
    }
    Err(reason)
}

fn call() -> Fallible<Vec<u8>> {
    let words: Vec<Vec<u8>> = std::env::args_os().skip(1).map(|word| word.into_vec()).collect();
    if words.len() != 7 {
        return Err("usage: client HOST PORT ACTION VALUE CONNECT_MS SEND_MS RESPONSE_MS".to_string());
    }
    let word = |at: usize| String::from_utf8_lossy(&words[at]).to_string();
    let limit = |at: usize| word(at).parse().map(Duration::from_millis).map_err(|_| "a limit is no number".to_string());
    let port = word(1).parse().map_err(|_| "PORT is no number".to_string())?;
    let mut connection = connect(&word(0), port, limit(4)?)?;
    jhmp::send(&mut connection, &request(&words[2], &words[3])?, limit(5)?)?;
    shown(jhmp::receive(&mut connection, limit(6)?, MAX_CONTENT)?)
}

fn main() {
    let written = call().and_then(|mut result| {
        result.push(b'\n');
        std::io::stdout().write_all(&result).map_err(|problem| problem.to_string())
    });
    if let Err(problem) = written {
        eprintln!("client: {}", problem);
        std::process::exit(1);
    }
}
