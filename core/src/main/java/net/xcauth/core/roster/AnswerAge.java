package net.xcauth.core.roster;

import java.time.Instant;

/**
 * The age of an answer.
 *
 * @param asked      when the question was asked
 * @param known      when the oldest part of the answer was learned
 * @param remembered true if the cloud was not asked for it
 */
record AnswerAge(Instant asked, Instant known, boolean remembered) {

    /** Of an answer that says how things were when the question was asked. */
    static AnswerAge of(Instant asked) {
        return new AnswerAge(asked, asked, false);
    }
}
