//! The service itself: opens the store, starts the workers, and answers on its socket until it is stopped.
//! Several live in one process without touching each other (the demo runs two).
//!
//! Not here: what is answered (`desk`), which address means what (`routes`), who may (`peer`).

use std::fs::Permissions;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use super::alert::Caller;
use super::client::Client;
use super::desk::Desk;
use super::local::Workers;
use super::opening::{self, StartError};
use super::peer::{Access, Role};
use super::routes;
use crate::clock::Clock;
use crate::config::Config;
use crate::kv::Kv;

/// Connections at a time. Every console holds one and every command one for a moment.
const CONNECTIONS: usize = 256;
/// How long a client may take to say what it wants.
const HEADER_WITHIN: Duration = Duration::from_secs(10);
/// How long open answers may take once the workers have stopped.
const FINISH_WITHIN: Duration = Duration::from_secs(5);
/// How long a store that another process has open is waited for, and how often it is tried.
const LOCK_WITHIN: Duration = Duration::from_secs(10);
const LOCK_LOOK: Duration = Duration::from_millis(100);
/// How often the store is asked whether it still works.
const LOOK: Duration = Duration::from_secs(1);

/// A running service.
pub struct Service {
    desk: Arc<Desk>,
    kv: Kv,
    socket: PathBuf,
    clock: Clock,
    /// Turns true when the socket is to close.
    closing: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    /// What works beside the desk: who is called, and backups.
    beside: Vec<JoinHandle<()>>,
}

impl Service {
    /// Starts a service on the folder `data`: makes what is missing, takes the lock, starts the workers.
    pub async fn start(data: &Path, config: &Config, clock: Clock) -> Result<Self, StartError> {
        let mut access = Access::own();
        if let Some(group) = &config.service.group {
            let members = super::peer::members_of(group);
            let members = members.ok_or_else(|| StartError::Group { group: group.clone() })?;
            access = members.into_iter().fold(access, |access, uid| access.allow_also(uid, Role::Operator));
        }
        Self::start_for(data, config, clock, access).await
    }

    /// The same, for these accounts.
    pub async fn start_for(
        data: &Path,
        config: &Config,
        clock: Clock,
        access: Access,
    ) -> Result<Self, StartError> {
        let socket = config.service.socket.clone().unwrap_or_else(|| data.join(super::client::SOCKET));
        // Said at once, not after waiting for its lock.
        refuse_other(&socket).await?;
        let until = clock.instant() + LOCK_WITHIN;
        let opened = loop {
            match opening::open(data, config, clock.clone()).await {
                // A single command without a service has it open for a moment.
                Err(error) if error.is_locked() && clock.instant() < until => clock.sleep(LOCK_LOOK).await,
                opened => break opened?,
            }
        };
        // From here on the lock is ours: a socket without a listener is a dead service's.
        let listener = match listen(&socket, config.service.group.as_deref()).await {
            Ok(listener) => listener,
            Err(error) => {
                let _ = opened.kv.close().await;
                return Err(error);
            }
        };
        let engine = match opened.engine(Workers::On).await {
            Ok(engine) => engine,
            Err(error) => {
                let _ = opened.kv.close().await;
                let _ = std::fs::remove_file(&socket);
                return Err(error);
            }
        };
        if let Err(error) = engine.log_start().await {
            tracing::error!(%error, "the start was not recorded");
        }
        let kv = opened.kv.clone();
        let closing = watch::Sender::new(false);
        let mut beside = vec![tokio::spawn(opened.backups.clone().keep())];
        if let Some(caller) = Caller::new(config, clock.clone()) {
            beside.push(tokio::spawn(caller.run(engine.clone(), engine.changes())));
        }
        let desk = Desk::open(engine, opened.backups.clone(), clock.clone());
        let door = Door {
            listener,
            access,
            router: routes::router(Arc::clone(&desk), clock.clone(), closing.subscribe()),
            clock: clock.clone(),
            closing: closing.subscribe(),
        };
        tracing::info!(socket = %socket.display(), "service started");
        Ok(Self { desk, kv, socket, clock, closing, accepting: tokio::spawn(door.keep()), beside })
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        Client::at(&self.socket, self.clock.clone())
    }

