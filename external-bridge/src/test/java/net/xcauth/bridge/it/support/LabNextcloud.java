package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.net.URI;

/**
 * A Nextcloud with the accounts and groups of {@link net.xcauth.test.NextcloudServer}, real or not. What changes it skips the test
 * where it is not the test's own.
 */
public interface LabNextcloud extends AutoCloseable {

    /** Stops what was started for it. */
    @Override
    void close() throws IOException;

    /** The base address. */
    URI url();

    /** The major release, such as 34. */
    int release();

    /** True if tests may change it. */
    boolean isOurs();

    /** An app password of an account, 72 letters and digits, always the same one. */
    String appPassword(String account) throws Exception;

    /** A new app password of an account, in five groups of five as users get it in their settings. */
    String newAppPassword(String account) throws Exception;

    /** Gives an account an app password that looks like no other, so that it is sent as a login password is. */
    void addAppPassword(String account, String appPassword) throws Exception;

    /** Deletes all app passwords of an account. */
    void revokeAppPasswords(String account) throws Exception;

    void addUser(String id, String displayName, String password) throws Exception;

    void setDisplayName(String id, String displayName) throws Exception;

    void setPassword(String id, String password) throws Exception;

    void disable(String id) throws Exception;

    void delete(String id) throws Exception;

    /** Exempts this machine from brute force protection, or no longer. */
    void exemptThisMachine(boolean exempt) throws Exception;

    /** Counts failed logins against this machine. */
    void failLogins(int times) throws Exception;

    /** Forgets the failed logins of this machine, which must not be exempt. */
    void forgetFailures() throws Exception;

    void maintenance(boolean on) throws Exception;
}
