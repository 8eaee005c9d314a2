package net.xcauth.core.auth;

import net.xcauth.core.cloud.Answer;

/**
 * What was decided and why.
 *
 * @param decision yes, no, or cannot tell
 * @param reason   the step that decided
 * @param detail   what a person needs to know beyond the reason, without secrets; may be empty
 */
public record Outcome(Decision decision, Reason reason, String detail) {
    /** Kept apart, so that "cannot tell" is never taken for "no". */
    public enum Decision {
        YES,
        NO,
        CANNOT_TELL
    }

    /** The step of the pipeline that decided. */
    public enum Reason {
        EMPTY("user or password is empty"),
        MALFORMED("user or password contains control characters"),
        TOKEN("time-limited token"),
        CACHED("cached"),
        CLOUD("the cloud said so"),
        NOT_ASKED("refused without asking the cloud"),
        UNCONFIRMED("known before; that the cloud does not know the user any more is not confirmed"),
        UNKNOWN_NAMES("too many questions about unknown names"),
        LAST_KNOWN("no answer from the cloud, last known answer"),
        REFUSED_BEFORE("the cloud has refused this password before"),
        WITHHELD("the cloud answers no more requests for now"),
        GUESSES("too many wrong passwords within a minute"),
        UNREACHABLE("no answer from the cloud");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** For logs and people. */
        public String text() {
            return text;
        }
    }

    static Outcome yes(Reason reason) {
        return new Outcome(Decision.YES, reason, "");
    }

    static Outcome no(Reason reason, String detail) {
        return new Outcome(Decision.NO, reason, detail);
    }

    /** The no that the cloud has given, or that needed no query. */
    static Outcome no(Answer.No<?> no) {
        return no(no.asked() ? Reason.CLOUD : Reason.NOT_ASKED, no.why());
    }

    static Outcome of(boolean yes, Reason reason, String detail) {
        return new Outcome(yes ? Decision.YES : Decision.NO, reason, detail);
    }

    static Outcome cannotTell(String detail) {
        return new Outcome(Decision.CANNOT_TELL, Reason.UNREACHABLE, detail);
    }

    static Outcome cannotTell(Reason reason, String detail) {
        return new Outcome(Decision.CANNOT_TELL, reason, detail);
    }

    /** Why, in one phrase. */
    public String why() {
        return detail.isEmpty() ? reason.text() : reason.text() + ": " + detail;
    }
}
