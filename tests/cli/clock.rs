//! Study days by the clock: the rollover, time zones, and a clock that is far off.

use super::home::Home;

#[track_caller]
fn check_day(now: &str, expected: &str) {
    let mut home = Home::with_small_deck();
    let run = home.at(now).viva("grade routine good --format json");
    assert_eq!(run.succeeds().json()["state"]["due"], expected, "{now}");
}

#[test]
fn a_day_ends_at_four_local_time() {
    check_day("2026-03-01T03:59:59+03:30", "2026-03-01");
    check_day("2026-03-01T04:00:00+03:30", "2026-03-02");
    check_day("2026-03-01T23:59:59+03:30", "2026-03-02");
    check_day("2026-03-02T03:59:59.999+03:30", "2026-03-02");
    // The clock of the place decides: at one moment it is not everywhere the same day.
    check_day("2026-03-01T00:29:59Z", "2026-03-01");
    check_day("2026-02-28T14:30:00-10:00", "2026-03-01");
    check_day("2026-03-01T14:30:00+14:00", "2026-03-02");
    check_day("2024-02-28T12:00:00Z", "2024-02-29");
}

#[test]
fn the_rollover_hour_can_be_set() {
    let mut home = Home::with_small_deck().with_file("c/viva.toml", "rollover_hour = 0\n");
    home.at("2026-03-01T00:00:00+03:30").viva("grade routine good").prints("routine: good, due 2026-03-02\n");
}

#[test]
fn a_flight_breaks_no_streak() {
    let mut home = Home::with_small_deck();
    home.at("2026-03-01T22:00:00+09:00").viva("grade routine good").succeeds();
    // Eastwards over the date line: there it is still the first of March, and then the second.
    home.at("2026-03-01T10:00:00-08:00").viva("grade channel good").succeeds();
    home.at("2026-03-02T22:00:00-08:00").viva("grade routine good").succeeds();
    let stats = home.viva("stats --format json").json();
    assert_eq!(stats["streak"]["current_days"], 2);
    home.viva("check").prints("3 events of 2 cards: all states are consistent with the log\n");
}

#[test]
fn a_clock_set_back_reorders_nothing() {
    let mut home = Home::with_small_deck();
    home.at("2026-03-02T09:00:00Z").viva("grade routine good").prints("routine: good, due 2026-03-03\n");
    // The same card yesterday: early, and nothing is negative.
    home.at("2026-03-01T09:00:00Z").viva("grade routine good").prints("routine: good, due 2026-03-03\n");
    // Exports have them in the order in which they were made.
    home.at("2026-03-01T08:00:00Z").viva("grade channel hard").succeeds();
    let reviews = home.viva("export").json()["reviews"].clone();
    let order: Vec<&str> =
        reviews.as_array().unwrap().iter().map(|row| row["at"].as_str().unwrap()).collect();
    assert_eq!(order, ["2026-03-02T09:00:00Z", "2026-03-01T09:00:00Z", "2026-03-01T08:00:00Z"]);
    let csv = home.viva("export --format csv --table reviews").stdout;
    let cards: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(cards, ["routine", "routine", "channel"]);
    home.viva("undo").succeeds();
    home.viva("undo").prints("undone: the grade good of routine, now in review  What is a goroutine?\n");
    home.viva("check").prints("5 events of 2 cards: all states are consistent with the log\n");
}

#[test]
fn a_clock_that_is_far_off_is_not_graded_by() {
    let mut home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    home.at("2026-03-31T09:00:00Z").viva("grade channel good").prints("channel: good, due 2026-04-01\n");
    let hint = "hint: nothing was graded; `viva grade --yes` grades it anyway\n";
    home.at("2026-05-01T09:00:00Z").viva("grade channel good").fails(
        1,
        &format!("viva: The last review was 31 days ago, on 2026-03-31. Is today 2026-05-01?\n{hint}"),
    );
    home.at("1970-01-01T09:00:00Z").viva("grade channel good").fails(
        1,
        &format!(
            "viva: The last review was on 2026-03-31, 20543 days from now. Is today 1970-01-01?\n{hint}"
        ),
    );
    home.viva("check").prints(
        "2 events of 2 cards: all states are consistent with the log\nthe last review was on 2026-03-31, 20543 days \
         from now; check the clock of this computer (today: 1970-01-01)\n",
    );
    home.at("2026-05-01T09:00:00Z")
        .viva("grade channel good --yes")
        .prints("channel: good, due 2026-05-08\n");
}

#[test]
fn what_is_no_time_is_refused() {
    let mut home = Home::with_small_deck();
    for now in
        ["tomorrow", "2026-03-01", "2026-03-01T09:00:00", "2026-02-30T09:00:00Z", "+99999999-01-01T00:00:00Z"]
    {
        let stderr = format!("viva: VIVA_NOW={now} is not a time: write it as 2026-11-21T08:00:00+03:30\n");
        home.at(now).viva("queue").fails(2, &stderr);
    }
    let home = Home::with_small_deck().with_variable("VIVA_SEED", "many");
    home.viva("queue").fails(2, "viva: VIVA_SEED=many is not a whole number\n");
}

#[test]
fn the_ends_of_time_are_days_too() {
    for now in ["9999-12-30T22:00:00Z", "-009999-01-03T00:00:00Z"] {
        let mut home = Home::with_small_deck();
        home.at(now).viva("grade routine easy").succeeds();
        for words in ["queue", "stats", "list go", "export", "check"] {
            home.viva(words).succeeds();
        }
    }
}
