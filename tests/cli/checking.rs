//! `viva check`: what it notices around decks and database, and what `--fix` sets right.

use std::fs;

use rusqlite::Connection;

use super::home::Home;

const SOUND: &str = "1 event of 1 card: all states are consistent with the log\n";

fn used() -> Home {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    home
}

#[cfg(unix)]
#[test]
fn what_is_safe_is_fixed_after_a_backup() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = used();
    let database = home.path("c/.viva/viva.db");
    let mode = || fs::metadata(home.path("c/.viva/viva.db")).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(&database, fs::Permissions::from_mode(0o644)).unwrap();
    fs::create_dir(home.path("c/.viva/backups")).unwrap();
    fs::set_permissions(home.path("c/.viva/backups"), fs::Permissions::from_mode(0o700)).unwrap();
    home.write("c/.viva/backups/.viva-half.tmp", "half a backup");
    fs::set_permissions(home.path("c/.viva/backups/.viva-half.tmp"), fs::Permissions::from_mode(0o600))
        .unwrap();
    Connection::open(&database).unwrap().execute_batch("update state set repetitions = 9").unwrap();
    let run = home.viva("check");
    assert_eq!(run.code, Some(4));
    assert!(
        run.stderr.ends_with("hint: `viva check --fix` recomputes the states from the log\n"),
        "{}",
        run.stderr
    );
    let tree = home.tree("");
    let dry = home.viva("check --fix --dry-run").stdout;
    let lines = [
        "only you can read ~/c/.viva/viva.db now (its mode was 644)",
        "removed ~/c/.viva/backups/.viva-half.tmp, left over",
        "recomputed states, statistics and the queue from the log",
    ];
    for line in lines {
        assert!(dry.contains(&format!("would be fixed: {line}\n")), "{dry}");
    }
    assert_eq!((home.tree(""), mode()), (tree, 0o644));
    home.viva("check --fix").is(0, &format!("{}\n{SOUND}", lines.join("\n")), "backup: 2026-03-01-090000\n");
    assert_eq!(mode(), 0o600);
    assert!(!home.path("c/.viva/backups/.viva-half.tmp").exists());
    home.viva("check --fix").prints(SOUND);
    let backups = home.viva("restore --format json").json();
    assert_eq!(backups["backups"].as_array().unwrap().len(), 1, "nothing to fix, no backup");
    assert_eq!(backups["backups"][0]["reason"], "before_repair");
}

#[test]
fn what_is_being_written_is_not_left_over() {
    let home = used();
    home.write("c/decks/.viva-now.tmp", "half a deck");
    let file = fs::File::open(home.path("c/decks/.viva-now.tmp")).unwrap();
    file.lock().unwrap();
    home.viva("check").prints(SOUND);
    drop(file);
    home.viva("check").prints(&format!(
        "{SOUND}~/c/decks/.viva-now.tmp is left over from an interrupted write; `viva check --fix` removes it\n"
    ));
}

#[test]
fn an_event_that_is_still_to_come_is_noticed() {
    let mut home = used();
    home.at("2026-02-01T09:00:00Z");
    home.viva("check").prints(&format!(
        "{SOUND}the last review was on 2026-03-01, 28 days from now; check the clock of this computer (today: \
         2026-02-01)\n"
    ));
}

#[test]
fn an_overdue_backup_is_mentioned_and_one_that_cannot_be_used() {
    let mut home = used();
    home.at("2026-03-07T09:00:00+03:30").viva("check").prints(SOUND);
    home.at("2026-03-09T09:00:00+03:30")
        .viva("check")
        .prints(&format!("{SOUND}no backup has what was done in the last 8 days; `viva backup` makes one\n"));
    home.viva("backup").succeeds();
    home.viva("check").prints(SOUND);
    // Nothing was done since.
    home.at("2026-06-09T09:00:00+03:30").viva("check").prints(SOUND);
    let check = home.viva("check --format json").json();
    assert_eq!(check["last_backup"]["age_days"], 92);
    home.write("c/.viva/backups/odd.zip", "no archive at all, but long enough to be one");
    home.shell("chmod 600 ../c/.viva/backups/odd.zip").succeeds();
    home.viva("check")
        .prints(&format!("{SOUND}the backup ~/c/.viva/backups/odd.zip is damaged: its end is missing\n"));
}

#[test]
fn a_folder_of_a_sync_program_is_mentioned() {
    let home = Home::with_small_deck();
    home.shell("mkdir -p ../Dropbox && cp -r ../c ../Dropbox/viva").succeeds();
    let run = home.viva("check --collection ../Dropbox/viva");
    assert_eq!(run.code, Some(0));
    assert!(
        run.stdout.contains(
            "~/Dropbox/viva is in a folder of Dropbox, which may copy the database while it is written; use viva on \
             one machine at a time"
        ),
        "{}",
        run.stdout
    );
}

/// As root, nothing is read-only, so the program runs as somebody else.
#[cfg(target_os = "linux")]
#[test]
fn a_collection_that_may_only_be_read_is_checked() {
    let home = used();
    if home.shell("command -v setpriv").code != Some(0) {
        println!("skipped: setpriv is not installed");
        return;
    }
    let program = home.path("viva");
    fs::copy(env!("CARGO_BIN_EXE_viva"), &program).unwrap();
    let user = "as_user() { if [ \"$(id -u)\" = 0 ]; then chown -R 61234:61234 .. && setpriv --reuid=61234 \
                --regid=61234 --clear-groups \"$@\"; else \"$@\"; fi; }; chmod -R a-w ../c; chmod 755 ..; ";
    let run = home.shell(&format!("{user} as_user {} check", program.display()));
    home.shell("chmod -R u+w ../c").succeeds();
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), SOUND), "{}", run.stderr);
}

#[test]
fn damage_of_the_database_points_to_a_backup() {
    let home = used();
    home.viva("backup").succeeds();
    let database = home.path("c/.viva/viva.db");
    // A page in the middle, which no command needs for its first look.
    let mut bytes = fs::read(&database).unwrap();
    for byte in &mut bytes[8 * 4096..9 * 4096] {
        *byte = 0xa5;
    }
    fs::write(&database, bytes).unwrap();
    let run = home.viva("check");
    assert_eq!(run.code, Some(4), "{}{}", run.stdout, run.stderr);
    assert!(
        run.stderr.contains(
            "`viva restore 2026-03-01-090000 --progress` restores the progress from the newest backup"
        ),
        "{}",
        run.stderr
    );
    // A damaged database is not backed up over the good ones.
    let run = home.viva("backup");
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    assert_eq!(fs::read_dir(home.path("c/.viva/backups")).unwrap().count(), 1);
    assert_eq!(home.viva("restore latest --yes").code, Some(0));
    home.viva("check").prints(SOUND);
}
