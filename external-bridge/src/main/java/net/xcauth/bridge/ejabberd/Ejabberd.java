package net.xcauth.bridge.ejabberd;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.core.user.XmppDomains;

/** An ejabberd, as far as shared rosters need it. Every method waits. Thread-safe. */
public final class Ejabberd implements AutoCloseable {
    private static final String NOBODY = "xcauth-doctor";
    private static final List<String> HOST_ARGUMENTS = List.of("host", "grouphost");

    private final CommandChannel channel;
    /** How ejabberd spells the domains that it serves, by their usual spelling. */
    private volatile Map<String, String> spellings = Map.of();

    private final AtomicLong calls = new AtomicLong();

    Ejabberd(CommandChannel channel) {
        this.channel = channel;
    }

    /** Connects when it is first needed. Where both ways are configured, the API is used. */
    public static Ejabberd of(EjabberdSettings settings) {
        return new Ejabberd(
                settings.api().isPresent()
                        ? new ApiChannel(settings.api().get(), settings.token(), settings.caFile())
                        : new ControlProgram(settings.program().orElseThrow()));
    }

    private CommandChannel counted() {
        calls.incrementAndGet();
        return channel;
    }

    /** How many commands it has been given. */
    long calls() {
        return calls.get();
    }

    /** What it is, for people. */
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

    /** A command with hosts as ejabberd spells them: it takes the two spellings of a domain with umlauts for two domains. */
    private Command command(String name, String... namesAndValues) {
        Command command = Command.of(name, namesAndValues);
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

    /** What a group is; empty if there is none. */
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

    /** What the control program complains of stands among its answers. */
    private static boolean isOneWord(String line) {
        return line.chars().noneMatch(Character::isWhitespace);
    }

    /**
     * Creates a group whose members see each other, or changes it. Its members stay.
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

    /** Adds a member; one who is there already is shown to the others again. */
    void add(Member member, String group, String host) throws EjabberdException {
        counted()
                .run(command(
                        "srg_user_add",
                        "user",
                        member.user(),
                        "host",
                        member.host(),
                        "group",
                        group,
                        "grouphost",
                        host));
    }

    void remove(Member member, String group, String host) throws EjabberdException {
        counted()
                .run(command(
                        "srg_user_del",
                        "user",
                        member.user(),
                        "host",
                        member.host(),
                        "group",
                        group,
                        "grouphost",
                        host));
    }

    /** Ends all sessions of a user, and with them the user's FAST tokens; returns how many sessions there were. */
    int kick(String user, String host) throws EjabberdException {
        return counted().count(command("kick_user", "user", user, "host", host));
    }

    /** The full name in a user's vCard; empty if there is none, or no vCard. */
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
     * Tries the commands that do nothing to a group and a user that there are not: whether they are allowed. Not tried are those that
     * would create these, {@code srg_create}, {@code srg_user_add} and {@code set_vcard}.
     *
     * @param host  that ejabberd serves
     * @param kicks true to try {@code kick_user}, too
     * @throws EjabberdException at the first that is not allowed
     */
    public void tryCommands(String host, boolean kicks) throws EjabberdException {
        info(NOBODY, host);
        members(NOBODY, host);
        remove(new Member(NOBODY, host), NOBODY, host);
        delete(NOBODY, host);
        if (kicks) {
            kick(NOBODY, host);
        }
    }

    /**
     * Tries the command that only notices lost full names: whether it is allowed.
     *
     * @throws EjabberdException if it is not
     */
    public void tryReadingNames(String host) throws EjabberdException {
        fullName(NOBODY, host);
    }

    /** True if a command costs milliseconds, not a start of a program. */
    public boolean isQuick() {
        return !(channel instanceof ControlProgram);
    }

    /** Sets the full name in a user's vCard; what else is in it stays. */
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
     * What ejabberd says of a group.
     *
     * @param properties by name; empty if there is no such group
     */
    public record GroupInfo(Map<String, String> properties) {
        /** The description of this program's groups. */
        static final String MARK = "Nextcloud group, kept up to date by xcauth";

        private static final String PREFIX = "Nextcloud group \"";
        private static final String SUFFIX = "\", kept up to date by xcauth";
        private static final List<String> KNOWN = List.of("label", "name", "description", "displayed_groups");

        /** The description of the directory's group of which this is the id in ejabberd. */
        static String description(String id, String group) {
            return id.equals(group) ? MARK : PREFIX + group + SUFFIX;
        }

        /** The directory's group that this program's group of this id in ejabberd was created for. */
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

        /** Whether there is such a group. */
        public boolean exists() {
            return !properties.isEmpty();
        }

        /** True if this program created it. */
        public boolean isOurs() {
            return description().equals(MARK) || namesGroup();
        }

        /** True if it looks as the Python program creates groups. */
        boolean isLikePythons(String group) {
            return group.equals(label()) && group.equals(properties.get("description"));
        }

        /** Before version 21.07 a label was called name. */
        String label() {
            return properties.getOrDefault("label", properties.get("name"));
        }

        /** True if it is as {@link Ejabberd#create} creates it. */
        boolean isAsCreated(String id, String label, String group) {
            return description(id, group).equals(properties.get("description"))
                    && label.equals(label())
                    && KNOWN.containsAll(properties.keySet())
                    && showsItself(properties.getOrDefault("displayed_groups", ""), id);
        }

        /** The control program of 23.01 prints an Erlang list, in which names that are not ASCII are numbers. */
        private static boolean showsItself(String displayed, String id) {
            return displayed.equals(id) || displayed.equals("[\"" + id + "\"]") || displayed.startsWith("[[");
        }
    }
}
