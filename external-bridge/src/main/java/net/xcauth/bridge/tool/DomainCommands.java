package net.xcauth.bridge.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;

/** Lists, adds and removes the domains in the database. */
final class DomainCommands {
    private final Config config;
    private final Stores stores;

    DomainCommands(Config config, Stores stores) {
        this.config = config;
        this.stores = stores;
    }

    /**
     * A domain as it is shown.
     *
     * @param inForce whether the bridge does as it says here
     */
    private record Shown(String domain, String url, String authenticationDomain, String note, String secretId,
                         boolean inForce) {
    }

    private record Listed(String database, List<Shown> domains) {
    }

    private record Added(String database, String action, Shown domain) {
    }

    private record Removed(String database, String removed) {
    }

    Result list() throws StoreException {
        List<Shown> domains = stores.domains().all().stream().map(this::shown).toList();
        if (domains.isEmpty()) {
            return Result.done(new Listed(stores.name(), domains), "the database " + stores.name() + " has no domains");
        }
        Table table = new Table("domain", "url", "authentication domain", "secret id", "note");
        domains.forEach(shown -> table.row(shown.domain(), shown.url(), shown.authenticationDomain(), shown.secretId(),
                shown.note()));
        List<String> lines = new ArrayList<>(table.lines());
        domains.stream().filter(shown -> !shown.inForce()).forEach(shown -> lines.add(notInForce(shown)));
        return Result.done(new Listed(stores.name(), domains), lines);
    }

    /**
     * Adds a domain or replaces what is stored of it, except for the note.
     *
     * @param in  holds the secret, if nobody is at the terminal
     * @param err where the secret is asked for
     */
    Result add(Arguments given, InputStream in, Terminal terminal, PrintStream err)
            throws ToolException, StoreException, IOException {
        String domain = given.domain(0);
        String authenticationDomain = given.has(2) ? given.text(2) : domain;
        String entry = String.join("\t", secret(in, terminal, err), refuseTab(given.text(1)),
                refuseTab(authenticationDomain));
        StoredDomain wanted = Entries.read(domain, entry);
        Optional<StoredDomain> before = stores.domains().find(domain);
        StoredDomain stored = new StoredDomain(domain, wanted.secret(), wanted.url(), wanted.authenticationDomain(),
                before.map(StoredDomain::contact).orElse(""));
        stores.domains().put(List.of(stored));
        Shown shown = shown(stored);
        String action = before.isPresent() ? "changed" : "added";
        List<String> lines = new ArrayList<>(List.of(action + " " + domain + " at " + shown.url() + " (secret id "
                + shown.secretId() + ") in the database " + stores.name(),
                "Bridges that use this database do as it says within "
                        + Moments.length(config.database().refresh()) + "."));
        if (!shown.inForce()) {
            lines.add(notInForce(shown));
        }
        return Result.done(new Added(stores.name(), action, shown), lines);
    }

    Result remove(Arguments given) throws ToolException, StoreException {
        String domain = given.domain(0);
        if (!stores.domains().remove(domain)) {
            throw Entries.missing(stores, domain);
        }
        return Result.done(new Removed(stores.name(), domain), "removed " + domain + " from the database "
                + stores.name());
    }

    private static String secret(InputStream in, Terminal terminal, PrintStream err)
            throws ToolException, IOException {
        String secret;
        if (terminal.isPresent()) {
            err.print("xcauth: API secret, as the cloud's JSXC settings show it; while it is being changed the new one, "
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
        return new Shown(domain.domain(), Entries.url(domain), domain.authenticationDomain(), domain.contact(),
                Entries.secretId(domain), !config.endpoints().hasOwn(domain.domain()));
    }

    private static String notInForce(Shown shown) {
        return shown.domain() + " is in per-domain-config too, and that counts; remove it there to let this be in "
                + "force.";
    }
}
