package net.xcauth.openfire.it.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.xcauth.openfire.it.control.Fields;
import net.xcauth.test.Eventually;

/**
 * Commands of a test inside an Openfire. They run on threads that, like the server's own,
 * see no plugin's classes.
 */
public final class Control {
    private final Path portFile;

    /** A user from {@code UserManager}; name and e-mail address may be empty. */
    public record User(String username, String name, String email) {}

    /** A group from {@code GroupManager}. */
    public record Group(
            String name,
            String description,
            List<String> members,
            List<String> admins,
            Map<String, String> properties) {}

    /**
     * An active provider.
     *
     * @param className the provider's class
     * @param owner     {@code server}, the name of the plugin that the class belongs to, or {@code unloaded} if it
     *                  belongs to none that is loaded now
     */
    public record Provider(String className, String owner) {}

    /** The active providers. */
    public record Providers(Provider auth, Provider user, Provider group, Provider vcard) {}

    /** A thread, with the owner of its class loader: {@code server}, {@code plugin NAME}, {@code plugin, unloaded}. */
    public record ThreadInfo(String name, String loader) {}

    /** An event about a group or a user. */
    public record Event(String what, String subject, String parameters) {}

    /** An entry of the security audit log; details may be empty. */
    public record AuditEntry(String username, String summary, String details) {}

    Control(Path portFile) {
        this.portFile = portFile;
    }

    // Properties

    public Optional<String> property(String name) {
        return ask("property-get", name).stream().map(row -> row.get(0)).findAny();
    }

    public void setProperty(String name, String value) {
        ask("property-set", name, value);
    }

    public void setEncryptedProperty(String name, String value) {
        ask("property-set-encrypted", name, value);
    }

    public boolean isPropertyEncrypted(String name) {
        return askWhether("property-is-encrypted", name);
    }

    public void deleteProperty(String name) {
        ask("property-delete", name);
    }

    /**
     * Changes the console's language, as the page for it does.
     *
     * @param language for example {@code de}
     */
    public void setLanguage(String language) {
        ask("locale-set", language);
    }

    /** Simulates that another node of a cluster has set a property. */
    public void setPropertyElsewhere(String name, String value) {
        ask("property-set-elsewhere", name, value);
    }

    /** Sets a property in {@code conf/openfire.xml}. */
    public void setXmlProperty(String name, String value) {
        ask("xml-property-set", name, value);
    }

    /** Simulates that another node of a cluster has deleted a property. */
    public void deletePropertyElsewhere(String name) {
        ask("property-delete-elsewhere", name);
    }

    // Users

    public List<User> users() {
        return users("users");
    }

    public List<User> users(int start, int count) {
        return users("users-page", Integer.toString(start), Integer.toString(count));
    }

    public int userCount() {
        return Integer.parseInt(askOne("user-count"));
    }

    public List<String> usernames() {
        return askColumn("user-names");
    }

    /**
     * Searches for users.
     *
     * @param fields {@code Username}, {@code Name} or {@code Email}; none means all
     */
    public List<User> findUsers(String text, String... fields) {
        return users("users-find", prepend(text, fields));
    }

    /** @throws ControlException if there is none */
    public User user(String username) {
        return users("user", username).get(0);
    }

    public boolean isRegistered(String username) {
        return askWhether("user-is-registered", username);
    }

    public void createUser(String username, String password, String name) {
        ask("user-create", username, password, name);
    }

    public void deleteUser(String username) {
        ask("user-delete", username);
    }

    public void setPassword(String username, String password) {
        ask("user-set-password", username, password);
    }

    public void setName(String username, String name) {
        ask("user-set-name", username, name);
    }

    public void setEmail(String username, String address) {
        ask("user-set-email", username, address);
    }

    /** Makes exactly these users administrators, as the console does. */
    public void setAdministrators(String... usernames) {
        ask("admins-set", usernames);
    }

    /** True if the user may log in to the console. */
    public boolean isAdministrator(String username) {
        return askWhether("user-is-admin", username);
    }

    /** {@code ok}, or the simple name of the exception that {@code AuthFactory} throws. */
    public String authenticate(String username, String password) {
        return askOne("authenticate", username, password);
    }

