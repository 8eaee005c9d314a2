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
import net.xcauth.core.user.Accounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts whose ids differ in case only, such as {@code Bob} from LDAP and {@code bob} from the database: XMPP users that would
 * be one. Neither is shown.
 */
final class Namesakes {
    private static final Logger LOG = LoggerFactory.getLogger(Namesakes.class);

    private Namesakes() {
    }

    /** The directory without them. */
    static CloudDirectory removed(CloudDirectory directory) {
        Map<String, String> spellings = new HashMap<>();
        Set<String> namesakes = new HashSet<>();
        directory.groups().values().forEach(group -> group.members().ifPresent(members ->
                members.forEach(id -> note(id, spellings, namesakes))));
        directory.book().names().keySet().forEach(id -> note(id, spellings, namesakes));
        return namesakes.isEmpty() ? directory : without(directory, namesakes);
    }

    private static void note(String id, Map<String, String> spellings, Set<String> namesakes) {
        String other = spellings.putIfAbsent(Accounts.asciiLowerCase(id), id);
        if (other != null && !other.equals(id)) {
            boolean firstTime = namesakes.add(id) | namesakes.add(other);
            if (firstTime) {
                LOG.warn("The accounts \"{}\" and \"{}\" would be the same XMPP user; neither is shown. Rename or remove one of them",
                        other, id);
            }
        }
    }

    private static CloudDirectory without(CloudDirectory directory, Set<String> namesakes) {
        Map<String, CloudGroup> groups = new LinkedHashMap<>();
        directory.groups().forEach((id, group) -> groups.put(id, new CloudGroup(group.displayName(), group.members().map(members ->
                members.stream().filter(member -> !namesakes.contains(member)).collect(Collectors.toSet())))));
        AddressBook book = directory.book();
        Map<String, String> names = new HashMap<>(book.names());
        names.keySet().removeAll(namesakes);
        return new CloudDirectory(groups, directory.limited(),
                new AddressBook(book.offered(), book.whole(), names, book.gone(), book.token()));
    }
}
