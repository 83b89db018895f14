#!/usr/bin/env python3
"""Clocks that jump and zones of all kinds.

  clock.py VIVA [--short]

Zones: with the computer's own clock, the day of a grade is the one that Python's `zoneinfo` finds for that zone, a day
beginning at four; a zone that does not exist is no error. Changes of the offset: graded hour by hour across the change to
summer time and back, each day counts once and no streak breaks. Jumps: the clock goes back an hour, a day and five years
and forward five years between grades: no interval is negative, the order of events stays, and what is graded once the
clock is right again is due soon.
"""
import datetime, shutil, tempfile
from zoneinfo import ZoneInfo

from common import Home, arguments, carried_out, conclude, finish, expect_one_message

ZONES = ["UTC", "Asia/Tehran", "Asia/Kathmandu", "Asia/Kolkata", "Pacific/Kiritimati", "Etc/GMT+12", "Australia/Lord_Howe",
         "America/St_Johns", "Pacific/Chatham", "America/New_York", "Europe/Berlin"]
ODD = ["", ":", "Nowhere/Such", "/etc/passwd", "UTC+99", "../../etc/passwd", "Europe/Berlin\x01"]
UTC = datetime.timezone.utc


def day_of(moment):
    return (moment - datetime.timedelta(hours=4)).date()


def zone(base, viva, name, is_known):
    home = Home(base, viva)
    environment = {**home.environment(), "TZ": name}
    del environment["VIVA_NOW"]
    home.environment = lambda: environment
    home.good("list")
    days = []
    # Around the turn of a day the two readings of the clock differ.
    for _ in range(3):
        now = datetime.datetime.now(ZoneInfo(name) if is_known else UTC)
        home.good("grade", "card0", "good", "--yes")
        again = datetime.datetime.now(ZoneInfo(name) if is_known else UTC)
        event = home.json("export")["events"][-1]
        days.append(event["day"])
        if day_of(now) == day_of(again):
            assert not is_known or event["day"] == str(day_of(now)), (name, event["day"], now)
            break
    for words in (["stats"], ["status"], ["queue"]):
        run = home.run(*words)
        assert run.returncode == 0, (name, words, run.stderr)
        expect_one_message(run, (name, words))
    home.expect_sound(name)
    shutil.rmtree(home.path)
    return 1


def hour_by_hour(base, viva, name, change, hours):
    """Grades at every hour around a change of the offset."""
    home = Home(base, viva)
    expected, found = set(), []
    for hour in range(-hours, hours + 1):
        moment = (change + datetime.timedelta(hours=hour, minutes=-1)).astimezone(ZoneInfo(name))
        home.now = moment.isoformat()
        home.good("grade", f"card{hour % 6}", "good", "--yes")
        expected.add(str(day_of(moment.replace(tzinfo=None))))
        found.append(home.json("export")["events"][-1]["day"])
    assert set(found) == expected, (name, sorted(set(found)), sorted(expected))
    assert found == sorted(found), (name, "a day came back", found)
    streak = home.json("stats")["streak"]["current_days"]
    assert streak == len(expected), (name, streak, sorted(expected))
    home.expect_sound(name)
    shutil.rmtree(home.path)
    return len(found)


def jumps(base, viva):
    home = Home(base, viva)
    start = datetime.datetime(2026, 11, 21, 12, tzinfo=UTC)
    times = [start + datetime.timedelta(**step) for step in
             ({}, {"hours": -1}, {"days": -1}, {"days": -5 * 365}, {"days": 5 * 365}, {"days": 1})]
    for number, moment in enumerate(times):
        home.now = moment.isoformat()
        doubted = home.run("grade", f"card{number % 5}", "good")
        is_far = abs(moment - start).days > 30
        if is_far or number == 5:
            # Far from the last review, in either direction: asked about before anything is graded.
            assert doubted.returncode == 1 and "Is today" in doubted.stderr, (moment, doubted.stderr)
            home.good("grade", f"card{number % 5}", "good", "--yes")
        else:
            assert doubted.returncode == 0, (moment, doubted.stderr)
    events = home.json("export")["events"]
    order = [event["at"] for event in events]
    assert [at[:13] for at in order] == [moment.strftime("%Y-%m-%dT%H") for moment in times], order
    ticks = [event["tick"] for event in events]
    assert ticks == sorted(set(ticks)), ticks
    for card in home.json("export")["cards"]:
        interval = card["state"]["interval_days"]
        assert interval is None or 0 <= interval < 36500, card
    # card4 was learned five years from now. Once the clock is right it can be learned again.
    home.good("grade", "card4", "again", "--yes")
    home.good("grade", "card5", "good", "--yes")
    due = {card["id"]: card["state"]["due"] for card in home.json("export")["cards"]}
    assert "2026-11-22" <= due["card5"] <= "2026-12-01", due
    home.expect_sound("jumps")
    shutil.rmtree(home.path)
    return len(events)


def main():
    viva, _, is_short = arguments()
    with tempfile.TemporaryDirectory() as base:
        zones = sum(carried_out(zone, base, viva, name, True) or 0 for name in (ZONES[:4] if is_short else ZONES))
        odd = sum(carried_out(zone, base, viva, name, False) or 0 for name in (ODD[:3] if is_short else ODD))
        conclude(f"zones: the right day in {zones}, and {odd} that do not exist are no error", zones, odd)
        changes = [("Europe/Berlin", datetime.datetime(2026, 3, 29, 1, tzinfo=UTC)),
                   ("Europe/Berlin", datetime.datetime(2026, 10, 25, 1, tzinfo=UTC)),
                   ("Australia/Lord_Howe", datetime.datetime(2026, 4, 4, 15, tzinfo=UTC)),
                   # Midnight does not exist on this day.
                   ("Africa/Cairo", datetime.datetime(2026, 4, 23, 22, tzinfo=UTC)),
                   ("Pacific/Apia", datetime.datetime(2011, 12, 30, 10, tzinfo=UTC))]
        grades = sum(carried_out(hour_by_hour, base, viva, name, change, 4 if is_short else 30) or 0
                     for name, change in (changes[:2] if is_short else changes))
        conclude(f"changes of the offset: {grades} grades hour by hour, each day counted once, no streak broken", grades)
        events = carried_out(jumps, base, viva)
        conclude(f"jumps: {events} grades under clocks that jump: in order, no interval is negative", events)


main()
finish()
