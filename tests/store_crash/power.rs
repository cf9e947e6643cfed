//! The power fails: from what a writer's every call was written down as, the disk is put together as a cut at
//! some moment may leave it, by four models of what a disk keeps that no fsync asked it to.
//!
//! Not here: whether disks keep what they were asked to (no test can tell).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::writer::{Orders, Said, check, listen};
use crate::{shim, soak};

/// Moments at which the power fails; each is judged by every model.
const CUTS: usize = 60;
const PAGE: usize = 4096;

/// What is there after a cut, beside what an fsync promised.
#[derive(Clone, Copy, Debug)]
enum Model {
    /// Nothing.
    Nothing,
    /// Every name, and no content: a rename that overtakes its file.
    Names,
    /// All content within the old sizes: a disk with a buffered cache, under a file system that keeps sizes for
    /// later.
    OldSizes,
    /// Every name, and some pages: whatever was written back so far.
    SomePages,
}

const MODELS: [Model; 4] = [Model::Nothing, Model::Names, Model::OldSizes, Model::SomePages];

/// A call as the shim wrote it down.
struct Call {
    kind: char,
    path: String,
    other: String,
    at: usize,
    bytes: Vec<u8>,
}

/// Reads what the shim wrote; paths are told from `root`.
fn calls(log: &[u8], root: &str) -> Vec<Call> {
    let mut rest = log;
    let mut take = |length: usize| {
        let (piece, left) = rest.split_at_checked(length)?;
        rest = left;
        Some(piece.to_vec())
    };
    let mut found = Vec::new();
    while let Some(head) = take(24) {
        let number = |at: usize| u32::from_ne_bytes(head[at..at + 4].try_into().unwrap());
        let mut text = |length: u32| {
            let text = String::from_utf8(take(length as usize).unwrap()).unwrap();
            text.strip_prefix(root).map_or(text.clone(), |inner| inner.trim_start_matches('/').to_owned())
        };
        let (path, other) = (text(number(4)), text(number(8)));
        let bytes = take(number(12) as usize).unwrap();
        let at = i64::from_ne_bytes(head[16..].try_into().unwrap()) as usize;
        found.push(Call { kind: char::from_u32(number(0)).unwrap(), path, other, at, bytes });
    }
    found
}

/// A file or a folder, as it is and as it was when it was last synced.
#[derive(Default)]
struct Thing {
    is_folder: bool,
    now: Vec<u8>,
    synced: Vec<u8>,
    /// Pages that were written since.
    since: BTreeSet<usize>,
    /// What is in a folder, by name.
    names: BTreeMap<String, usize>,
    synced_names: BTreeMap<String, usize>,
}

/// What a disk was told so far. The first thing is the root.
struct Disk {
    things: Vec<Thing>,
    acknowledged: BTreeMap<u64, u64>,
    /// Syncs of paths that hold this do nothing.
    forgets: Option<&'static str>,
}

impl Disk {
    fn new(forgets: Option<&'static str>) -> Self {
        let root = Thing { is_folder: true, ..Thing::default() };
        Self { things: vec![root], acknowledged: BTreeMap::new(), forgets }
    }

    /// What lies at a path.
    fn at(&self, path: &str) -> Option<usize> {
        let mut names = path.split('/').filter(|name| !name.is_empty());
        names.try_fold(0, |folder, name| self.things[folder].names.get(name).copied())
    }

    fn thing(&mut self, path: &str) -> &mut Thing {
        let at = self.at(path).unwrap_or_else(|| panic!("{path} is not there"));
        &mut self.things[at]
    }

    /// The names beside a path, and its own.
    fn beside<'a>(&mut self, path: &'a str) -> (&mut BTreeMap<String, usize>, &'a str) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        (&mut self.thing(folder).names, name)
    }

    fn make(&mut self, path: &str, is_folder: bool) {
        let made = self.things.len();
        self.things.push(Thing { is_folder, ..Thing::default() });
        let (names, name) = self.beside(path);
        names.insert(name.to_owned(), made);
    }

    fn tell(&mut self, call: &Call) {
        let path = call.path.as_str();
        match call.kind {
            'A' => {
                for line in String::from_utf8_lossy(&call.bytes).lines() {
                    if let ["ack", lane, generation] = line.split_whitespace().collect::<Vec<_>>()[..] {
                        self.acknowledged.insert(lane.parse().unwrap(), generation.parse().unwrap());
                    }
                }
            }
            'M' => self.make(path, true),
            'C' if self.at(path).is_none() => self.make(path, false),
            'C' if call.at == 1 => self.thing(path).resize(0),
            'C' => {}
            'W' => self.thing(path).write(call.at, &call.bytes),
            'T' => self.thing(path).resize(call.at),
            'F' => {
                let thing = self.thing(path);
                thing.resize(thing.now.len().max(call.at));
            }
            'S' if self.forgets.is_some_and(|forgotten| path.contains(forgotten)) => {}
            'S' => self.thing(path).sync(),
            'R' => {
                let (names, name) = self.beside(path);
                let moved = names.remove(name).unwrap();
                let (names, name) = self.beside(&call.other);
                names.insert(name.to_owned(), moved);
            }
            'U' => {
                let (names, name) = self.beside(path);
                names.remove(name);
            }
            other => panic!("{other} {path}: the model knows no such call"),
        }
    }

    /// Puts together in `place` what a cut may leave of a thing and of what is in it.
    fn leave(&self, thing: usize, model: Model, dice: &mut fastrand::Rng, place: &Path) {
        let thing = &self.things[thing];
        if !thing.is_folder {
            std::fs::write(place, thing.left(model, dice)).unwrap();
            return;
        }
        std::fs::create_dir(place).unwrap();
        let names = match model {
            Model::Names | Model::SomePages => &thing.names,
            Model::Nothing | Model::OldSizes => &thing.synced_names,
        };
        for (name, inner) in names {
            self.leave(*inner, model, dice, &place.join(name));
        }
    }
}

