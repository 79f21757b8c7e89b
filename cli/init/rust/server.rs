// A JHMP/1 server: server HOST PORT IDLE_MS MAX_CONTENT
// One thread for each connection. Replace `answer` with what your server is for.

mod jhmp;
#[allow(dead_code)]
mod json;

use jhmp::{Fallible, Message};
use std::io::Read;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::io::AsRawFd;
use std::time::{Duration, Instant};

// After the answer, bytes are dropped for this long, or the close could be a reset that costs the peer its answer.
const DRAIN: Duration = Duration::from_millis(400);
// How long to wait when descriptors have run out, before accepting again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

// The standard library lets 128 connections wait to be accepted. More may come at once, and those left over would be asked to
// try again a second later; listen(2), called again, makes the queue longer.
const BACKLOG: i32 = 1024;
extern "C" {
    fn listen(socket: i32, backlog: i32) -> i32;
}

fn search(value: &str) -> String {
    match value {
        "morpheus" => "Follow the white rabbit. 🐰".to_string(),
        "ring" => "In the caves beneath the Misty Mountains. 💍".to_string(),
        "🐶" => "🐾 Playing ball! 🏐".to_string(),
        _ => format!("No match for '{}'.", value),
    }
}

/// The bytes that answer a request; an Err closes the connection without an answer.
fn answer(message: &Message) -> Fallible<Vec<u8>> {
    if message.content_type != "text/json" {
        let start = &message.content[..message.content.len().min(10)];
        let content = [b"First 10 bytes of request: ", start].concat();
        return Ok(jhmp::build(&content, "binary/custom-server-binary-type", "binary"));
    }
    let request = jhmp::json_content(message)?;
    let result = match jhmp::text(&request, "action").unwrap_or("") {
        "search" => search(jhmp::text(&request, "value")?),
        action => format!("Error: invalid action '{}'.", action),
    };
    let content = format!("{{\"result\":{}}}", json::quoted(&result));
    Ok(jhmp::build(content.as_bytes(), "text/json", "utf-8"))
}

/// Reads until the peer has ended too, or long enough.
fn drain(connection: &mut TcpStream) -> std::io::Result<()> {
    connection.shutdown(Shutdown::Write)?;
    let deadline = Instant::now() + DRAIN;
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        connection.set_read_timeout(Some(left))?;
        if connection.read(&mut chunk)? == 0 {
            return Ok(());
        }
    }
}

/// One request and its answer. Whatever goes wrong ends this connection and nothing else.
fn serve(mut connection: TcpStream, idle: Duration, max_content: usize) -> Fallible<()> {
    let message = jhmp::receive(&mut connection, idle, max_content)?;
    jhmp::send(&mut connection, &answer(&message)?, idle)?;
    drain(&mut connection).map_err(|problem| problem.to_string())
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    if words.len() != 5 {
        eprintln!("usage: server HOST PORT IDLE_MS MAX_CONTENT");
        std::process::exit(2);
    }
    let port: u16 = words[2].parse().expect("PORT is a number");
    let idle = Duration::from_millis(words[3].parse().expect("IDLE_MS is a number"));
    let max_content: usize = words[4].parse().expect("MAX_CONTENT is a number");
    let listener = TcpListener::bind((words[1].as_str(), port)).unwrap_or_else(|problem| {
        eprintln!("server: cannot listen on {} port {}: {}", words[1], port, problem);
        std::process::exit(1)
    });
    // A queue that stays short is no reason not to serve.
    let _ = unsafe { listen(listener.as_raw_fd(), BACKLOG) };
    loop {
        // Whatever accept says, the server goes on: descriptors run out, and peers leave early.
        match listener.accept() {
            Ok((connection, _)) => {
                // Without a thread to serve it the connection is closed.
                let _ = std::thread::Builder::new().spawn(move || serve(connection, idle, max_content));
            }
            Err(_) => std::thread::sleep(ACCEPT_PAUSE),
        }
    }
}
