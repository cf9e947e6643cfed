//! Real processes and their folders: the program under test, environments, services.
//!
//! Not here: what is tested.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;

/// A place for folders, and settings that make the workers look often.
pub struct World {
    root: tempfile::TempDir,
    speed: u32,
}

/// How a command ended.
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A process that is ended with the test.
pub struct Running(Option<Child>);

impl Running {
    pub fn id(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(self.0.as_ref().unwrap())
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(self.id(), signal).unwrap();
    }

    /// How it ended, when it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.0.as_mut().unwrap().try_wait().unwrap()
    }

    pub fn first_line(&mut self) -> String {
        let mut line = String::new();
        BufReader::new(self.0.as_mut().unwrap().stdout.take().unwrap()).read_line(&mut line).unwrap();
        line
    }

    /// Waits until it ends; all that it printed that was not read yet.
    pub fn rest(mut self) -> String {
        let mut printed = String::new();
        let mut child = self.0.take().unwrap();
        child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
        child.wait().unwrap();
        printed
    }

    pub fn wait(mut self) -> ExitStatus {
        self.0.take().unwrap().wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A running environment.
pub struct Environment {
    pub url: String,
    pub domain: String,
    /// File with its owner's token.
    pub owner: String,
    _process: Running,
}

impl World {
    pub fn new() -> Self {
        Self::at_speed(1, "")
    }

    /// A place where the protocol's waits pass `speed` times as fast, with more `[engine]` settings.
    pub fn at_speed(speed: u32, engine: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        let settings =
            format!("[engine]\nintake_poll_ms = 200\nstatus_poll_ms = 200\nproduct_poll_ms = 1000\n{engine}");
        std::fs::write(root.path().join("config.toml"), settings).unwrap();
        Self { root, speed }
    }

    pub fn path(&self, name: &str) -> String {
        self.root.path().join(name).to_str().unwrap().to_owned()
    }

    fn command(&self, data: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_koppel"));
        command
            .env_clear()
            .env("HOME", self.root.path())
            .env("LANG", "en_US.UTF-8")
            .env("KOPPEL_CLOCK_SPEED", self.speed.to_string())
            .args(["--config", &self.path("config.toml"), "--data", &self.path(data)])
            .args(arguments)
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, data: &str, arguments: &[&str]) -> Ended {
        self.run_with(data, arguments, &[])
    }

    /// The same, with more variables.
    pub fn run_with(&self, data: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        let output = self.command(data, arguments).envs(variables.iter().copied()).output().unwrap();
        Ended {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command that must succeed; what it printed.
    pub fn ok(&self, data: &str, arguments: &[&str]) -> String {
        let ended = self.run(data, arguments);
        assert_eq!(ended.code, 0, "{arguments:?}\n{}\n{}", ended.stdout, ended.stderr);
        assert!(!ended.stdout.contains('\x1b'), "colour in a pipe: {arguments:?}");
        ended.stdout
    }

    /// Runs a command with `--json`: its objects.
    pub fn rows(&self, data: &str, arguments: &[&str]) -> Vec<Value> {
        let printed = self.ok(data, &[&["--json"], arguments].concat());
        printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Runs a command with `--json` that prints one object.
    pub fn json(&self, data: &str, arguments: &[&str]) -> Value {
        let mut rows = self.rows(data, arguments);
        assert_eq!(rows.len(), 1, "{arguments:?}: {rows:?}");
        rows.remove(0)
    }

    /// Makes an environment with a sample world and serves it.
    pub fn environment(&self, data: &str, domain: &str, sample: &str) -> Environment {
        self.environment_with(data, domain, sample, &[])
    }

    /// The same, served with more flags.
    pub fn environment_with(&self, data: &str, domain: &str, sample: &str, flags: &[&str]) -> Environment {
        let made = self.json(data, &["env", "init", "--domain", domain, "--sample", sample]);
        assert_eq!(made["domain"], domain);
        let owner = self.path(&format!("{domain}.owner"));
        std::fs::write(&owner, made["owner_token"].as_str().unwrap()).unwrap();
        let (url, process) = self.served(data, "127.0.0.1:0", flags);
        Environment { url, domain: domain.to_owned(), owner, _process: process }
    }

    /// Ends an environment and serves it again at the same place, with other flags.
    pub fn serve_again(&self, data: &str, environment: Environment, flags: &[&str]) -> Environment {
        self.again(data, environment, rustix::process::Signal::TERM, flags)
    }

    /// The same, ended by `signal`.
    pub fn again(
        &self,
        data: &str,
        environment: Environment,
        signal: rustix::process::Signal,
        flags: &[&str],
    ) -> Environment {
        let Environment { url, domain, owner, _process: process } = environment;
        process.signal(signal);
        process.wait();
        let (url, process) = self.served(data, url.strip_prefix("http://").unwrap(), flags);
        Environment { url, domain, owner, _process: process }
    }

    fn served(&self, data: &str, listen: &str, flags: &[&str]) -> (String, Running) {
        let mut serve = vec!["env", "serve", "--listen", listen];
        if !flags.contains(&"--limit") {
            serve.extend(["--limit", "off"]);
        }
        let mut child =
            self.command(data, &[serve.as_slice(), flags].concat()).stdout(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let process = Running(Some(child));
        let first: Value = serde_json::from_str(&first).unwrap();
        (first["listening"].as_str().unwrap().to_owned(), process)
    }

    /// Starts a command and does not wait for it.
    pub fn start(&self, data: &str, arguments: &[&str]) -> Running {
        Running(Some(self.command(data, arguments).stdout(Stdio::piped()).spawn().unwrap()))
    }

    /// Starts `koppel serve` and waits until it answers.
    pub fn serve(&self, data: &str) -> Running {
        self.serve_with(data, &[])
    }

    /// The same, with more variables.
    pub fn serve_with(&self, data: &str, variables: &[(&str, &str)]) -> Running {
        let mut command = self.command(data, &["serve"]);
        command.envs(variables.iter().copied()).stderr(Stdio::null());
        let process = Running(Some(command.spawn().unwrap()));
        let socket = self.path(data) + "/service.sock";
        self.until("the service listens", || std::os::unix::net::UnixStream::connect(&socket).is_ok());
        process
    }

    /// Waits for a state, at most two minutes.
    pub fn until(&self, what: &str, mut reached: impl FnMut() -> bool) {
        for _ in 0..1200 {
            if reached() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("not reached: {what}");
    }
}

impl Environment {
    /// Sends its process a signal.
    pub fn signal(&self, signal: rustix::process::Signal) {
        self._process.signal(signal);
    }

    /// One raw request as the owner.
    pub fn request(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        self.request_as(&std::fs::read_to_string(&self.owner).unwrap(), method, path, body)
    }

    pub fn request_as(&self, token: &str, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let address = self.url.strip_prefix("http://").unwrap();
        let body = body.map(Value::to_string).unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nAccept: application/json\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            token.trim(),
            body.len()
        );
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let json = answer.split_once("\r\n\r\n").unwrap().1;
        (status, serde_json::from_str(json).unwrap_or(Value::Null))
    }

    pub fn get(&self, path: &str) -> Value {
        let (status, answer) = self.request("GET", path, None);
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }
}
