-- What a planned interview is, and what the user says about a question. Every deck is read again at the next start,
-- because it may say so already.
alter table deck add column role text;
alter table deck add column standing text not null default 'fact';
alter table deck add column minutes_per_day integer;
alter table deck add column covers text not null default '[]';
alter table sighting add column asked_again text;
create index sighting_asked_again on sighting (card, asked_again) where asked_again is not null;
update deck set hash = '', mtime_ns = -1;
