package net.xcauth.bridge.ejabberd;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.core.user.XmppDomains;

/** The commands of ejabberd that shared rosters need. All methods block until ejabberd has answered. Thread-safe. */
public final class Ejabberd implements AutoCloseable {
    private static final String NONEXISTENT = "xcauth-doctor";
    private static final List<String> HOST_ARGUMENTS = List.of("host", "grouphost");

    private final CommandChannel channel;
    /** The domains that it serves, in its own spelling, by their normal spelling. */
    private volatile Map<String, String> spellings = Map.of();

    private final AtomicLong calls = new AtomicLong();

    Ejabberd(CommandChannel channel) {
        this.channel = channel;
    }

    /** Uses the API if both API and program are configured. Connects on first use. */
    public static Ejabberd of(EjabberdSettings settings) {
        return new Ejabberd(
                settings.api().isPresent()
                        ? new ApiChannel(settings.api().get(), settings.token(), settings.caFile())
                        : new EjabberdctlChannel(settings.program().orElseThrow()));
    }

    private CommandChannel counted() {
        calls.incrementAndGet();
        return channel;
    }

    /** The number of commands so far. */
    long calls() {
        return calls.get();
    }

    /** The API's address or the program's path, for people. */
    public String name() {
        return channel.name();
    }

    /** The XMPP domains that it serves, in the spelling of {@link XmppDomains#normal}. */
    public List<String> hosts() throws EjabberdException {
        List<String> served = counted().list(command("registered_vhosts")).stream()
                .filter(Ejabberd::isOneWord)
                .toList();
        spellings =
                served.stream().collect(Collectors.toMap(XmppDomains::normal, host -> host, (first, second) -> first));
        return served.stream().map(XmppDomains::normal).distinct().toList();
    }

    /** A command with hosts in ejabberd's spelling: to ejabberd, two spellings of a domain are different domains. */
    private EjabberdCommand command(String name, String... namesAndValues) {
        EjabberdCommand command = EjabberdCommand.of(name, namesAndValues);
        Map<String, String> known = spellings;
        HOST_ARGUMENTS.forEach(argument ->
                command.arguments().computeIfPresent(argument, (same, host) -> known.getOrDefault(host, host)));
        return command;
    }

    private static String normal(String jid) {
        int at = jid.lastIndexOf('@');
        return jid.substring(0, at + 1) + XmppDomains.normal(jid.substring(at + 1));
    }

    /** The ids of all shared roster groups of a host. */
    public List<String> groups(String host) throws EjabberdException {
        return counted().list(command("srg_list", "host", host));
    }

    /** The properties of a group, if it exists. */
    public GroupInfo info(String group, String host) throws EjabberdException {
        return new GroupInfo(counted().properties(command("srg_get_info", "group", group, "host", host)));
    }

    /** The members of a group, as {@code user@host}. */
    public List<String> members(String group, String host) throws EjabberdException {
        return counted().list(command("srg_get_members", "group", group, "host", host)).stream()
                .filter(member -> member.indexOf('@') > 0 && isOneWord(member))
                .map(Ejabberd::normal)
                .toList();
    }

    /** Distinguishes results from the warnings that the program prints among them. */
    private static boolean isOneWord(String line) {
        return line.chars().noneMatch(Character::isWhitespace);
    }

    /**
     * Creates a group whose members see each other, or changes its properties. Its members remain.
     *
     * @param id    in ejabberd, see {@link GroupIds}
     * @param group its id in the directory
     */
    void create(String id, String host, String label, String group) throws EjabberdException {
        counted()
                .run(command(
                        "srg_create",
                        "group",
                        id,
                        "host",
                        host,
                        "label",
                        label,
                        "description",
                        GroupInfo.description(id, group),
                        "display",
                        id));
    }

    void delete(String group, String host) throws EjabberdException {
        counted().run(command("srg_delete", "group", group, "host", host));
    }

    /** Adds a member. An existing member is shown to the others again. */
    void add(Member member, String group, String host) throws EjabberdException {
        counted().run(membership("srg_user_add", member, group, host));
    }

    void remove(Member member, String group, String host) throws EjabberdException {
        counted().run(membership("srg_user_del", member, group, host));
    }

    private EjabberdCommand membership(String name, Member member, String group, String host) {
        return command(name, "user", member.user(), "host", member.host(), "group", group, "grouphost", host);
    }

