insert into sighting (
    deck, position, card, section, tags, question, answer, my_answer, answer_from_source,
    asked, asked_count, answered, seconds, same_as, answer_by, explained, small_talk,
    asked_again
)
