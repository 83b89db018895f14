//! libFuzzer over the target that `VIVA_FUZZ_TARGET` names. One program for all of them: most of a build is viva
//! itself. With `VIVA_FUZZ_SEEDS` it writes the seeds that are made, and the names of the targets, into that folder.
#![no_main]

use std::path::Path;
use std::process::exit;
use std::sync::LazyLock;
use std::{env, fs};

static TARGET: LazyLock<String> = LazyLock::new(|| env::var("VIVA_FUZZ_TARGET").unwrap_or_default());

libfuzzer_sys::fuzz_target!(
    init: {
        if let Some(folder) = env::var_os("VIVA_FUZZ_SEEDS") {
            for (name, bytes) in viva_fuzz::made_seeds() {
                fs::write(Path::new(&folder).join(name), bytes).expect("a folder for seeds");
            }
            let formats = viva_fuzz::FORMATS.iter().map(|format| format!("read_{format}"));
            let targets = viva_fuzz::TARGETS.iter().map(|(name, _)| (*name).to_owned());
            println!("{}", targets.chain(formats).collect::<Vec<_>>().join("\n"));
            exit(0);
        }
    },
    |bytes: &[u8]| assert!(viva_fuzz::run_target(&TARGET, bytes), "there is no target `{}`", *TARGET)
);
