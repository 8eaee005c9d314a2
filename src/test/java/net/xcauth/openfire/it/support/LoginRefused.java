package net.xcauth.openfire.it.support;

/** The server does not let a user in. */
public final class LoginRefused extends Exception {
    private final String condition;

    LoginRefused(String condition) {
        super(condition);
        this.condition = condition;
    }

    /** Why, in SASL's words: {@code not-authorized} or {@code temporary-auth-failure}, for instance. */
    public String condition() {
        return condition;
    }
}
