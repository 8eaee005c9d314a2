package net.xcauth.demo.nextcloud;

import java.net.InetAddress;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import net.xcauth.demo.directory.Account;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.http.IncomingRequest;
import net.xcauth.demo.http.PercentEncoding;

/**
 * Identifies the sender of a request, in Nextcloud's order: session, Bearer, block, app password, two-factor, login password.
 */
final class SignIn {

    private final UserDirectory directory;
    private final Installation installation;
    private final PhpSessions sessions;

    SignIn(UserDirectory directory, Installation installation, PhpSessions sessions) {
        this.directory = directory;
        this.installation = installation;
        this.sessions = sessions;
    }

    Caller caller(IncomingRequest request) {
        // A session that began with an app password is believed before any password: clients that return cookies get
        // somebody else's answers.
        Optional<Account> inSession =
                sessions.account(request).flatMap(directory::find).filter(Account::enabled);
        if (inSession.isPresent()) {
            return new Caller.Known(inSession.get(), true);
        }
        return authorization(request)
                .map(given -> given.scheme().equals(OfferedCredentials.BEARER)
                        ? bearer(given.password())
                        : basic(given, request.client()))
                .orElse(Caller.Unknown.ANONYMOUS);
    }

    /** The credentials that reach PHP. */
    Optional<OfferedCredentials> authorization(IncomingRequest request) {
        return installation.authorizationDropped()
                ? Optional.empty()
                : OfferedCredentials.parse(request.header("Authorization"));
    }

    private Caller bearer(String token) {
        return directory.appPasswords(token).stream()
                .findFirst()
                .map(found -> found.owner().enabled() ? new Caller.Known(found.owner(), true) : Caller.Unknown.DISABLED)
                .orElse(Caller.Unknown.ANONYMOUS);
    }

    private Caller basic(OfferedCredentials given, InetAddress client) {
        if (!installation.exempt() && installation.failedLogins().blocks(client)) {
            return Caller.Unknown.BLOCKED;
        }
        List<UserDirectory.AppPassword> tokens = directory.appPasswords(given.password());
        Caller caller = tokens.isEmpty() ? withLoginPassword(given) : withAppPassword(given, tokens);
        if (caller == Caller.Unknown.REFUSED && !installation.exempt()) {
            installation.failedLogins().add(client);
        }
        return caller;
    }

    private Caller withAppPassword(OfferedCredentials given, List<UserDirectory.AppPassword> tokens) {
        return tokens.stream()
                .filter(token -> installation.release() >= 31
                        ? token.loginName().equalsIgnoreCase(given.user())
                        : token.loginName().equals(given.user()))
                .findFirst()
                .map(token -> token.owner().enabled() ? new Caller.Known(token.owner(), true) : Caller.Unknown.DISABLED)
                .orElse(Caller.Unknown.REFUSED);
    }

    private Caller withLoginPassword(OfferedCredentials given) {
        if (installation.appPasswordsOnly() || needsSecondFactor(given.user())) {
            return Caller.Unknown.APP_PASSWORD_NEEDED;
        }
        Optional<Account> found = local(given).or(() -> fromLdap(given)).or(() -> byEmail(given));
        if (found.isEmpty()) {
            return installation.ldapDown() && !directory.fromLdap().isEmpty()
                    ? Caller.Unknown.BROKEN
                    : Caller.Unknown.REFUSED;
        }
        Account account = found.get();
        if (account.twoFactor()) {
            return Caller.Unknown.APP_PASSWORD_NEEDED;
        }
        return account.enabled() ? new Caller.Known(account, false) : Caller.Unknown.DISABLED;
    }

    private boolean needsSecondFactor(String login) {
        return directory
                .find(login)
                .or(() -> onlyOwner(login))
                .map(Account::twoFactor)
                .orElse(false);
    }

    private Optional<Account> local(OfferedCredentials given) {
        return directory.find(given.user()).filter(SignIn::isLocal).filter(account -> isPassword(account, given));
    }

    /** The LDAP account with that login name or address. LDAP ignores case, the width of letters, and spaces at the ends. */
    private Optional<Account> fromLdap(OfferedCredentials given) {
        String login = prepared(given.user());
        return installation.ldapDown()
                ? Optional.empty()
                : directory.fromLdap().stream()
                        .filter(account -> Stream.of(account.ldapLogin(), account.email())
                                .flatMap(Optional::stream)
                                .anyMatch(name -> prepared(name).equals(login)))
                        .filter(account -> isPassword(account, given))
                        .findFirst();
    }

    private Optional<Account> byEmail(OfferedCredentials given) {
        return emailOwner(given.user()).filter(account -> isPassword(account, given));
    }

    /** The account that an e-mail address stands for in place of a login name. */
    private Optional<Account> emailOwner(String address) {
        return installation.release() >= 32
                ? directory.withEmail(address).stream().filter(SignIn::isLocal).findFirst()
                : onlyOwner(address);
    }

    private Optional<Account> onlyOwner(String address) {
        List<Account> owners = directory.withEmail(address);
        return owners.size() == 1 ? Optional.of(owners.get(0)) : Optional.empty();
    }

    private static boolean isLocal(Account account) {
        return account.ldapLogin().isEmpty();
    }

    /** Tries the password as it is and once more with percent encodings and plus signs undone, as Nextcloud does. */
    private static boolean isPassword(Account account, OfferedCredentials given) {
        return account.isPassword(given.password()) || account.isPassword(PercentEncoding.decodeForm(given.password()));
    }

    private static String prepared(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .strip();
    }
}
