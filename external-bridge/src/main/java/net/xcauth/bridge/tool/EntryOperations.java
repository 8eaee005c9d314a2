package net.xcauth.bridge.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import net.xcauth.bridge.config.DomainOperation;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;

/** What the options of {@code xcdbm} do, with its output to the byte. */
final class EntryOperations {
    private final Stores stores;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    EntryOperations(Stores stores, InputStream in, PrintStream out, PrintStream err) {
        this.err = err;
        this.stores = stores;
        this.in = in;
        this.out = out;
    }

    /** Whether a database that does not exist is made for it. */
    static boolean makesDatabase(DomainOperation operation) {
        return operation instanceof DomainOperation.Put || operation instanceof DomainOperation.Load;
    }

    void perform(DomainOperation operation) throws ToolException, StoreException, IOException {
        if (operation instanceof DomainOperation.Get get) {
            out.print(Entries.text(stores.domains()
                            .find(get.domain())
                            .orElseThrow(() -> Entries.missing(stores, get.domain())))
                    + '\n');
        } else if (operation instanceof DomainOperation.Put put) {
            stores.domains().put(withServicePasswords(List.of(Entries.read(put.domain(), put.entry()))));
        } else if (operation instanceof DomainOperation.Delete delete) {
            if (!stores.domains().remove(delete.domain())) {
                throw Entries.missing(stores, delete.domain());
            }
        } else if (operation instanceof DomainOperation.Load) {
            stores.domains().put(withServicePasswords(load()));
        } else if (operation instanceof DomainOperation.Unload) {
            List<StoredDomain> domains = stores.domains().all();
            for (StoredDomain domain : domains) {
                out.print(domain.domain() + '\t' + Entries.text(domain) + '\n');
            }
            if (domains.stream()
                    .anyMatch(domain -> !domain.nextcloud().servicePassword().isEmpty())) {
                err.println(
                        "xcauth: service passwords are not printed; where these entries are loaded into another database, "
                                + "enter them with xcauth domain add");
            }
        }
    }

    /** An entry has no service password; one that is stored stays, and is only sent to the host that it was entered for. */
    private List<StoredDomain> withServicePasswords(List<StoredDomain> domains) throws StoreException {
        List<StoredDomain> complete = new ArrayList<>();
        for (StoredDomain domain : domains) {
            StoredDomain.Nextcloud former = stores.isMissing()
                    ? StoredDomain.Nextcloud.NOTHING
                    : stores.domains()
                            .find(domain.domain())
                            .map(StoredDomain::nextcloud)
                            .orElse(StoredDomain.Nextcloud.NOTHING);
            StoredDomain.Nextcloud wanted = domain.nextcloud();
            complete.add(new StoredDomain(
                    domain.domain(),
                    domain.secret(),
                    domain.url(),
                    domain.authenticationDomain(),
                    domain.contact(),
                    new StoredDomain.Nextcloud(
                            wanted.api(),
                            former.servicePassword(),
                            former.serviceUrl(),
                            wanted.serviceAccount(),
                            wanted.accountName(),
                            wanted.passwords())));
        }
        return complete;
    }

    private List<StoredDomain> load() throws ToolException, IOException {
        List<StoredDomain> domains = new ArrayList<>();
        List<String> lines = new InputLines(in).all();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                domains.add(entry(lines.get(i), i + 1));
            }
        }
        return domains;
    }

    /** Where a domain is missing, a secret may stand in its place: then nothing of the line is shown. */
    private static StoredDomain entry(String line, int number) throws ToolException {
        String[] parts = line.split("\t", 2);
        if (parts.length < 2 || parts[1].startsWith("http://") || parts[1].startsWith("https://")) {
            throw refused(number, "it is not domain, secret, url and authentication domain with a tab between each");
        }
        try {
            return Entries.read(parts[0], parts[1]);
        } catch (ToolException e) {
            throw refused(number, e.getMessage());
        }
    }

    private static ToolException refused(int number, String why) {
        return ToolException.failed("line " + number + " of standard input: " + why + "; nothing was stored, correct "
                + "the line and repeat");
    }
}
