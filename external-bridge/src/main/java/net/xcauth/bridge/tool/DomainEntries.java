package net.xcauth.bridge.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.DomainEntry;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.text.OneLine;

/** The options of {@code xcdbm}: entries of domains as text, with the output of the Python program to the byte. */
final class DomainEntries {
    private final Stores stores;
    private final Dialog dialog;
    private final PrintStream out;

    DomainEntries(Stores stores, Dialog dialog, PrintStream out) {
        this.stores = stores;
        this.dialog = dialog;
        this.out = out;
    }

    /** True if the job creates a database that does not exist. */
    static boolean createsDatabase(Job job) {
        return job instanceof Job.PutEntry || job instanceof Job.LoadEntries;
    }

    /** @param job one of the options of {@code xcdbm}; other jobs are ignored */
    void run(Job job) throws ToolException, ConfigException, StoreException, IOException {
        if (job instanceof Job.GetEntry get) {
            out.print(text(stores.domains().find(get.domain()).orElseThrow(() -> missing(stores, get.domain())))
                    + '\n');
        } else if (job instanceof Job.PutEntry put) {
            stores.domains().put(withServicePasswords(List.of(parse(put.domain(), put.entry()))));
        } else if (job instanceof Job.DeleteEntry delete) {
            if (!stores.domains().remove(delete.domain())) {
                throw missing(stores, delete.domain());
            }
        } else if (job instanceof Job.LoadEntries) {
            stores.domains().put(withServicePasswords(load()));
        } else if (job instanceof Job.UnloadEntries) {
            unload();
        }
    }

    private void unload() throws StoreException {
        List<StoredDomain> domains = stores.domains().all();
        for (StoredDomain domain : domains) {
            out.print(domain.domain() + '\t' + text(domain) + '\n');
        }
        if (domains.stream()
                .anyMatch(domain -> !domain.nextcloud().servicePassword().isEmpty())) {
            dialog.tell("service passwords are not printed; after loading these entries into another database, enter "
                    + "them with xcauth domain add");
        }
    }

    /** Keeps stored service passwords, which entries lack. Each is only sent to the host that it was entered for. */
    private List<StoredDomain> withServicePasswords(List<StoredDomain> domains) throws StoreException {
        List<StoredDomain> complete = new ArrayList<>();
        for (StoredDomain domain : domains) {
            Optional<StoredDomain> former =
                    stores.isMissing() ? Optional.empty() : stores.domains().find(domain.domain());
            StoredDomain.Nextcloud stored = former.map(StoredDomain::nextcloud).orElse(StoredDomain.Nextcloud.NOTHING);
            complete.add(domain.withServicePassword(stored.servicePassword(), stored.serviceUrl()));
        }
        return complete;
    }

    private List<StoredDomain> load() throws ToolException, IOException {
        List<StoredDomain> domains = new ArrayList<>();
        List<String> lines = dialog.lines();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                domains.add(parseLine(lines.get(i), i + 1));
            }
        }
        return domains;
    }

    /** If the domain is missing, the secret may be in its place: then nothing of the line is shown. */
    private static StoredDomain parseLine(String line, int number) throws ToolException {
        String[] parts = line.split("\t", 2);
        if (parts.length < 2 || parts[1].startsWith("http://") || parts[1].startsWith("https://")) {
            throw refused(number, "it is not domain, secret, url and authentication domain, separated by tabs");
        }
        try {
            return parse(parts[0], parts[1]);
        } catch (ConfigException e) {
            throw refused(number, e.getMessage());
        }
    }

    private static ToolException refused(int number, String why) {
        return new ToolException("line " + number + " of standard input: " + why + "; nothing was stored, correct the "
                + "line and try again");
    }

    /** @throws ConfigException if the entry cannot be used; the message does not contain its secret */
    static StoredDomain parse(String domain, String entry) throws ConfigException {
        if (hasLineEnd(domain) || domain.indexOf('\t') >= 0 || hasLineEnd(entry)) {
            throw new ConfigException(
                    "the entry of the domain \"" + OneLine.of(domain) + "\" cannot be stored: a tab in "
                            + "the domain, or a line end, would split it when entries are exported and loaded again; remove "
                            + "it");
        }
        return DomainEntry.parse(domain, entry);
    }

    private static boolean hasLineEnd(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }

    /** One line; a note that another program has stored may have several. */
    private static String text(StoredDomain domain) {
        return DomainEntry.text(domain).replaceAll("[\r\n]+", " ");
    }

    static ToolException missing(Stores stores, String domain) {
        return new ToolException("the database " + stores.name() + " has no domain \"" + OneLine.of(domain)
                + "\"; xcauth domain list shows its domains");
    }
}
