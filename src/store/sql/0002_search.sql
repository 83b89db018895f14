-- The words of all cards, for searching. Filled when something is searched for, deck by deck: a deck
-- whose hash here is not the one in `deck` is read again. Its texts are not kept twice.

create table searched_deck (
    name text not null primary key,
    hash text not null
) strict, without rowid;

create table searched_card (
    id       integer primary key,
    deck     text    not null,
    position integer not null
) strict;
create index searched_card_of_deck on searched_card (deck);

-- It is given words that are folded already, so that the simplest tokenizer parts them where we did.
create virtual table card_words using fts5 (
    question, my_answer, answer, section, tags, deck,
    content = '', contentless_delete = 1, tokenize = "ascii tokenchars '+#'"
);
create virtual table card_vocabulary using fts5vocab (card_words, row);
