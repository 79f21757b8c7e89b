// JHMP/1 messages over a connection. Whatever is wrong with one, or with the connection, is an Err.

use crate::json::{self, Value};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const CHUNK_BYTES: usize = 64 * 1024;
const CLOSED: &str = "the connection was closed or reset before the message was complete";

pub type Fallible<T> = Result<T, String>;

pub struct Message {
    pub content_type: String,
    pub encoding: String,
    pub content: Vec<u8>,
}

fn failure(problem: std::io::Error) -> String {
    match problem.kind() {
        ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => CLOSED.to_string(),
        _ => problem.to_string(),
    }
}

const REQUIRED: [&str; 4] = ["byteorder", "content-length", "content-type", "content-encoding"];

/// The members of the one object that the bytes are; none of those that must be there occurs twice.
fn object(bytes: &[u8]) -> Fallible<Vec<(String, Value)>> {
    match json::parse(bytes)? {
        Value::Object(members) => {
            for required in REQUIRED {
                if members.iter().filter(|(name, _)| name == required).count() > 1 {
                    return Err("a member of the header occurs twice".to_string());
                }
            }
            Ok(members)
        }
        _ => Err("this is no JSON object".to_string()),
    }
}

pub fn member<'a>(members: &'a [(String, Value)], name: &str) -> Option<&'a Value> {
    members.iter().find(|(each, _)| each == name).map(|(_, value)| value)
}

pub fn text<'a>(members: &'a [(String, Value)], name: &str) -> Fallible<&'a str> {
    match member(members, name) {
        Some(Value::Text(text)) => Ok(text),
        _ => Err(format!("{} is no string", name)),
    }
}

fn parse_header(bytes: &[u8], max_content: usize) -> Fallible<(Message, usize)> {
    let members = object(bytes)?;
    if !matches!(text(&members, "byteorder")?, "little" | "big") {
        return Err("byteorder is neither little nor big".to_string());
    }
    let length = match member(&members, "content-length") {
        // Digits alone: no sign, no fraction, no exponent.
        Some(Value::Number(digits)) => digits.parse::<usize>().map_err(|problem| problem.to_string())?,
        _ => return Err("content-length is no number".to_string()),
    };
    if length > max_content {
        return Err("content-length is above the limit".to_string());
    }
    let (content_type, encoding) = (text(&members, "content-type")?, text(&members, "content-encoding")?);
    Ok((Message { content_type: content_type.to_string(), encoding: encoding.to_string(), content: Vec::new() }, length))
}

/// So many bytes, in whatever pieces they come. Memory grows with what came, not with `count`.
fn receive_exactly(connection: &mut TcpStream, count: usize, deadline: Instant) -> Fallible<Vec<u8>> {
    let mut received = Vec::new();
    let mut chunk = vec![0; count.min(CHUNK_BYTES)];
    while received.len() < count {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err("no complete message in time".to_string());
        }
        connection.set_read_timeout(Some(left)).map_err(failure)?;
        let wanted = chunk.len().min(count - received.len());
        match connection.read(&mut chunk[..wanted]) {
            Ok(0) => return Err(CLOSED.to_string()),
            Ok(length) => received.extend_from_slice(&chunk[..length]),
            Err(problem) if matches!(problem.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
            Err(problem) => return Err(failure(problem)),
        }
    }
    Ok(received)
}

pub fn receive(connection: &mut TcpStream, limit: Duration, max_content: usize) -> Fallible<Message> {
    let deadline = Instant::now() + limit;
    let prefix = receive_exactly(connection, 2, deadline)?;
    let header = receive_exactly(connection, usize::from(prefix[0]) * 256 + usize::from(prefix[1]), deadline)?;
    let (mut message, length) = parse_header(&header, max_content)?;
    message.content = receive_exactly(connection, length, deadline)?;
    Ok(message)
}

/// Sends all of it; the limit holds for each time without progress.
pub fn send(connection: &mut TcpStream, data: &[u8], limit: Duration) -> Fallible<()> {
    connection.set_write_timeout(Some(limit)).map_err(failure)?;
    let (mut sent, mut progress) = (0, Instant::now());
    while sent < data.len() {
        match connection.write(&data[sent..data.len().min(sent + CHUNK_BYTES)]) {
            Ok(length) => {
                sent += length;
                progress = Instant::now();
            }
            Err(problem) if matches!(problem.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                if progress.elapsed() >= limit {
                    return Err("sending made no progress in time".to_string());
                }
            }
            Err(problem) => return Err(failure(problem)),
        }
    }
    Ok(())
}

/// The members of the object that the content of a text/json message is.
pub fn json_content(message: &Message) -> Fallible<Vec<(String, Value)>> {
    if !message.encoding.eq_ignore_ascii_case("utf-8") {
        return Err("only utf-8 is supported".to_string());
    }
    object(&message.content)
}

pub fn build(content: &[u8], content_type: &str, encoding: &str) -> Vec<u8> {
    let order = if cfg!(target_endian = "little") { "little" } else { "big" };
    let header = format!(
        "{{\"byteorder\":\"{}\",\"content-type\":\"{}\",\"content-encoding\":\"{}\",\"content-length\":{}}}",
        order, content_type, encoding, content.len()
    );
    let prefix = (header.len() as u16).to_be_bytes();
    [&prefix[..], header.as_bytes(), content].concat()
}
