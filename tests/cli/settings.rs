//! Settings: where they come from, what is said about wrong ones, and what `config set` leaves alone.

use super::home::Home;

#[test]
fn what_is_set_is_shown_with_its_origin() {
    let home = Home::with_small_deck()
        .with_file("c/viva.toml", "new_per_day = 1\n")
        .with_file(".config/viva/config.toml", "new_per_day = 2\nfuzz = false\n");
    let config = home.viva("config").succeeds().stdout.clone();
    assert!(config.starts_with("# collection: ~/c ($VIVA_COLLECTION)\n\n# the local hour"), "{config}");
    for part in [
        "# maximum new cards per day (~/c/viva.toml:1)\nnew_per_day = 1\n",
        "(~/.config/viva/config.toml:2)\nfuzz = false\n",
        "# maximum reviews per day; no limit by default (default)\n# reviews_per_day is not set\n",
    ] {
        assert!(config.contains(part), "{config}");
    }
    assert_eq!(home.viva("config show").stdout, config);
    assert_eq!(home.viva("config list").stdout, config);
    // What is shown can be read as a settings file.
    let home = home.with_file("c/viva.toml", &config);
    assert_eq!(home.viva("config get new_per_day").stdout, "1\n");
    home.viva("queue").prints("routine     new              go                What is a goroutine?\n");
}

#[test]
fn setting_one_keeps_all_else_in_the_file() {
    let home = Home::new()
        .with_file("c/viva.toml", "# mine\nnew_per_day   =   5   # not too many\n\n# below\nfuzz = true\n");
    home.viva("config set new_per_day 7").is(0, "", "new_per_day = 7 in ~/c/viva.toml\n");
    home.viva("config set unanswered skip").is(0, "", "unanswered = \"skip\" in ~/c/viva.toml\n");
    assert_eq!(
        home.read("c/viva.toml"),
        "# mine\nnew_per_day   =   7   # not too many\n\n# below\nfuzz = true\nunanswered = \"skip\"\n"
    );
    home.viva("config get unanswered").prints("skip\n");
    home.viva("config get minutes").prints("");
    let set = home.viva("config set desired_retention 0.85 --format json").succeeds().json();
    assert_eq!((set["key"].as_str(), set["value"].as_f64()), (Some("desired_retention"), Some(0.85)));
    let get = home.viva("config get minutes --format json").succeeds().json();
    assert_eq!(get["value"], serde_json::Value::Null);
}

#[test]
fn setting_one_makes_the_collection() {
    let home = Home::new();
    home.viva("config set new_per_day 3").is(0, "", "new_per_day = 3 in ~/c/viva.toml\n");
    assert_eq!(home.read("c/viva.toml"), "new_per_day = 3\n");
}

#[test]
fn an_unknown_key_is_warned_of_with_the_nearest() {
    let home = Home::with_small_deck().with_file("c/viva.toml", "# x\nnew_pre_day = 1\nzzz = 2\n");
    home.viva("").is(
        0,
        "0 due, 3 new, 0 again today\ntomorrow: 3 new, if you stop now\n",
        "warning: ~/c/viva.toml:2:1: no setting is called `new_pre_day`; did you mean `new_per_day`?\n\
         warning: ~/c/viva.toml:3:1: no setting is called `zzz`\n",
    );
}

