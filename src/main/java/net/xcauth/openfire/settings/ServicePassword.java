package net.xcauth.openfire.settings;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.cloud.AccountName;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.ServiceAccount;
import net.xcauth.core.text.RefusedException;

/**
 * The property that holds the service account's app password: as entered, the password alone; then, after a space, the
 * origin of the address that it was entered for. An administrator who only changes the address thus cannot have the
 * password sent to another server.
 */
final class ServicePassword {
    private ServicePassword() {}

    /**
     * Reads the property.
     *
     * @param url           the cloud's address
     * @param administrator true if an administrator's account is accepted
     * @return empty if there is no service account
     * @throws RefusedException if it is not an app password, or was entered for another origin
     */
    static Optional<ServiceAccount> read(String text, URI url, boolean administrator) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int space = text.lastIndexOf(' ');
        boolean bound = space >= 0 && text.substring(space).contains("://");
        ServiceAccount account = bound
                ? new ServiceAccount(text.substring(0, space), text.substring(space + 1), administrator)
                : ServiceAccount.enteredFor(url, text, administrator);
        // The endpoint checks that the password is for this address.
        return new Endpoint.Nextcloud(url, Optional.of(account), AccountName.LOCAL, false, false, List.of())
                .serviceAccount();
    }

    /** The property's value with the origin. */
    static String bound(ServiceAccount account) {
        return account.password() + ' ' + account.origin();
    }
}
