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
 * Accounts whose ids differ in case only, such as {@code Bob} from LDAP and {@code bob} from the database, so that they
 * would be the same XMPP user. Neither is shown. Not thread-safe.
 */
final class CaseCollisions {
    private static final Logger LOG = LoggerFactory.getLogger(CaseCollisions.class);

    private final Map<String, String> spellings = new HashMap<>();
    private final Set<String> colliding = new HashSet<>();
    private final Set<String> logged = new HashSet<>();

    /** A directory without such accounts. */
    static CloudDirectory removed(CloudDirectory directory) {
        CaseCollisions collisions = new CaseCollisions();
        directory
                .groups()
                .values()
                .forEach(group -> group.members().ifPresent(members -> members.forEach(collisions::note)));
        directory.book().names().keySet().forEach(collisions::note);
        return collisions.colliding.isEmpty() ? directory : collisions.without(directory);
    }

    /** Notes that an account with this id exists. */
    void note(String id) {
        String name = Accounts.asciiLowerCase(id);
        String other = spellings.putIfAbsent(name, id);
        if (other != null && !other.equals(id) && colliding.add(name) && logged.add(name)) {
            LOG.warn(
                    "The accounts \"{}\" and \"{}\" would be the same XMPP user; neither is shown. Rename or remove one of them",
                    Printable.of(other, 200),
                    Printable.of(id, 200));
        }
    }

    /** True if another account's id differs from this one in case only. */
    boolean has(String id) {
        return !colliding.isEmpty() && colliding.contains(Accounts.asciiLowerCase(id));
    }

    /** Forgets all accounts, but not which collisions have been logged. */
    void clear() {
        spellings.clear();
        colliding.clear();
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
