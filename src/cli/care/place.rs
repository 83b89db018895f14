//! Where a collection is: folders that sync programs copy, and file systems on another machine.
//!
//! `folders.toml` lists their names. Other such folders go unnoticed, so no warning does not mean that all is well.

use std::path::{Component, Path};

use serde::Deserialize;

use crate::files;

const FOLDERS: &str = include_str!("folders.toml");
const MOUNTS: &str = "/proc/mounts";

#[derive(Deserialize)]
struct Folders {
    cloud: Vec<Cloud>,
    network: Network,
}

#[derive(Deserialize)]
struct Cloud {
    name: String,
    folders: Vec<String>,
}

#[derive(Deserialize)]
struct Network {
    types: Vec<String>,
}

/// What is dangerous about the place of a collection, as `check` says it.
pub(super) fn warning(root: &Path) -> Option<String> {
    let root = files::from_the_root(root);
    let folders: Folders = toml::from_str(FOLDERS).ok()?;
    let hint = "use viva on one machine at a time, and let it end before the other one starts";
    if let Some(name) = cloud(&folders, &root) {
        return Some(format!(
            "{} is in a folder of {name}, which may copy the database while it is written; {hint}",
            root.display()
        ));
    }
    let mounts = files::read_text(Path::new(MOUNTS)).ok()?;
    let kind = network(&folders, &mounts, &root)?;
    Some(format!(
        "{} is on another machine ({kind}), where the locks of a database may not work; {hint}",
        root.display()
    ))
}

fn cloud<'f>(folders: &'f Folders, root: &Path) -> Option<&'f str> {
    let parts: Vec<&str> = root
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    let is_in =
        |cloud: &&Cloud| cloud.folders.iter().any(|pattern| parts.iter().any(|part| fits(pattern, part)));
    folders.cloud.iter().find(is_in).map(|cloud| cloud.name.as_str())
}

fn fits(pattern: &str, part: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => {
            part.len() > start.len() + end.len() && part.starts_with(start) && part.ends_with(end)
        }
        None => pattern == part,
    }
}

/// The type of the file system that a folder is on, if it is on another machine.
fn network(folders: &Folders, mounts: &str, root: &Path) -> Option<String> {
    let mounted = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ');
        let (_, place, kind) = (fields.next()?, fields.next()?, fields.next()?);
        // What separates fields is written as octal numbers.
        let place = place.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n");
        root.starts_with(&place).then(|| (place.len(), kind.to_owned()))
    });
    // Of two on one place, the later one is seen.
    let (_, kind) = mounted.max_by_key(|(length, _)| *length)?;
    folders.network.types.contains(&kind).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Examples {
        cloud: Vec<CloudExamples>,
        network: NetworkExamples,
    }

    #[derive(Deserialize)]
    struct CloudExamples {
        name: String,
        examples: Vec<String>,
    }

    #[derive(Deserialize)]
    struct NetworkExamples {
        examples: Vec<String>,
        local_examples: Vec<String>,
    }

    #[test]
    fn every_example_is_what_it_stands_for() {
        let folders: Folders = toml::from_str(FOLDERS).unwrap();
        let examples: Examples = toml::from_str(FOLDERS).unwrap();
        for CloudExamples { name, examples } in examples.cloud {
            assert!(!examples.is_empty(), "{name}");
            for example in examples {
                assert_eq!(cloud(&folders, Path::new(&example)), Some(name.as_str()), "{example}");
            }
        }
        for path in ["/home/ada/viva", "/home/ada/dropbox notes/viva", "/home/ada/OneDriver/viva"] {
            assert_eq!(cloud(&folders, Path::new(path)), None, "{path}");
        }
        let root = Path::new("/home/ada/viva");
        for example in examples.network.examples {
            let mounts = format!("/dev/sda1 / ext4 rw 0 0\n{example}\n");
            assert!(network(&folders, &mounts, root).is_some(), "{example}");
            // Another folder than that of the collection.
            let beside = mounts.replace("/home", "/homes");
            assert_eq!(network(&folders, &beside, root), None, "{example}");
        }
        for example in examples.network.local_examples {
            let mounts = format!("server:/ / nfs rw 0 0\n{example}\n");
            assert_eq!(network(&folders, &mounts, root), None, "{example}");
        }
    }
}
