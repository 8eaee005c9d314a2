package net.xcauth.bridge.protocol;

import java.util.Optional;
import net.xcauth.core.auth.Outcome.Decision;

/**
 * The reply to a request.
 *
 * @param decision yes, no, or cannot tell
 * @param text     sent instead of the decision by protocols that can carry it
 */
public record Reply(Decision decision, Optional<String> text) {
    public static final Reply YES = new Reply(Decision.YES, Optional.empty());
    public static final Reply NO = new Reply(Decision.NO, Optional.empty());
    public static final Reply CANNOT_TELL = new Reply(Decision.CANNOT_TELL, Optional.empty());

    /** A reply with a text. */
    public Reply(Decision decision, String text) {
        this(decision, Optional.of(text));
    }

    /** A reply without a text. */
    public static Reply of(Decision decision) {
        return switch (decision) {
            case YES -> YES;
            case NO -> NO;
            case CANNOT_TELL -> CANNOT_TELL;
        };
    }
}
