-- What each review said about the learner's memory, packed by card, and the sum of it: caches for the planner. Rows
-- from before are made again when they are first needed.
alter table counted_past add column recalls blob not null default x'';
create table memory_evidence (
    id   integer primary key check (id = 1),
    sums blob    not null
) strict;
update meta set value = '2' where key = 'counted_past' and not exists (select 1 from event);
-- Reviews whose outcome was forecast: those of rehearsals and audits.
create index event_with_forecast on event (card) where kind = 'review' and instr(payload, '"forecast_permille"') > 0;
