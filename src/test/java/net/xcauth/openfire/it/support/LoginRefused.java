package net.xcauth.openfire.it.support;

/** The server refuses a login. */
public final class LoginRefused extends Exception {
    private final String condition;

    LoginRefused(String condition) {
        super(condition);
        this.condition = condition;
    }

    /** The SASL error, such as {@code not-authorized} or {@code temporary-auth-failure}. */
    public String condition() {
        return condition;
    }
}
