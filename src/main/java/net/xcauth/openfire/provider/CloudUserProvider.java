package net.xcauth.openfire.provider;

import java.lang.StackWalker.StackFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jivesoftware.openfire.admin.AdminManager;
import org.jivesoftware.openfire.group.GroupProvider;
import org.jivesoftware.openfire.user.User;
import org.jivesoftware.openfire.user.UserAlreadyExistsException;
import org.jivesoftware.openfire.user.UserNotFoundException;
import org.jivesoftware.openfire.user.UserProvider;
import org.jivesoftware.util.cache.CacheFactory;
import org.xmpp.packet.JID;

/**
 * Users exist because they exist in the cloud, or are local. What counts, lists and searches works over local users and
 * the cloud users known so far. Local users can be changed as far as their own provider allows, cloud users cannot.
 */
public final class CloudUserProvider implements UserProvider {
    private static final String PACKAGE = "net.xcauth.openfire.";
    private static final String USER_MANAGER = "org.jivesoftware.openfire.user.UserManager";
    private static final String REGISTRATION = "org.jivesoftware.openfire.handler.IQRegisterHandler";
    /** The console's pages about users, as JSPs are compiled. */
    private static final Pattern PAGES = Pattern.compile("org\\.jivesoftware\\.openfire\\.admin\\.user_002d\\w+_jsp");
    /** Creates an account for everyone who logs in and has none, where {@code xmpp.auth.autoadd} says so. */
    private static final String AUTHORIZATION = "org.jivesoftware.openfire.auth.AuthorizationManager";

    private static final String DELETING_COMMAND = "org.jivesoftware.openfire.commands.admin.user.DeleteUser";
    private static final String USERNAME = "Username";
    private static final String NAME = "Name";
    private static final String EMAIL = "Email";

    @Override
    public User loadUser(String username) throws UserNotFoundException {
        Backend backend = Backend.current()
                .orElseThrow(() -> new UserNotFoundException("The plugin Nextcloud Authentication is not active"));
        Optional<String> user = backend.canonical(username);
        if (user.isPresent() && backend.isLocal(user.get())) {
            return backend.former().user().loadUser(user.get());
        }
        if (user.isEmpty() || !backend.existence().exists(user.get())) {
            throw new UserNotFoundException(username);
        }
        return cloudUser(backend, user.get());
    }

    private static User cloudUser(Backend backend, String user) {
        Date firstSeen = Date.from(backend.users().firstSeen(user).orElseGet(Instant::now));
        return new User(user, backend.directory().fullName(user).orElse(null), null, firstSeen, firstSeen);
    }

    @Override
    public int getUserCount() {
        return usernames(Backend.required()).size();
    }

    @Override
    public Collection<User> getUsers() {
        return getUsers(0, Integer.MAX_VALUE);
    }

    @Override
    public Collection<User> getUsers(int startIndex, int numResults) {
        Backend backend = Backend.required();
        return users(backend, usernames(backend).stream(), startIndex, numResults);
    }

    @Override
    public Collection<String> getUsernames() {
        return usernames(Backend.required());
    }

    @Override
    public Set<String> getSearchFields() {
        return Set.of(USERNAME, NAME, EMAIL);
    }

    @Override
    public Collection<User> findUsers(Set<String> fields, String query) {
        return findUsers(fields, query, 0, Integer.MAX_VALUE);
    }

    /**
     * As Openfire's own: {@code *} is any text, and what is looked for may be anywhere in the field. Cloud users have no
     * e-mail address here; clients may search for it all the same (XEP-0055).
     */
    @Override
    public Collection<User> findUsers(Set<String> fields, String query, int startIndex, int numResults) {
        if (!getSearchFields().containsAll(fields)) {
            throw new IllegalArgumentException("Search fields are " + getSearchFields() + ", not " + fields);
        }
        if (fields.isEmpty() || query == null || query.isEmpty()) {
            return List.of();
        }
        Backend backend = Backend.required();
        Predicate<String> matches = pattern(query);
        return users(
                backend,
                usernames(backend).stream()
                        .filter(user -> fields.contains(USERNAME) && matches.test(user)
                                || fields.contains(NAME) && matches.test(nameOf(backend, user))
                                || fields.contains(EMAIL)
                                        && emailOf(backend, user)
                                                .filter(matches)
                                                .isPresent()),
                startIndex,
                numResults);
    }

    private static String nameOf(Backend backend, String user) {
        return backend.isLocal(user)
                ? localUser(backend, user).map(User::getName).orElse("")
                : backend.directory().fullName(user).orElse("");
    }

    private static Optional<String> emailOf(Backend backend, String user) {
        return backend.isLocal(user) ? localUser(backend, user).map(User::getEmail) : Optional.empty();
    }

    static Predicate<String> pattern(String query) {
        String regex = Stream.of(query.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL)
                .asPredicate();
    }

    /** In order, and nobody twice. */
    private static List<String> usernames(Backend backend) {
        List<String> local = backend.local().all();
        List<String> cloud = backend.users().list(user -> !backend.isLocal(user), 0, Integer.MAX_VALUE);
        if (local.isEmpty()) {
            return cloud;
        }
        List<String> all = new ArrayList<>(cloud);
        all.addAll(local);
        all.sort(null);
        return all;
    }