impl Thing {
    fn write(&mut self, at: usize, bytes: &[u8]) {
        let end = at + bytes.len();
        if self.now.len() < end {
            self.now.resize(end, 0);
        }
        self.now[at..end].copy_from_slice(bytes);
        self.since.extend(at / PAGE..end.div_ceil(PAGE));
    }

    fn resize(&mut self, size: usize) {
        self.since.extend(size / PAGE..=self.now.len() / PAGE);
        self.now.resize(size, 0);
    }

    fn sync(&mut self) {
        self.synced.clone_from(&self.now);
        self.since.clear();
        self.synced_names.clone_from(&self.names);
    }

    fn left(&self, model: Model, dice: &mut fastrand::Rng) -> Vec<u8> {
        let mut left = self.synced.clone();
        match model {
            Model::Nothing | Model::Names => {}
            Model::OldSizes => {
                let both = left.len().min(self.now.len());
                left[..both].copy_from_slice(&self.now[..both]);
            }
            Model::SomePages => {
                for page in self.since.iter().filter(|_| dice.bool()) {
                    let end = ((page + 1) * PAGE).min(self.now.len());
                    if page * PAGE < end {
                        if left.len() < end {
                            left.resize(end, 0);
                        }
                        left[page * PAGE..end].copy_from_slice(&self.now[page * PAGE..end]);
                    }
                }
            }
        }
        left
    }
}

/// Lets a writer work, and the power fail at `cuts` moments: how many of what was left were as they must be, and
/// what was wrong with the others.
fn cut(cuts: usize, forgets: Option<&'static str>) -> (usize, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let (root, key, log) =
        (folder.path().join("disk"), folder.path().join("key"), folder.path().join("calls"));
    std::fs::create_dir(&root).unwrap();
    let more = vec![
        ("LD_PRELOAD", shim::build(folder.path()).to_str().unwrap().to_owned()),
        ("KOPPEL_SHIM_DIR", root.to_str().unwrap().to_owned()),
        ("KOPPEL_SHIM_AT", "0".to_owned()),
        ("KOPPEL_SHIM_MODE", "record".to_owned()),
        ("KOPPEL_SHIM_LOG", log.to_str().unwrap().to_owned()),
    ];
    let mut child = Orders { dir: &root.join("store"), key: &key, lanes: 2, commits: 40, more }.start();
    let mut said = Said::default();
    listen(&mut child, &mut said, None);
    assert!(child.wait().unwrap().success() && said.closed, "{said:?}");

    let calls = calls(&std::fs::read(&log).unwrap(), root.to_str().unwrap());
    let mut dice = fastrand::Rng::with_seed(5);
    let moments: BTreeSet<usize> = (0..cuts).map(|_| dice.usize(1..=calls.len())).collect();
    let mut disk = Disk::new(forgets);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (image, mut sound, mut wrong) = (folder.path().join("image"), 0, Vec::new());
    for (call, next) in calls.iter().zip(1..) {
        disk.tell(call);
        if !moments.contains(&next) {
            continue;
        }
        for model in MODELS {
            let _ = std::fs::remove_dir_all(&image);
            disk.leave(0, model, &mut dice, &image);
            match runtime.block_on(check(&image.join("store"), &key, &disk.acknowledged)) {
                Ok(_) => sound += 1,
                Err(error) => {
                    wrong.push(format!("{model:?}, call {next} of {}: {error}", calls.len()));
                }
            }
        }
    }
    assert_eq!(disk.acknowledged, said.acknowledged);
    (sound, wrong)
}

#[test]
fn nothing_acknowledged_is_lost_by_a_power_cut() {
    let cuts = soak(CUTS);
    let (sound, wrong) = cut(cuts, None);
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), sound + wrong.len());
    assert!(sound > cuts * MODELS.len() / 2, "{sound} are too few to mean anything");
    println!("{sound} disks after a power cut, none lacks what was acknowledged");
}

#[test]
fn a_disk_that_keeps_no_promise_about_the_log_is_noticed() {
    let (_, wrong) = cut(10, Some("/log/"));
    assert!(!wrong.is_empty());
}
