package net.xcauth.bridge.protocol;

import net.xcauth.core.auth.Outcome.Decision;

/**
 * What a server is told.
 *
 * @param decision yes, no, or cannot tell
 * @param text     what goes out instead of the decision where the protocol can carry it; null otherwise
 */
public record Reply(Decision decision, String text) {
    public static final Reply YES = new Reply(Decision.YES, null);
    public static final Reply NO = new Reply(Decision.NO, null);
    public static final Reply CANNOT_TELL = new Reply(Decision.CANNOT_TELL, null);

    /** The decision alone. */
    public static Reply of(Decision decision) {
        return switch (decision) {
            case YES -> YES;
            case NO -> NO;
            case CANNOT_TELL -> CANNOT_TELL;
        };
    }
}