    /** The vCard as XML. */
    public Optional<String> vcard(String username) {
        return ask("vcard", username).stream().map(row -> row.get(0)).findAny();
    }

    // Groups

    public List<String> groups() {
        return askColumn("groups");
    }

    public List<String> groups(int start, int count) {
        return askColumn("groups-page", Integer.toString(start), Integer.toString(count));
    }

    public int groupCount() {
        return Integer.parseInt(askOne("group-count"));
    }

    /** @throws ControlException if there is none */
    public Group group(String name) {
        List<List<String>> rows = ask("group", name);
        Map<String, String> properties = new TreeMap<>();
        rows.stream().filter(is("property")).forEach(row -> properties.put(row.get(1), row.get(2)));
        return new Group(
                name,
                values(rows, "description").findAny().orElse(""),
                values(rows, "member").toList(),
                values(rows, "admin").toList(),
                properties);
    }

    public List<String> groupsOf(String username) {
        return askColumn("groups-of", username);
    }

    /** The groups in the user's roster. */
    public List<String> groupsSharedWith(String username) {
        return askColumn("groups-shared-with", username);
    }

    public List<String> sharedGroups() {
        return askColumn("groups-shared");
    }

    public List<String> publicGroups() {
        return askColumn("groups-public");
    }

    public List<String> groupsVisibleTo(String group) {
        return askColumn("groups-visible-to", group);
    }

    public List<String> findGroups(String query) {
        return askColumn("groups-find", query);
    }

    public List<String> groupsWithProperty(String name, String value) {
        return askColumn("groups-with-property", name, value);
    }

    public boolean areGroupsReadOnly() {
        return askWhether("groups-are-read-only");
    }

    /** The same as the console does. */
    public void setGroupProperty(String group, String name, String value) {
        ask("group-property-set", group, name, value);
    }

    public void deleteGroupProperty(String group, String name) {
        ask("group-property-delete", group, name);
    }

    public void addMember(String group, String user) {
        ask("group-member-add", group, user);
    }

    public void removeMember(String group, String user) {
        ask("group-member-remove", group, user);
    }

    /** Through {@code GroupManager}, with the active provider. */
    public void createGroup(String name, String... members) {
        ask("group-create", prepend(name, members));
    }

    public void describeGroup(String name, String description) {
        ask("group-describe", name, description);
    }

    public void renameGroup(String name, String newName) {
        ask("group-rename", name, newName);
    }

    public void deleteGroup(String name) {
        ask("group-delete", name);
    }

    /** In Openfire's own tables, unnoticed by all caches, as if the group had always existed. */
    public void createLocalGroup(String name, String... members) {
        ask("group-create-local", prepend(name, members));
    }

    // Plugins

    public List<String> plugins() {
        return askColumn("plugins");
    }

    /** Reloads a plugin and waits until it has been initialized again. */
    public void reloadPlugin(String name) throws Exception {
        String before = askOne("plugin-loads", name);
        if (!askWhether("plugin-reload", name)) {
            throw new ControlException("cannot be reloaded: " + name);
        }
        Eventually.until(
                "plugin " + name + " is loaded again",
                () -> !askOne("plugin-loads", name).equals(before));
    }

    /** Makes the server look for new jars in its plugin folder now, and returns when they have been loaded. */
    public void lookForPlugins() {
        ask("plugins-look");
    }

    /** Deletes a plugin's jar, and returns when the plugin has been unloaded. */
    public void deletePlugin(String name) {
        ask("plugin-delete", name);
    }

    /** Installs or replaces a plugin, and returns when it has been loaded or has failed to load. */
    public void installPlugin(Path jar) {
        ask("plugin-install", jar.toString());
    }

    /** Restarts the admin console, without the server. */
    public void restartConsole() {
        ask("console-restart");
    }

    public Providers providers() {
        List<Provider> providers = ask("providers").stream()
                .map(row -> new Provider(row.get(0), row.get(1)))
                .toList();
        return new Providers(providers.get(0), providers.get(1), providers.get(2), providers.get(3));
    }

    // Memory

    /** Watches a plugin's current class loader, by a weak reference. */
    public void watchLoader(String plugin) {
        ask("loader-watch", plugin);
    }

