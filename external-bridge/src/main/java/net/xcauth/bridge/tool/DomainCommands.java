package net.xcauth.bridge.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.DomainEntry;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.text.RefusedException;

/** Lists, adds and removes the domains in the database. */
final class DomainCommands {
    private static final String NEXTCLOUD = "nextcloud";
    /** A placeholder until the secret has been read: whether there must be one depends on the other settings. */
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
     * @param api            {@code nextcloud} or {@code jsxc}; empty if the settings of the domain cannot be used
     * @param serviceAccount {@code plain} or {@code admin}; empty if there is none
     * @param settings       other settings, as {@code key=value}
     * @param inForce        false if per-domain-config overrides it
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
        domains.stream().filter(shown -> !shown.inForce()).forEach(shown -> lines.add(overridden(shown)));
        return Result.done(new Listed(stores.name(), domains), lines);
    }

    /**
     * Adds a domain, or replaces everything that is stored for it but the note.
     *
     * @param in  the service password and the secret, or only the secret, one per line, unless there is a terminal
     * @param err the stream for prompts
     */
    Result add(Job.RunCommand job, InputStream in, Terminal terminal, PrintStream err)
            throws ToolException, StoreException, IOException {
        String domain = job.domain(0);
        StoredDomain described = described(job, domain);
        StoredDomain entered = DomainEntry.isNextcloud(described)
                ? withPasswords(described, in, terminal, err)
                : withSecret(described, secret(in, terminal, err));
        Optional<StoredDomain> before = stores.domains().find(domain);
        StoredDomain stored = new StoredDomain(
                domain,
                entered.secret(),
                entered.url(),
                entered.authenticationDomain(),
                before.map(StoredDomain::contact).orElse(""),
                entered.nextcloud());
        check(stored);
        stores.domains().put(List.of(stored));
        Shown shown = shown(stored);
        String action = before.isPresent() ? "changed" : "added";
        List<String> lines = new ArrayList<>(List.of(
                action + " " + domain + " at " + shown.url() + " (" + credentials(shown) + ") in the database "
                        + stores.name(),
                "Bridges that use this database apply it within "
                        + Wording.duration(config.database().refresh()) + "."));
        if (!shown.inForce()) {
            lines.add(overridden(shown));
        }
        return Result.done(new Added(stores.name(), action, shown), lines);
    }

    /** A domain without secret and passwords. A word that is not a setting is the authentication domain. */
    private static StoredDomain described(Job.RunCommand job, String domain) throws ToolException {
        List<String> settings = job.from(2);
        boolean ownAuthenticationDomain = settings.stream().anyMatch(word -> word.indexOf('=') < 0);
        String words = String.join(" ", settings);
        return DomainEntries.parse(
                domain,
                String.join(
                        "\t",
                        UNKNOWN_SECRET,
                        refuseTab(job.text(1)),
                        refuseTab(ownAuthenticationDomain ? words : domain + ' ' + words)));
    }

    private void check(StoredDomain domain) throws ToolException {
        try {
            DomainEntry.endpoint(domain, config.endpoints().allowsHttp());
        } catch (ConfigException e) {
            throw new ToolException(e.getMessage());
        }
    }

    private static String credentials(Shown shown) {
        String secret = shown.secretId().isEmpty() ? "" : "secret id " + shown.secretId();
        if (!shown.api().equals(NEXTCLOUD)) {
            return secret;
        }
        String account =
                shown.serviceAccount().isEmpty() ? "no service account" : shown.serviceAccount() + " service account";
        return secret.isEmpty() ? account : account + ", " + secret;
    }

    private static StoredDomain withSecret(StoredDomain domain, String secret) {
        return new StoredDomain(
                domain.domain(), secret, domain.url(), domain.authenticationDomain(), "", domain.nextcloud());
    }

    private static StoredDomain withPasswords(StoredDomain domain, InputStream in, Terminal terminal, PrintStream err)
            throws ToolException, IOException {
        InputLines lines = new InputLines(in);
        String password = typed("app password of the service account, empty if there is none", lines, terminal, err);
        String secret = typed(
                "API secret of the JSXC app for its time-limited tokens, empty if there is none", lines, terminal, err);
        StoredDomain.Nextcloud settings = domain.nextcloud();
        return new StoredDomain(
                domain.domain(),
                secret,
                domain.url(),
                domain.authenticationDomain(),
                "",
                new StoredDomain.Nextcloud(
                        settings.api(),
                        password,
                        password.isEmpty() ? "" : domain.url(),
                        settings.serviceAccount(),
                        settings.accountName(),
                        settings.passwords()));
    }

    /** @param lines read if there is no terminal */
    private static String typed(String prompt, InputLines lines, Terminal terminal, PrintStream err)
            throws ToolException, IOException {
        if (!terminal.isPresent()) {
            return refuseTab(lines.next().strip());
        }
        err.print("xcauth: " + prompt + " (not shown): ");
        err.flush();
        return refuseTab(terminal.secret().strip());
    }

    private static String secret(InputStream in, Terminal terminal, PrintStream err) throws ToolException, IOException {
        String secret = typed(
                "API secret from the cloud's JSXC settings; while you change it: the new one, a "
                        + "space, and the old one",
                new InputLines(in),
                terminal,
                err);
        if (secret.isEmpty()) {
            throw new ToolException("the API secret is missing; copy it from the cloud's JSXC settings to the first "
                    + "line of standard input");
        }
        return secret;
    }

    private static String refuseTab(String field) throws ToolException {
        if (field.indexOf('\t') >= 0) {
            throw new ToolException("there is a tab in the secret, the url or the authentication domain; copy it again "
                    + "without the text around it");
        }
        return field;
    }

    Result remove(Job.RunCommand job) throws ToolException, StoreException {
        String domain = job.domain(0);
        if (!stores.domains().remove(domain)) {
            throw DomainEntries.missing(stores, domain);
        }
        return Result.done(
                new Removed(stores.name(), domain), "removed " + domain + " from the database " + stores.name());
    }

    private Shown shown(StoredDomain domain) {
        StoredDomain.Nextcloud stored = domain.nextcloud();
        return new Shown(
                domain.domain(),
                shownUrl(domain),
                api(domain),
                domain.authenticationDomain(),
                domain.contact(),
                secretId(domain),
                stored.servicePassword().isEmpty()
                        ? ""
                        : stored.serviceAccount().isEmpty() ? "plain" : stored.serviceAccount(),
                DomainEntry.settings(domain),
                !config.endpoints().hasOwn(domain.domain()));
    }

    /** Without a password, which another program may have stored in it. */
    private static String shownUrl(StoredDomain domain) {
        return domain.url().replaceFirst("//[^/]*@", "//…@");
    }

    private static String api(StoredDomain domain) {
        try {
            return DomainEntry.isNextcloud(domain) ? NEXTCLOUD : "jsxc";
        } catch (RefusedException e) {
            return ""; // stored by another program; xcauth doctor explains what is wrong
        }
    }

    /** An id that distinguishes secrets without revealing them: four hexadecimal digits for each; empty if there is none. */
    private static String secretId(StoredDomain domain) {
        return domain.secret().isBlank()
                ? ""
                : ApiSecret.several(domain.secret()).stream()
                        .map(secret -> String.format("%04x", secret.keyId()))
                        .collect(Collectors.joining(" "));
    }

    private static String overridden(Shown shown) {
        return shown.domain() + " is also in per-domain-config, which takes precedence; remove it there to use this "
                + "entry.";
    }
}
