package net.xcauth.core.auth;

import java.time.Duration;
import java.util.List;

/** Told of everything that is decided, for those who count it. Called on whatever thread decides; must not block. */
@FunctionalInterface
public interface DecisionListener {
    /** Nobody counts. */
    DecisionListener NONE = (question, outcome, took) -> {};

    /** What was asked. */
    enum Question {
        /** Whether a password is right. */
        LOGIN,
        /** Whether a user exists. */
        EXISTENCE
    }

    /** Tells several, in their order. */
    static DecisionListener all(DecisionListener... listeners) {
        List<DecisionListener> all = List.of(listeners);
        return (question, outcome, took) -> all.forEach(listener -> listener.decided(question, outcome, took));
    }

    /** @param took from the question to the outcome */
    void decided(Question question, Outcome outcome, Duration took);
}
