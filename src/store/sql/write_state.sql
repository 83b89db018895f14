insert into state (
    card, due, interval_days, repetitions, ease_hundredths, stability_days, difficulty,
    lapse_count, review_count, scored_count, first_review_day, last_scored_day,
    last_review_day, last_quality, suspended, buried_on, flagged
) values (
    :card, :due, :interval_days, :repetitions, :ease_hundredths, :stability_days, :difficulty,
    :lapse_count, :review_count, :scored_count, :first_review_day, :last_scored_day,
    :last_review_day, :last_quality, :suspended, :buried_on, :flagged
)
on conflict (card) do update set
    due = excluded.due,
    interval_days = excluded.interval_days,
    repetitions = excluded.repetitions,
    ease_hundredths = excluded.ease_hundredths,
    stability_days = excluded.stability_days,
    difficulty = excluded.difficulty,
    lapse_count = excluded.lapse_count,
    review_count = excluded.review_count,
    scored_count = excluded.scored_count,
    first_review_day = excluded.first_review_day,
    last_scored_day = excluded.last_scored_day,
    last_review_day = excluded.last_review_day,
    last_quality = excluded.last_quality,
    suspended = excluded.suspended,
    buried_on = excluded.buried_on,
    flagged = excluded.flagged
