-- Released migrations are never edited: a change is a new file.

create table meta (
    key   text not null primary key,
    value text not null
) strict, without rowid;

-- The truth. Rows are only ever added. Days count from 1970-01-01, ticks and times in milliseconds.
create table event (
    device  text    not null,
    seq     integer not null,
    tick    integer not null,
    at_ms   integer not null,
    day     integer not null,
    card    text,
    kind    text    not null,
    payload text    not null,
    primary key (device, seq)
) strict, without rowid;
create index event_of_card on event (card, tick);
create index event_by_tick on event (tick);

-- A cache: the replay of each card's events. `due` is null while a card is new.
create table state (
    card             text    not null primary key,
    due              integer,
    interval_days    integer not null,
    repetitions      integer not null,
    ease_hundredths  integer not null,
    stability_days   real,
    difficulty       real,
    lapse_count      integer not null,
    review_count     integer not null,
    scored_count     integer not null,
    first_review_day integer,
    last_scored_day  integer,
    last_review_day  integer,
    last_quality     integer,
    suspended        integer not null,
    buried_on        integer,
    flagged          integer not null
) strict, without rowid;
create index state_due on state (due) where due is not null and suspended = 0;
create index state_by_last_review on state (last_review_day) where last_review_day is not null;

-- An index of the deck files, so that one that has not changed is not parsed again.
create table deck (
    name          text    not null primary key,
    size_bytes    integer not null,
    mtime_ns      integer not null,
    hash          text    not null,
    title         text,
    company       text,
    interview_day integer,
    card_count    integer not null,
    unpinned      integer not null,
    -- Why the file could not be read, as JSON; its cards are then those of its last good form.
    problem       text
) strict, without rowid;

create table sighting (
    deck               text    not null,
    position           integer not null,
    card               text    not null,
    section            text,
    tags               text    not null,
    question           text    not null,
    answer             text,
    my_answer          text,
    answer_from_source text,
    asked              text    not null,
    asked_count        integer not null,
    answered           integer not null,
    seconds            integer,
    same_as            text,
    primary key (deck, position)
) strict, without rowid;
create index sighting_of_card on sighting (card);
create index sighting_joined on sighting (card, same_as) where same_as is not null;

-- Cards that ask the same as another, as far as the other exists and no circle is made.
create table joined (
    card   text not null primary key,
    target text not null
) strict, without rowid;
create index joined_to on joined (target);

-- One row a card that is in a deck: what the queue of new cards is ordered by.
create table question (
    card        text    not null primary key,
    asked_times integer not null,
    unanswered  integer not null,
    deck        text    not null,
    position    integer not null,
    is_new      integer not null
) strict, without rowid;
create index question_new on question (unanswered, asked_times desc, deck, position) where is_new = 1;
