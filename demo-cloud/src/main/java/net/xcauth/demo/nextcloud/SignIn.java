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
 * Identifies the sender of a request. Checks in Nextcloud's order: session, Bearer, block, app password, second factor,
 * login password.
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
        // A session that started with an app password takes precedence over any password: clients that return cookies
        // get another user's answers.
        Optional<Account> inSession =
                sessions.account(request).flatMap(directory::find).filter(Account::enabled);
        if (inSession.isPresent()) {
            return new Caller.Known(inSession.get(), true);
        }
        return authorization(request)
                .map(header -> header.scheme().equals(AuthorizationHeader.BEARER)
                        ? bearer(header.password())
                        : basic(header, request.client()))
                .orElse(Caller.Unknown.ANONYMOUS);
    }

    /** The credentials that reach PHP. */
    Optional<AuthorizationHeader> authorization(IncomingRequest request) {
        return installation.authorizationDropped()
                ? Optional.empty()
                : AuthorizationHeader.parse(request.header("Authorization"));
    }

    private Caller bearer(String token) {
        return directory.appPasswords(token).stream()
                .findFirst()
                .map(found -> found.owner().enabled() ? new Caller.Known(found.owner(), true) : Caller.Unknown.DISABLED)
                .orElse(Caller.Unknown.ANONYMOUS);
    }

    private Caller basic(AuthorizationHeader header, InetAddress client) {
        if (!installation.exempt() && installation.failedLogins().blocks(client)) {
            return Caller.Unknown.BLOCKED;
        }
        List<UserDirectory.AppPassword> tokens = directory.appPasswords(header.password());
        Caller caller = tokens.isEmpty() ? withLoginPassword(header) : withAppPassword(header, tokens);
        if (caller == Caller.Unknown.REFUSED && !installation.exempt()) {
            installation.failedLogins().add(client);
        }
        return caller;
    }

    private Caller withAppPassword(AuthorizationHeader header, List<UserDirectory.AppPassword> tokens) {
        return tokens.stream()
                .filter(token -> installation.release() >= 31
                        ? token.loginName().equalsIgnoreCase(header.user())
                        : token.loginName().equals(header.user()))
                .findFirst()
                .map(token -> token.owner().enabled() ? new Caller.Known(token.owner(), true) : Caller.Unknown.DISABLED)
                .orElse(Caller.Unknown.REFUSED);
    }

    private Caller withLoginPassword(AuthorizationHeader header) {
        if (installation.appPasswordsOnly() || needsSecondFactor(header.user())) {
            return Caller.Unknown.APP_PASSWORD_NEEDED;
        }
        Optional<Account> found = local(header).or(() -> fromLdap(header)).or(() -> byEmail(header));
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

    private Optional<Account> local(AuthorizationHeader header) {
        return directory.find(header.user()).filter(SignIn::isLocal).filter(account -> isPassword(account, header));
    }

    /** The LDAP account with this login name or address. LDAP ignores case, character width, and surrounding spaces. */
    private Optional<Account> fromLdap(AuthorizationHeader header) {
        String login = normalized(header.user());
        return installation.ldapDown()
                ? Optional.empty()
                : directory.fromLdap().stream()
                        .filter(account -> Stream.of(account.ldapLogin(), account.email())
                                .flatMap(Optional::stream)
                                .anyMatch(name -> normalized(name).equals(login)))
                        .filter(account -> isPassword(account, header))
                        .findFirst();
    }

    private Optional<Account> byEmail(AuthorizationHeader header) {
        return emailOwner(header.user()).filter(account -> isPassword(account, header));
    }

    /** The account that an e-mail address identifies as a login name. */
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

    /** Compares the password as it is and URL-decoded, as Nextcloud does. */
    private static boolean isPassword(Account account, AuthorizationHeader header) {
        return account.isPassword(header.password())
                || account.isPassword(PercentEncoding.decodeForm(header.password()));
    }

    private static String normalized(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .strip();
    }
}