    private static Collection<User> users(Backend backend, Stream<String> usernames, int start, int most) {
        return usernames
                .skip(start)
                .limit(most)
                .map(user -> backend.isLocal(user) ? localUser(backend, user) : Optional.of(cloudUser(backend, user)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Empty if it has been deleted since it was listed. */
    private static Optional<User> localUser(Backend backend, String user) {
        try {
            return Optional.of(backend.former().user().loadUser(user));
        } catch (UserNotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * As the provider of local accounts; on a console page about a cloud account, true. Openfire deletes what it keeps of a
     * user before it asks the provider to delete the account: where it does not say which, it is told not to. Clients may
     * neither register nor delete accounts (XEP-0077), which Openfire would allow by default, and a login creates none.
     */
    @Override
    public boolean isReadOnly() {
        Backend backend = Backend.current().orElse(null);
        if (backend == null || backend.former().user().isReadOnly()) {
            return true;
        }
        return ConsoleEntry.current()
                .flatMap(ConsoleEntry::user)
                .map(user -> !backend.isLocal(user))
                .orElseGet(() -> StackWalker.getInstance().walk(CloudUserProvider::endangersAccounts));
    }

    /** @param frames this class's first, then those of the code that wants to write */
    private static boolean endangersAccounts(Stream<StackFrame> frames) {
        List<StackFrame> callers = frames.dropWhile(
                        frame -> frame.getClassName().startsWith(PACKAGE)
                                || frame.getClassName().startsWith("java."))
                .limit(2)
                .toList();
        String method = callers.isEmpty() ? "" : callers.get(0).getMethodName();
        String caller = callers.isEmpty() ? "" : callers.get(0).getClassName();
        if (PAGES.matcher(caller).matches() && ConsoleEntry.current().isEmpty()) {
            ConsoleEntry.unseen();
        }
        return switch (caller) {
            case USER_MANAGER ->
                method.equals("deleteUser")
                        || callers.size() > 1 && callers.get(1).getClassName().equals(REGISTRATION);
            case REGISTRATION -> method.endsWith("InbandRegEnabled");
            case DELETING_COMMAND, AUTHORIZATION -> true;
            default -> false;
        };
    }

    @Override
    public boolean isNameRequired() {
        return false;
    }

    @Override
    public boolean isEmailRequired() {
        return false;
    }

    /** Creates a local account and lists it as such. */
    @Override
    public User createUser(String username, String password, String name, String email)
            throws UserAlreadyExistsException {
        Backend backend = Backend.required();
        String user = backend.canonical(username)
                .filter(prepared -> prepared.indexOf(',') < 0)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + username + "\" cannot be a user name of " + backend.domain()));
        if (backend.local().hasAccount(user)) {
            throw new UserAlreadyExistsException("Openfire has an account " + user + " already"
                    + (backend.isLocal(user)
                            ? ""
                            : ", from before: to use it, add it to Openfire's own accounts in the "
                                    + "plugin's settings"));
        }
        if (backend.existence().exists(user)) {
            throw new UserAlreadyExistsException(user + " is a Nextcloud account");
        }
        backend.newLocal().accept(user);
        backend.local().add(user);
        boolean created = false;
        try {
            User account = backend.former().user().createUser(user, password, name, email);
            created = true;
            return account;
        } finally {
            if (!created) {
                backend.local().remove(user);
            }
        }
    }

    /** Deletes a local account, its administrator's right and its membership in local groups. */
    @Override
    public void deleteUser(String username) {
        Backend backend = Backend.required();
        String user = local(backend, username, "The account");
        backend.former().user().deleteUser(user);
        leaveGroups(backend, user);
        if (!AdminManager.getAdminProvider().isReadOnly()) {
            // Or an account of that name in the cloud would have it.
            AdminManager.getInstance().removeAdminAccount(user);
        }
        backend.local().remove(user);
    }

    /** Openfire stops at the first group that the user cannot be taken out of. */
    private static void leaveGroups(Backend backend, String user) {
        GroupProvider groups = backend.former().group();
        if (groups.isReadOnly()) {
            return;
        }
        JID jid = new JID(user, backend.domain(), null, true);
        for (String group : List.copyOf(groups.getGroupNames(jid))) {
            groups.deleteMember(group, jid);
            CacheFactory.createCache("Group").remove(group);
        }
    }

    @Override
    public void setName(String username, String name) throws UserNotFoundException {
        Backend backend = Backend.required();
        Optional<String> user = inCloud(backend, username);
        if (user.isEmpty()
                || !text(name).equals(backend.directory().fullName(user.get()).orElse(""))) {
            backend.former().user().setName(local(backend, username, "The name"), name);
        }
    }

    @Override
    public void setEmail(String username, String email) throws UserNotFoundException {
        Backend backend = Backend.required();
        if (inCloud(backend, username).isEmpty() || !text(email).isEmpty()) {
            backend.former().user().setEmail(local(backend, username, "The e-mail address"), email);
        }
    }

    @Override
    public void setCreationDate(String username, Date creationDate) throws UserNotFoundException {
        Backend backend = Backend.required();
        backend.former().user().setCreationDate(local(backend, username, "The date of creation"), creationDate);
    }

    @Override
    public void setModificationDate(String username, Date modificationDate) throws UserNotFoundException {
        Backend backend = Backend.required();
        backend.former()
                .user()
                .setModificationDate(local(backend, username, "The date of modification"), modificationDate);
    }

    private static String text(String text) {
        return text == null ? "" : text.strip();
    }

    /** The name of a cloud user, in the one spelling; empty if it is a local user's. */
    private static Optional<String> inCloud(Backend backend, String username) {
        return backend.canonical(username).filter(user -> !backend.isLocal(user));
    }

    /** @throws UnsupportedOperationException if it is not a local user's */
    private static String local(Backend backend, String username, String what) {
        return backend.canonical(username)
                .filter(backend::isLocal)
                .orElseThrow(
                        () -> new UnsupportedOperationException(what + " of " + username + " is managed in Nextcloud"));
    }
}
