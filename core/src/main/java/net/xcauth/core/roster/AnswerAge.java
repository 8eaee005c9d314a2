package net.xcauth.core.roster;

import java.time.Instant;

/**
 * The age of an answer.
 *
 * @param asked      when the query was sent
 * @param known      when the oldest part of the answer was learned
 * @param remembered true if no query was sent for it
 */
record AnswerAge(Instant asked, Instant known, boolean remembered) {

    /** The age of an answer that describes the state at the time of the query. */
    static AnswerAge of(Instant asked) {
        return new AnswerAge(asked, asked, false);
    }
}