    /** True if the garbage collector has collected the class loader that was last watched for the plugin. */
    public boolean isLoaderGone(String plugin) {
        return askWhether("loader-is-gone", plugin);
    }

    /** Waits until the garbage collector has collected it. */
    public void awaitLoaderGone(String plugin) throws Exception {
        Eventually.until("nobody holds the class loader of " + plugin, () -> isLoaderGone(plugin));
    }

    /** Threads whose name or {@link ThreadInfo#loader()} has a match. */
    public List<ThreadInfo> threads(String regex) {
        return ask("threads", regex).stream()
                .map(row -> new ThreadInfo(row.get(0), row.get(1)))
                .toList();
    }

    // The rest

    /** All events about groups and users, in order, since the start or {@link #clearEvents()}. */
    public List<Event> events() {
        return ask("events").stream()
                .map(row -> new Event(row.get(0), row.get(1), row.get(2)))
                .toList();
    }

    public void clearEvents() {
        ask("events-clear");
    }

    public String version() {
        return askOne("version");
    }

    /** The full JIDs of all sessions. */
    public List<String> sessions() {
        return askColumn("sessions");
    }

    public void clearCaches() {
        ask("caches-clear");
    }

    /** Runs a statement on the server's own connections; an update returns one row with the number of changes. */
    public List<List<String>> sql(String statement, String... parameters) {
        return ask("sql", prepend(statement, parameters));
    }

    /** The entries in the console's security audit log viewer, oldest first. */
    public List<AuditEntry> auditLog() {
        return sql("SELECT username, summary, details FROM ofSecurityAuditLog ORDER BY msgID").stream()
                .map(row -> new AuditEntry(row.get(0), row.get(1), row.get(2)))
                .toList();
    }

    /** The JIDs in a user's stored roster, without contacts from shared groups. */
    public List<String> storedRoster(String username) {
        return sql("SELECT jid FROM ofRoster WHERE username = ? ORDER BY jid", username).stream()
                .map(row -> row.get(0))
                .toList();
    }

    /**
     * Runs any command of the plugin inside the server.
     *
     * @throws ControlException if the command fails
     */
    public List<List<String>> ask(String command, String... arguments) {
        try (Socket socket =
                        new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(Files.readString(portFile)));
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout((int) Eventually.PATIENCE.toMillis());
            String question = Fields.encode(List.of(prepend(command, arguments))) + "\n";
            socket.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
            return rows(in, command);
        } catch (IOException e) {
            throw new UncheckedIOException(command, e);
        }
    }

    Path portFile() {
        return portFile;
    }

    void forget() throws IOException {
        Files.deleteIfExists(portFile);
    }

    boolean isReady() {
        return Files.exists(portFile);
    }

    private static List<List<String>> rows(BufferedReader in, String command) throws IOException {
        String first = in.readLine();
        if (first == null) {
            throw new IOException("no answer");
        }
        List<String> status = Fields.decode(first);
        if (!status.get(0).equals("ok")) {
            throw new ControlException(command + ": " + String.join("\n", status.subList(1, status.size())));
        }
        List<List<String>> rows = new ArrayList<>();
        for (int i = Integer.parseInt(status.get(1)); i > 0; i--) {
            rows.add(Fields.decode(in.readLine()));
        }
        return rows;
    }

    private List<User> users(String command, String... arguments) {
        return ask(command, arguments).stream()
                .map(row -> new User(row.get(0), row.get(1), row.get(2)))
                .toList();
    }

    private String askOne(String command, String... arguments) {
        return ask(command, arguments).get(0).get(0);
    }

    private boolean askWhether(String command, String... arguments) {
        return Boolean.parseBoolean(askOne(command, arguments));
    }

    private List<String> askColumn(String command, String... arguments) {
        return ask(command, arguments).stream().map(row -> row.get(0)).toList();
    }

    private static Stream<String> values(List<List<String>> rows, String kind) {
        return rows.stream().filter(is(kind)).map(row -> row.get(1));
    }

    private static Predicate<List<String>> is(String kind) {
        return row -> row.get(0).equals(kind);
    }

    private static String[] prepend(String first, String... others) {
        return Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new);
    }
}
