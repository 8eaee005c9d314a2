package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.net.URI;

/**
 * A Nextcloud, real or simulated, with the accounts and groups of {@link net.xcauth.test.NextcloudServer}. Methods that
 * change it skip the test if it does not belong to the test.
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

    /** An account's app password of 72 letters and digits, always the same one. */
    String appPassword(String account) throws Exception;

    /** Creates an app password in five groups of five characters, like those of the users' settings. */
    String newAppPassword(String account) throws Exception;

    /** Creates an app password in an unusual form, which the bridge sends like a login password. */
    void addAppPassword(String account, String appPassword) throws Exception;

    /** Deletes all app passwords of an account. */
    void revokeAppPasswords(String account) throws Exception;

    void addUser(String id, String displayName, String password) throws Exception;

    void setDisplayName(String id, String displayName) throws Exception;

    void setPassword(String id, String password) throws Exception;

    void disable(String id) throws Exception;

    void delete(String id) throws Exception;

    /** Starts or ends the exemption of this machine from brute force protection. */
    void exemptThisMachine(boolean exempt) throws Exception;

    /** Counts failed logins against this machine. */
    void failLogins(int times) throws Exception;

    /** Resets the failed logins of this machine, which must not be exempt. */
    void forgetFailures() throws Exception;

    void maintenance(boolean on) throws Exception;
}
