-- Which cards were reviewed on a day, so that a streak is counted without reading the whole log.
create index review_by_day on event (day, card) where kind = 'review';