    /// Ends when a client gives the command to stop, or the store has failed: then this is why.
    pub async fn asked_to_stop(&self) -> Option<String> {
        let mut asked = self.desk.asked_to_stop();
        loop {
            if let Some(why) = self.kv.failure() {
                tracing::error!(%why, "the store has failed");
                return Some(why);
            }
            tokio::select! {
                _ = asked.wait_for(|asked| *asked) => return None,
                () = self.clock.sleep(LOOK) => {}
            }
        }
    }

    /// Stops: no new attempt, those under way get their time, then the store is closed. Clients are
    /// answered until then.
    pub async fn stop(self) {
        self.beside.iter().for_each(JoinHandle::abort);
        self.desk.close().await;
        self.closing.send_replace(true);
        if let Err(error) = self.accepting.await {
            tracing::error!(%error, "the socket ended badly");
        }
        if let Err(error) = self.kv.close().await {
            tracing::error!(%error, "the store closed badly");
        }
        // Last: whoever waits for the end looks at the socket.
        let _ = std::fs::remove_file(&self.socket);
        tracing::info!("service stopped");
    }
}

/// Refuses to start beside a service that answers.
async fn refuse_other(path: &Path) -> Result<(), StartError> {
    match UnixStream::connect(path).await {
        Ok(_) => Err(StartError::Running { path: path.to_path_buf() }),
        Err(_) => Ok(()),
    }
}

/// Makes the socket, for this account alone or for the members of `group`.
async fn listen(path: &Path, group: Option<&str>) -> Result<UnixListener, StartError> {
    let io = |action| move |source| StartError::SocketIo { path: path.to_path_buf(), action, source };
    if let Ok(found) = std::fs::symlink_metadata(path) {
        if !found.file_type().is_socket() {
            return Err(StartError::Occupied { path: path.to_path_buf() });
        }
        refuse_other(path).await?;
        std::fs::remove_file(path).map_err(io("removing the socket of a dead service"))?;
    }
    // The system's own limit on a socket's path, with its closing zero.
    if path.as_os_str().len() > 107 {
        return Err(StartError::TooLong { path: path.to_path_buf() });
    }
    let listener = UnixListener::bind(path).map_err(io("listening"))?;
    let mode = match group {
        Some(name) => {
            let gid =
                super::peer::gid_of(name).ok_or_else(|| StartError::Group { group: name.to_owned() })?;
            std::os::unix::fs::chown(path, None, Some(gid)).map_err(io("giving it to the group"))?;
            0o660
        }
        None => 0o600,
    };
    std::fs::set_permissions(path, Permissions::from_mode(mode)).map_err(io("closing it to others"))?;
    Ok(listener)
}

/// What answers the socket.
struct Door {
    listener: UnixListener,
    access: Access,
    router: axum::Router,
    clock: Clock,
    closing: watch::Receiver<bool>,
}

impl Door {
    async fn keep(mut self) {
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        let graceful = GracefulShutdown::new();
        loop {
            let Ok(place) = Arc::clone(&room).acquire_owned().await else { break };
            let accepted = tokio::select! {
                _ = self.closing.wait_for(|closing| *closing) => break,
                accepted = self.listener.accept() => accepted,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, most likely: others must end first.
                    tracing::warn!(%error, "a connection was not accepted");
                    self.clock.sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let router = self.router_for(&stream);
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER_WITHIN)
                .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
            let watched = graceful.watch(connection);
            tokio::spawn(async move {
                // A client that goes away in the middle is its own business.
                let _ = watched.await;
                drop(place);
            });
        }
        drop(self.listener);
        let _ = tokio::time::timeout(FINISH_WITHIN, graceful.shutdown()).await;
    }

    /// The routes, for who is on the other end: the kernel says.
    fn router_for(&self, stream: &UnixStream) -> axum::Router {
        let uid = stream.peer_cred().map(|peer| peer.uid());
        match uid.as_ref().ok().and_then(|uid| self.access.admit(*uid)) {
            Some(peer) => self.router.clone().layer(axum::Extension(peer)),
            None => {
                tracing::warn!(uid = ?uid.ok(), "an account that is not allowed was refused");
                routes::refusal()
            }
        }
    }
}
