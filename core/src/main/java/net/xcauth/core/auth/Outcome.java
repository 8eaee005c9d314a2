package net.xcauth.core.auth;

import net.xcauth.core.cloud.Answer;

/**
 * A decision and the reason for it.
 *
 * @param decision yes, no, or cannot tell
 * @param reason   the step that decided
 * @param detail   details for people, without secrets; may be empty
 */
public record Outcome(Decision decision, Reason reason, String detail) {
    /** The answer. "Cannot tell" is a value of its own, so that it is never mistaken for "no". */
    public enum Decision {
        YES,
        NO,
        CANNOT_TELL
    }

    /** The step of the pipeline that made the decision. */
    public enum Reason {
        EMPTY("user or password is empty"),
        MALFORMED("user or password contains control characters"),
        TOKEN("time-limited token"),
        CACHED("cached"),
        CLOUD("the cloud said so"),
        NOT_ASKED("refused without asking the cloud"),
        UNCONFIRMED("known user; the cloud has not confirmed the deletion yet"),
        UNKNOWN_NAMES("too many lookups of unknown names"),
        LAST_KNOWN("last known answer, since the cloud does not answer"),
        REFUSED_BEFORE("the cloud has refused this password before"),
        WITHHELD("the cloud is limiting requests"),
        GUESSES("too many wrong passwords within a minute"),
        UNREACHABLE("no answer from the cloud");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** The reason in words, for logs and people. */
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

    /** A "no" from the cloud, or one that needed no query. */
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

    /** The reason and its details, in one phrase. */
    public String why() {
        return detail.isEmpty() ? reason.text() : reason.text() + ": " + detail;
    }
}
