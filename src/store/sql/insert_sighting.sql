insert into sighting (
    deck, position, card, section, tags, question, answer, my_answer, answer_from_source,
    asked, asked_count, answered, seconds, same_as
) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
