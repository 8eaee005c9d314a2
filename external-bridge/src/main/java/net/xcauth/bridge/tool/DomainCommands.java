package net.xcauth.bridge.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.DomainEntry;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;

/** Lists, adds and removes the domains in the database. */
final class DomainCommands {
    private static final String NEXTCLOUD = "nextcloud";
    /** Until it has been read: whether there must be one depends on the rest. */
    private static final String UNKNOWN_SECRET = "?";

    private final Config config;
    private final Stores stores;

    DomainCommands(Config config, Stores stores) {
        this.config = config;
        this.stores = stores;
    }

    /**
     * A domain as it is shown.
     *
     * @param api            the kind of API that its cloud is asked through
     * @param serviceAccount what its service account may be: {@code plain} or {@code admin}; empty if there is none
     * @param settings       what else is set, as {@code key=value}
     * @param inForce        whether the bridge does as it says here
     */
    private record Shown(
            String domain,
            String url,
            String api,
            String authenticationDomain,
            String note,
            String secretId,
            String serviceAccount,
            String settings,
            boolean inForce) {}

    private record Listed(String database, List<Shown> domains) {}

    private record Added(String database, String action, Shown domain) {}

    private record Removed(String database, String removed) {}

    Result list() throws StoreException {
        List<Shown> domains = stores.domains().all().stream().map(this::shown).toList();
        if (domains.isEmpty()) {
            return Result.done(new Listed(stores.name(), domains), "the database " + stores.name() + " has no domains");
        }
        Table table = new Table(
                "domain", "url", "api", "authentication domain", "secret id", "service account", "settings", "note");
        domains.forEach(shown -> table.row(
                shown.domain(),
                shown.url(),
                shown.api(),
                shown.authenticationDomain(),
                shown.secretId(),
                shown.serviceAccount(),
                shown.settings(),
                shown.note()));
        List<String> lines = new ArrayList<>(table.lines());
        domains.stream().filter(shown -> !shown.inForce()).forEach(shown -> lines.add(notInForce(shown)));
        return Result.done(new Listed(stores.name(), domains), lines);
    }

    /**
     * Adds a domain or replaces what is stored of it, except for the note.
     *
     * @param in  holds the service password and the secret, or the secret, if nobody is at the terminal
     * @param err where these are asked for
     */
    Result add(Arguments given, InputStream in, Terminal terminal, PrintStream err)
            throws ToolException, StoreException, IOException {
        String domain = given.domain(0);
        String url = refuseTab(given.text(1));
        List<String> settings = given.from(2);
        // A word that is no setting is the authentication domain.
        if (settings.stream().filter(word -> word.indexOf('=') < 0).count() > 1) {
            throw Usage.wrongWords(given.command());
        }
        StoredDomain described = Entries.read(
                domain,
                String.join(
                        "\t",
                        UNKNOWN_SECRET,
                        url,
                        refuseTab(
                                settings.stream().anyMatch(word -> word.indexOf('=') < 0)
                                        ? String.join(" ", settings)
                                        : domain + ' ' + String.join(" ", settings))));
        StoredDomain wanted = DomainEntry.isNextcloud(described)
                ? withPasswords(described, in, terminal, err)
                : withSecrets(described, secret(in, terminal, err));
        Optional<StoredDomain> before = stores.domains().find(domain);
        StoredDomain stored = new StoredDomain(
                domain,
                wanted.secret(),
                wanted.url(),
                wanted.authenticationDomain(),
                before.map(StoredDomain::contact).orElse(""),
                wanted.nextcloud());
        Entries.check(stored, config.endpoints().allowsHttp());
        stores.domains().put(List.of(stored));
        Shown shown = shown(stored);
        String action = before.isPresent() ? "changed" : "added";
        List<String> lines = new ArrayList<>(List.of(
                action + " " + domain + " at " + shown.url() + " (" + credentials(shown) + ") in the database "
                        + stores.name(),
                "Bridges that use this database do as it says within "
                        + Moments.length(config.database().refresh()) + "."));
        if (!shown.inForce()) {
            lines.add(notInForce(shown));
        }
        return Result.done(new Added(stores.name(), action, shown), lines);
    }

