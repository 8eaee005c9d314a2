package net.xcauth.core.cloud.nextcloud;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.xcauth.core.cloud.AddressBook;
import net.xcauth.core.cloud.CloudDirectory;
import net.xcauth.core.cloud.CloudGroup;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.user.Accounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts whose ids differ in case only, such as {@code Bob} from LDAP and {@code bob} from the database: XMPP users that would
 * be one. Neither is shown. Not thread-safe.
 */
final class Namesakes {
    private static final Logger LOG = LoggerFactory.getLogger(Namesakes.class);

    private final Map<String, String> spellings = new HashMap<>();
    private final Set<String> shared = new HashSet<>();
    private final Set<String> mentioned = new HashSet<>();

    /** The directory without them. */
    static CloudDirectory removed(CloudDirectory directory) {
        Namesakes namesakes = new Namesakes();
        directory
                .groups()
                .values()
                .forEach(group -> group.members().ifPresent(members -> members.forEach(namesakes::note)));
        directory.book().names().keySet().forEach(namesakes::note);
        return namesakes.shared.isEmpty() ? directory : namesakes.without(directory);
    }

    /** Notes that there is an account of this id. */
    void note(String id) {
        String name = Accounts.asciiLowerCase(id);
        String other = spellings.putIfAbsent(name, id);
        if (other != null && !other.equals(id) && shared.add(name) && mentioned.add(name)) {
            LOG.warn(
                    "The accounts \"{}\" and \"{}\" would be the same XMPP user; neither is shown. Rename or remove one of them",
                    Printable.of(other, 200),
                    Printable.of(id, 200));
        }
    }

    /** True if there is another account whose id differs from this one in case only. */
    boolean has(String id) {
        return !shared.isEmpty() && shared.contains(Accounts.asciiLowerCase(id));
    }

    /** Forgets which accounts there are, but not what the log has said. */
    void clear() {
        spellings.clear();
        shared.clear();
    }

    private CloudDirectory without(CloudDirectory directory) {
        Map<String, CloudGroup> groups = new LinkedHashMap<>();
        directory
                .groups()
                .forEach((id, group) -> groups.put(
                        id,
                        new CloudGroup(
                                group.displayName(),
                                group.members()
                                        .map(members -> members.stream()
                                                .filter(member -> !has(member))
                                                .collect(Collectors.toSet())))));
        AddressBook book = directory.book();
        Map<String, String> names = new HashMap<>(book.names());
        names.keySet().removeIf(this::has);
        return new CloudDirectory(
                groups,
                directory.limited(),
                new AddressBook(book.offered(), book.whole(), names, book.gone(), book.token()));
    }
}
