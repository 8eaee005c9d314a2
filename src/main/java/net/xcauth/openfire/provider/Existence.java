package net.xcauth.openfire.provider;

/** Whether a user exists in the cloud. */
@FunctionalInterface
public interface Existence {

    /**
     * Answers at once for users who are known, and asks the cloud about others.
     *
     * @param user in the one spelling
     * @return false also if it cannot be told: Openfire has no third answer
     */
    boolean exists(String user);
}
