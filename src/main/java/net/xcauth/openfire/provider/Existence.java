package net.xcauth.openfire.provider;

/** Decides if a user exists in the cloud. */
@FunctionalInterface
public interface Existence {

    /**
     * Answers at once for known users, and queries the cloud for others.
     *
     * @param user in canonical spelling
     * @return false also if the cloud cannot tell: Openfire has no third answer
     */
    boolean exists(String user);
}