#[test]
fn wrong_values_are_refused_with_what_is_taken() {
    let home = Home::new();
    for (arguments, stderr) in [
        (
            "new_per_day many",
            "viva: `new_per_day` takes a whole number from 0 to 1000000\nhint: new_per_day: maximum new cards per day\n",
        ),
        (
            "new_per_day -1",
            "viva: `new_per_day` takes a whole number from 0 to 1000000\nhint: new_per_day: maximum new cards per day\n",
        ),
        (
            "rollover_hour 24",
            "viva: `rollover_hour` takes a whole number from 0 to 23\n\
             hint: rollover_hour: the local hour at which one study day ends and the next begins\n",
        ),
        (
            "schedule sm3",
            "viva: `schedule` takes one of sm2, fsrs\nhint: schedule: the scheduler: sm2 or fsrs\n",
        ),
        (
            "desired_retention 90",
            "viva: `desired_retention` takes a share from 0.70 to 0.99\n\
             hint: desired_retention: the share of answers fsrs aims to have recalled, 0.70 to 0.99\n",
        ),
        (
            "plain maybe",
            "viva: `plain` takes true or false\nhint: plain: plain line-by-line output, as with --plain\n",
        ),
        ("plan true", "viva: no setting is called `plan`\nhint: did you mean `plain`?\n"),
        ("zzz 1", "viva: no setting is called `zzz`\nhint: `viva config` shows all settings\n"),
    ] {
        home.viva(&format!("config set {arguments}")).fails(2, stderr);
    }
    assert!(!home.path("c").exists());
    home.write("c/viva.toml", "fuzz = true\nrollover_hour = 24\n");
    home.viva("stats").fails(
        3,
        "viva: ~/c/viva.toml:2:17: `rollover_hour` takes a whole number from 0 to 23\n\
         hint: rollover_hour: the local hour at which one study day ends and the next begins\n",
    );
    home.write("c/viva.toml", "fuzz = true\nrollover_hour 4\n");
    let run = home.viva("stats");
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.starts_with("viva: ~/c/viva.toml:2:"), "{}", run.stderr);
    assert_eq!(home.viva("stats --format json").json_error()["code"], 3);
}

#[test]
fn the_collection_is_found_by_flag_variable_parent_and_data_folder() {
    let home = Home::with_small_deck().with_file("flag/decks/f.toml", "").with_file("work/.viva/x", "");
    let collection = |home: &Home, words: &str| home.viva(words).stdout.lines().next().unwrap().to_owned();
    assert_eq!(collection(&home, "config --collection ../flag"), "# collection: ../flag (--collection)");
    assert_eq!(collection(&home, "config"), "# collection: ~/c ($VIVA_COLLECTION)");
    let home = home.without_variable("VIVA_COLLECTION");
    assert_eq!(collection(&home, "config"), "# collection: ~/work (the nearest parent folder with one)");
    std::fs::remove_dir_all(home.path("work/.viva")).unwrap();
    home.write("viva.toml", "");
    assert_eq!(collection(&home, "config"), "# collection: ~ (the nearest parent folder with one)");
    std::fs::remove_file(home.path("viva.toml")).unwrap();
    // The specification says that a relative path there is to be ignored.
    let home = home.with_variable("XDG_DATA_HOME", "relative");
    assert_eq!(collection(&home, "config"), "# collection: ~/.local/share/viva (default)");
}

#[test]
fn a_variable_sets_one_for_a_run() {
    let home = Home::with_small_deck()
        .with_file("c/viva.toml", "new_per_day = 9\n")
        .with_variable("VIVA_NEW_PER_DAY", "1")
        .with_variable("VIVA_UNANSWERED", "");
    home.viva("queue").prints("routine     new              go                What is a goroutine?\n");
    let config = home.viva("config").succeeds().stdout.clone();
    assert!(config.contains("($VIVA_NEW_PER_DAY)\nnew_per_day = 1\n"), "{config}");
    home.viva("config set new_per_day 2").is(
        0,
        "",
        "warning: VIVA_NEW_PER_DAY is set and overrides it\nnew_per_day = 2 in ~/c/viva.toml\n",
    );
    let settings = home.viva("config --format json").succeeds().json();
    assert_eq!(settings["collection_origin"], "$VIVA_COLLECTION");
    let origin = |at: usize| {
        let setting = &settings["settings"][at];
        (setting["source"].as_str().unwrap().to_owned(), setting["origin"].as_str().unwrap().to_owned())
    };
    assert_eq!(origin(0), ("default".to_owned(), "default".to_owned()));
    assert_eq!(origin(1), ("environment".to_owned(), "VIVA_NEW_PER_DAY".to_owned()));
    let home = home.with_variable("VIVA_NEW_PER_DAY", "many");
    home.viva("queue").fails(
        2,
        "viva: $VIVA_NEW_PER_DAY: `new_per_day` takes a whole number from 0 to 1000000\n\
         hint: new_per_day: maximum new cards per day\n",
    );
    home.viva("config edit").is(
        2,
        "",
        "warning: $VIVA_NEW_PER_DAY: `new_per_day` takes a whole number from 0 to 1000000\n\
         viva: an editor needs a terminal\nhint: `viva config set KEY VALUE` does it without one\n",
    );
}
