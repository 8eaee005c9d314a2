package net.xcauth.core.roster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.RosterEntry;
import net.xcauth.core.crypto.Sha256;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.text.Text;
import net.xcauth.core.user.AccountNames;

/** Converts accounts and groups of the cloud to users and groups of the XMPP server. */
public final class RosterReader {
    /** In characters, of which some count twice. */
    private static final int LONGEST_FULL_NAME = 127;

    private final Supplier<AccountNames> names;
    private final GroupRules rules;
    private final Function<String, Optional<String>> prepare;

    /**
     * @param names   maps users to accounts
     * @param prepare converts an escaped local part to the one that the XMPP server uses (nodeprep, RFC 6122); empty if
     *                it is not valid
     */
    public RosterReader(AccountNames names, GroupRules rules, Function<String, Optional<String>> prepare) {
        this(() -> names, rules, prepare);
    }

    /** A reader for a cloud that may change. */
    public RosterReader(Supplier<AccountNames> names, GroupRules rules, Function<String, Optional<String>> prepare) {
        this.names = names;
        this.rules = rules;
        this.prepare = prepare;
    }

    /** A fingerprint of this reader: it differs if the same answer may be read differently. */
    String fingerprint() {
        AccountNames now = names.get();
        return rules.fingerprint() + (now.required() ? "@" : "") + now.domain();
    }

    /** Hashes an answer such that equal hashes mean that it is read to the same roster. */
    String hash(CloudRoster answer) {
        String labels = answer.labels().isEmpty() ? "" : new TreeMap<>(answer.labels()).toString();
        String withheld = answer.withheld().isEmpty() ? "" : new TreeSet<>(answer.withheld()).toString();
        return Sha256.hex(fingerprint() + labels + withheld + answer.json());
    }

    /** Reads a roster. The result depends on the answer only, not on earlier ones. */
    public SharedRoster read(CloudRoster roster) {
        SharedRoster listed = read(roster.entries(), roster.labels());
        return roster.withheld().isEmpty()
                ? listed
                : new SharedRoster(
                        listed.fullNames(),
                        listed.groups(),
                        listed.skipped(),
                        listed.unmappable(),
                        roster.withheld().stream()
                                .map(group -> rules.name(group).id())
                                .collect(Collectors.toSet()));
    }

    private SharedRoster read(List<RosterEntry> entries, Map<String, String> labels) {
        AccountNames now = names.get();
        Map<String, RosterEntry> users = new HashMap<>();
        Set<String> unmappable = new TreeSet<>();
        for (RosterEntry entry : entries) {
            Optional<String> user = now.userOf(entry.account()).flatMap(prepare);
            if (user.isEmpty()) {
                unmappable.add(entry.account());
            } else {
                users.merge(user.get(), entry, this::whoLogsIn);
            }
        }
        Map<String, String> fullNames = new HashMap<>();
        Map<String, Set<String>> members = new LinkedHashMap<>();
        users.forEach((user, entry) -> {
            fullNames.put(user, fullName(entry.name()));
            entry.groups()
                    .forEach(group -> members.computeIfAbsent(group, absent -> new HashSet<>())
                            .add(user));
        });
        return selected(fullNames, members, labels, unmappable);
    }

    /** The name on one line, cut to a length that every database supports. */
    private static String fullName(String name) {
        String line = name.codePoints()
                .map(character ->
                        Character.isISOControl(character) || Character.isWhitespace(character) ? ' ' : character)
                .filter(character -> Character.getType(character) != Character.SURROGATE)
                .limit(LONGEST_FULL_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.strip();
    }

    /** Chooses between two accounts of one user: at a login, the cloud looks for {@code account@domain} first. */
    private RosterEntry whoLogsIn(RosterEntry one, RosterEntry other) {
        return one.account().length() >= other.account().length() ? one : other;
    }

    private SharedRoster selected(
            Map<String, String> fullNames,
            Map<String, Set<String>> members,
            Map<String, String> labels,
            Set<String> unmappable) {
        Map<GroupName, Set<String>> groups = new HashMap<>();
        Map<String, Text> skipped = new TreeMap<>();
        members.forEach((group, who) -> {
            String label = labels.getOrDefault(group, group);
            rules.obstacle(group, label, who.size())
                    .ifPresentOrElse(
                            why -> skipped.put(group, why),
                            () -> groups.put(rules.name(group, label), Set.copyOf(who)));
        });
        return new SharedRoster(Map.copyOf(fullNames), Map.copyOf(groups), skipped, unmappable);
    }
}
