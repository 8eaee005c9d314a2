package net.xcauth.core.auth;

import java.time.Duration;
import java.util.List;

/** Receives each decision, for metrics for example. Called on any thread; must not block. */
@FunctionalInterface
public interface DecisionListener {
    /** Ignores all decisions. */
    DecisionListener NONE = (question, outcome, took) -> {};

    /** The kind of request that was decided. */
    enum Question {
        /** Is this password right? */
        LOGIN,
        /** Does this user exist? */
        EXISTENCE
    }

    /** Calls several listeners in their order. */
    static DecisionListener all(List<DecisionListener> listeners) {
        List<DecisionListener> all = List.copyOf(listeners);
        return all.isEmpty()
                ? NONE
                : (question, outcome, took) -> all.forEach(listener -> listener.decided(question, outcome, took));
    }

    /** @param took time from the request to the outcome */
    void decided(Question question, Outcome outcome, Duration took);
}
