package net.xcauth.core.auth;

import java.time.Duration;

/** Told of everything that is decided, for those who count it. Called on whatever thread decides; must not block. */
@FunctionalInterface
public interface DecisionListener {
    /** Nobody counts. */
    DecisionListener NONE = (question, outcome, took) -> { };

    /** What was asked. */
    enum Question {
        /** Whether a password is right. */
        LOGIN,
        /** Whether a user exists. */
        EXISTENCE
    }

    /** @param took from the question to the outcome */
    void decided(Question question, Outcome outcome, Duration took);
}
