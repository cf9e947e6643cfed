//! A wire to an environment that is cut, or whose other end is killed, at one side of one POST.
//!
//! Not here: what is tested.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// How far the POST of a sale has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Side {
    /// Its head is here; nothing is passed on.
    Asked,
    HeadPassed,
    HalfOfBodyPassed,
    /// The environment has answered; nothing of it is passed back.
    Answered,
    AnswersHeadPassed,
    /// All but the last byte of the answer.
    AlmostAnswered,
    AnswerPassed,
}

pub const SIDES: [Side; 7] = [
    Side::Asked,
    Side::HeadPassed,
    Side::HalfOfBodyPassed,
    Side::Answered,
    Side::AnswersHeadPassed,
    Side::AlmostAnswered,
    Side::AnswerPassed,
];

/// What happens then.
#[derive(Clone, Copy, Debug)]
pub enum Strike {
    /// The connection ends.
    Cut,
    /// Who asks is killed.
    Kill(Pid),
    /// Who asks is told to end, and is answered a little later.
    Terminate(Pid),
}

/// Listens for whoever should be asking the environment.
pub struct Wire {
    pub url: String,
    armed: Arc<Mutex<Option<(Side, Strike)>>>,
}

impl Wire {
    pub fn to(environment: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let upstream = environment.strip_prefix("http://").unwrap().to_owned();
        let armed = Arc::new(Mutex::new(None));
        let shared = armed.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (upstream, armed) = (upstream.clone(), shared.clone());
                // Whatever is cut here is cut for good reason.
                std::thread::spawn(move || carry(client, &upstream, &armed).ok());
            }
        });
        Self { url, armed }
    }

    /// The next POST of a sale is struck.
    pub fn arm(&self, side: Side, strike: Strike) {
        *self.armed.lock().unwrap() = Some((side, strike));
    }

    /// It was.
    pub fn has_struck(&self) -> bool {
        self.armed.lock().unwrap().is_none()
    }
}

/// Carries one request, and closes.
fn carry(
    mut client: TcpStream,
    upstream: &str,
    armed: &Mutex<Option<(Side, Strike)>>,
) -> std::io::Result<()> {
    let mut read = Vec::new();
    let body_at = loop {
        if let Some(at) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        let mut some = [0; 4096];
        let count = client.read(&mut some)?;
        if count == 0 {
            return Ok(());
        }
        read.extend_from_slice(&some[..count]);
    };
    let head = String::from_utf8_lossy(&read[..body_at]).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    let mut body = read.split_off(body_at);
    let missing = length.unwrap_or(0).saturating_sub(body.len());
    Read::by_ref(&mut client).take(missing as u64).read_to_end(&mut body)?;
    // One request a connection, on both sides.
    let head = head.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    let places = head.starts_with("POST ") && head.contains("/sales/flow/");
    let struck = if places { armed.lock().unwrap().take() } else { None };

    let strikes = |here: Side| -> bool {
        match struck {
            Some((side, Strike::Kill(service))) if side == here => {
                kill_process(service, Signal::KILL).is_ok()
            }
            Some((side, Strike::Terminate(service))) if side == here => {
                kill_process(service, Signal::TERM).unwrap();
                std::thread::sleep(Duration::from_millis(500));
                false
            }
            Some((side, Strike::Cut)) => side == here,
            _ => false,
        }
    };
    if strikes(Side::Asked) {
        return client.shutdown(Shutdown::Both);
    }
    let mut server = TcpStream::connect(upstream)?;
    server.write_all(head.as_bytes())?;
    if strikes(Side::HeadPassed) {
        return client.shutdown(Shutdown::Both);
    }
    let half = body.len() / 2;
    server.write_all(&body[..half])?;
    if strikes(Side::HalfOfBodyPassed) {
        return client.shutdown(Shutdown::Both);
    }
    server.write_all(&body[half..])?;
    if struck.is_none() {
        // It may be one that never ends.
        std::io::copy(&mut server, &mut client)?;
        return client.shutdown(Shutdown::Both);
    }
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let mut passed = 0;
    for (side, until) in [
        (Side::Answered, 0),
        (Side::AnswersHeadPassed, head),
        (Side::AlmostAnswered, answer.len() - 1),
        (Side::AnswerPassed, answer.len()),
    ] {
        client.write_all(&answer[passed..until])?;
        passed = until;
        if strikes(side) {
            break;
        }
    }
    client.shutdown(Shutdown::Both)
}