    /** Ends all sessions of a user, and with them the user's FAST tokens. Returns the number of sessions. */
    int kick(String user, String host) throws EjabberdException {
        return counted().count(command("kick_user", "user", user, "host", host));
    }

    /** The full name in a user's vCard; empty without a vCard, or without a name in it. */
    Optional<String> fullName(String user, String host) throws EjabberdException {
        try {
            return Optional.of(counted().text(command("get_vcard", "user", user, "host", host, "name", "FN")));
        } catch (EjabberdException e) {
            if (e.kind() == Kind.FAILED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Checks that commands are allowed, by running them for a group and a user that do not exist. Leaves out those that
     * would create them: {@code srg_create}, {@code srg_user_add} and {@code set_vcard}.
     *
     * @param host  a domain that ejabberd serves
     * @param kicks true to check {@code kick_user}, too
     * @throws EjabberdException for the first command that is not allowed
     */
    public void tryCommands(String host, boolean kicks) throws EjabberdException {
        info(NONEXISTENT, host);
        members(NONEXISTENT, host);
        remove(new Member(NONEXISTENT, host), NONEXISTENT, host);
        delete(NONEXISTENT, host);
        if (kicks) {
            kick(NONEXISTENT, host);
        }
    }

    /**
     * Checks that the command is allowed that detects lost full names.
     *
     * @throws EjabberdException if it is not
     */
    public void tryReadingNames(String host) throws EjabberdException {
        fullName(NONEXISTENT, host);
    }

    /** True if commands take milliseconds, since they do not start a program. */
    public boolean isQuick() {
        return !(channel instanceof EjabberdctlChannel);
    }

    /** Sets the full name in a user's vCard, and leaves the rest of it unchanged. */
    void setFullName(String user, String host, String fullName) throws EjabberdException {
        counted().run(command("set_vcard", "user", user, "host", host, "name", "FN", "content", fullName));
    }

    @Override
    public void close() {
        channel.close();
    }

    /** A member of a group. */
    record Member(String user, String host) {

        static Member of(String jid) {
            int at = jid.lastIndexOf('@');
            return new Member(jid.substring(0, at), jid.substring(at + 1));
        }
    }

    /**
     * The properties of a group.
     *
     * @param properties by name; empty if the group does not exist
     */
    public record GroupInfo(Map<String, String> properties) {
        /** The description of groups that this program creates. */
        static final String MARK = "Nextcloud group, kept up to date by xcauth";

        private static final String PREFIX = "Nextcloud group \"";
        private static final String SUFFIX = "\", kept up to date by xcauth";
        private static final List<String> KNOWN = List.of("label", "name", "description", "displayed_groups");

        /** The description of a group of the directory, with its id there if that differs from the one in ejabberd. */
        static String description(String id, String group) {
            return id.equals(group) ? MARK : PREFIX + group + SUFFIX;
        }

        /** The group of the directory for which this program created this group. */
        String group(String id) {
            return namesGroup()
                    ? description().substring(PREFIX.length(), description().length() - SUFFIX.length())
                    : id;
        }

        private boolean namesGroup() {
            return description().startsWith(PREFIX) && description().endsWith(SUFFIX);
        }

        private String description() {
            return properties.getOrDefault("description", "");
        }

        public boolean exists() {
            return !properties.isEmpty();
        }

        /** True if this program created it. */
        public boolean isOurs() {
            return description().equals(MARK) || namesGroup();
        }

        /** True if the Python program could have created it. */
        boolean isLikePythons(String group) {
            return group.equals(label()) && group.equals(properties.get("description"));
        }

        /** The display name, which versions before 21.07 call name. Empty if it has none. */
        String label() {
            return properties.getOrDefault("label", properties.getOrDefault("name", ""));
        }

        /** True if its properties are those that {@link Ejabberd#create} sets. */
        boolean isAsCreated(String id, String label, String group) {
            return description(id, group).equals(properties.get("description"))
                    && label.equals(label())
                    && KNOWN.containsAll(properties.keySet())
                    && showsItself(properties.getOrDefault("displayed_groups", ""), id);
        }

        /** Version 23.01's program prints an Erlang list, with non-ASCII names as lists of numbers. */
        private static boolean showsItself(String displayed, String id) {
            return displayed.equals(id) || displayed.equals("[\"" + id + "\"]") || displayed.startsWith("[[");
        }
    }
}