    private static String credentials(Shown shown) {
        String secret = shown.secretId().isEmpty() ? "" : "secret id " + shown.secretId();
        return !shown.api().equals(NEXTCLOUD)
                ? secret
                : (shown.serviceAccount().isEmpty()
                                ? "no service account"
                                : shown.serviceAccount() + " service account")
                        + (secret.isEmpty() ? "" : ", " + secret);
    }

    private static StoredDomain withSecrets(StoredDomain domain, String secret) {
        return new StoredDomain(
                domain.domain(), secret, domain.url(), domain.authenticationDomain(), "", domain.nextcloud());
    }

    private static StoredDomain withPasswords(StoredDomain domain, InputStream in, Terminal terminal, PrintStream err)
            throws ToolException, IOException {
        InputLines lines = new InputLines(in);
        String password = typed("app password of the service account; nothing if there is none", lines, terminal, err);
        String secret = typed(
                "API secret of the JSXC app, for its time-limited tokens; nothing if there is none",
                lines,
                terminal,
                err);
        StoredDomain.Nextcloud settings = domain.nextcloud();
        return withSecrets(
                new StoredDomain(
                        domain.domain(),
                        "",
                        domain.url(),
                        domain.authenticationDomain(),
                        "",
                        new StoredDomain.Nextcloud(
                                settings.api(),
                                password,
                                password.isEmpty() ? "" : domain.url(),
                                settings.serviceAccount(),
                                settings.accountName(),
                                settings.passwords())),
                secret);
    }

    /** @param lines what is read if nobody is at the terminal */
    private static String typed(String what, InputLines lines, Terminal terminal, PrintStream err)
            throws ToolException, IOException {
        if (!terminal.isPresent()) {
            return refuseTab(lines.first().strip());
        }
        err.print("xcauth: " + what + " (not shown here): ");
        err.flush();
        return refuseTab(terminal.secret().strip());
    }

    Result remove(Arguments given) throws ToolException, StoreException {
        String domain = given.domain(0);
        if (!stores.domains().remove(domain)) {
            throw Entries.missing(stores, domain);
        }
        return Result.done(
                new Removed(stores.name(), domain), "removed " + domain + " from the database " + stores.name());
    }

    private static String secret(InputStream in, Terminal terminal, PrintStream err) throws ToolException, IOException {
        String secret;
        if (terminal.isPresent()) {
            err.print(
                    "xcauth: API secret, as the cloud's JSXC settings show it; while it is being changed the new one, "
                            + "a space and the former one (not shown here): ");
            err.flush();
            secret = terminal.secret().strip();
        } else {
            secret = new InputLines(in).first().strip();
        }
        if (secret.isEmpty()) {
            throw ToolException.failed("the first line of standard input is to be the domain's API secret, and is "
                    + "empty; copy it from the cloud's JSXC settings");
        }
        return refuseTab(secret);
    }

    private static String refuseTab(String field) throws ToolException {
        if (field.indexOf('\t') >= 0) {
            throw ToolException.failed("there is a tab in the secret, the url or the authentication domain; copy it "
                    + "again without what stands beside it");
        }
        return field;
    }

    private Shown shown(StoredDomain domain) {
        StoredDomain.Nextcloud stored = domain.nextcloud();
        return new Shown(
                domain.domain(),
                Entries.url(domain),
                Entries.api(domain),
                domain.authenticationDomain(),
                domain.contact(),
                Entries.secretId(domain),
                stored.servicePassword().isEmpty()
                        ? ""
                        : stored.serviceAccount().isEmpty() ? "plain" : stored.serviceAccount(),
                DomainEntry.settings(domain),
                !config.endpoints().hasOwn(domain.domain()));
    }

    private static String notInForce(Shown shown) {
        return shown.domain() + " is in per-domain-config too, and that counts; remove it there to let this be in "
                + "force.";
    }
}
