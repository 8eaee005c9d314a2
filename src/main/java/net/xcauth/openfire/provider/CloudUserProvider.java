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
import org.jspecify.annotations.Nullable;
import org.xmpp.packet.JID;

/**
 * Users of the cloud and local users. Counts, lists and searches cover local users and the cloud users known so far.
 * Local users can be changed as far as their own provider allows; cloud users cannot.
 */
public final class CloudUserProvider implements UserProvider {
    private static final String PACKAGE = "net.xcauth.openfire.";
    private static final String USER_MANAGER = "org.jivesoftware.openfire.user.UserManager";
    private static final String REGISTRATION = "org.jivesoftware.openfire.handler.IQRegisterHandler";
    /** The classes of the console's pages about users, compiled from JSPs. */
    private static final Pattern PAGES = Pattern.compile("org\\.jivesoftware\\.openfire\\.admin\\.user_002d\\w+_jsp");
    /** Creates an account for each user who logs in without one, if {@code xmpp.auth.autoadd} is set. */
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
            return backend.original().user().loadUser(user.get());
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
     * Searches as Openfire's own provider does: {@code *} matches any text, and the query may match any part of a
     * field. Cloud users have no e-mail address here, but clients may include the field in a search (XEP-0055).
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

    /** All user names, sorted and without duplicates. */
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

    /** A local user; empty if the account was deleted after it was listed. */
    private static Optional<User> localUser(Backend backend, String user) {
        try {
            return Optional.of(backend.original().user().loadUser(user));
        } catch (UserNotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * True on a console page about a cloud account; otherwise, in general, what the provider of local accounts says.
     * Before Openfire deletes an account, it deletes its data about the user, so this is also true for callers that
     * delete accounts without naming them. Clients can neither register nor delete accounts (XEP-0077), which Openfire
     * would allow by default, and a login creates none.
     */
    @Override
    public boolean isReadOnly() {
        Backend backend = Backend.current().orElse(null);
        if (backend == null || backend.original().user().isReadOnly()) {
            return true;
        }
        return PageSubject.current()
                .flatMap(PageSubject::user)
                .map(user -> !backend.isLocal(user))
                .orElseGet(() -> StackWalker.getInstance().walk(CloudUserProvider::endangersAccounts));
    }

    /** @param frames first this class's, then those of the caller that is about to write */
    private static boolean endangersAccounts(Stream<StackFrame> frames) {
        List<StackFrame> callers = frames.dropWhile(
                        frame -> frame.getClassName().startsWith(PACKAGE)
                                || frame.getClassName().startsWith("java."))
                .limit(2)
                .toList();
        String method = callers.isEmpty() ? "" : callers.get(0).getMethodName();
        String caller = callers.isEmpty() ? "" : callers.get(0).getClassName();
        if (PAGES.matcher(caller).matches() && PageSubject.current().isEmpty()) {
            PageSubject.reportUnseen();
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

    /** Creates a local account and adds it to the list of local users. */
    @Override
    public User createUser(String username, String password, String name, String email)
            throws UserAlreadyExistsException {
        Backend backend = Backend.required();
        String user = backend.canonical(username)
                .filter(prepared -> prepared.indexOf(',') < 0)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + username + "\" cannot be a user name of " + backend.domain()));
        if (backend.local().hasAccount(user)) {
            throw new UserAlreadyExistsException(
                    "Openfire already has an account " + user
                            + (backend.isLocal(user)
                                    ? ""
                                    : ", which is not in use: to use it, add it to the local accounts in the plugin's settings"));
        }
        if (backend.existence().exists(user)) {
            throw new UserAlreadyExistsException(user + " is a Nextcloud account");
        }
        backend.newLocal().accept(user);
        backend.local().add(user);
        boolean created = false;
        try {
            User account = backend.original().user().createUser(user, password, name, email);
            created = true;
            return account;
        } finally {
            if (!created) {
                backend.local().remove(user);
            }
        }
    }

    /** Deletes a local account, its administrator rights and its membership in local groups. */
    @Override
    public void deleteUser(String username) {
        Backend backend = Backend.required();
        String user = local(backend, username, "The account");
        backend.original().user().deleteUser(user);
        leaveGroups(backend, user);
        if (!AdminManager.getAdminProvider().isReadOnly()) {
            // Otherwise a cloud account of that name would inherit them.
            AdminManager.getInstance().removeAdminAccount(user);
        }
        backend.local().remove(user);
    }

    /** Removes the user from local groups only: Openfire would stop at the first group that it cannot change. */
    private static void leaveGroups(Backend backend, String user) {
        GroupProvider groups = backend.original().group();
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
    public void setName(String username, @Nullable String name) throws UserNotFoundException {
        Backend backend = Backend.required();
        Optional<String> user = inCloud(backend, username);
        if (user.isEmpty()
                || !text(name).equals(backend.directory().fullName(user.get()).orElse(""))) {
            backend.original().user().setName(local(backend, username, "The name"), name);
        }
    }

    @Override
    public void setEmail(String username, @Nullable String email) throws UserNotFoundException {
        Backend backend = Backend.required();
        if (inCloud(backend, username).isEmpty() || !text(email).isEmpty()) {
            backend.original().user().setEmail(local(backend, username, "The e-mail address"), email);
        }
    }

    @Override
    public void setCreationDate(String username, Date creationDate) throws UserNotFoundException {
        Backend backend = Backend.required();
        backend.original().user().setCreationDate(local(backend, username, "The date of creation"), creationDate);
    }

    @Override
    public void setModificationDate(String username, Date modificationDate) throws UserNotFoundException {
        Backend backend = Backend.required();
        backend.original()
                .user()
                .setModificationDate(local(backend, username, "The date of modification"), modificationDate);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    /** The canonical name of a cloud user; empty for a local user. */
    private static Optional<String> inCloud(Backend backend, String username) {
        return backend.canonical(username).filter(user -> !backend.isLocal(user));
    }

    /**
     * The canonical name of a local user.
     *
     * @throws UnsupportedOperationException for any other user
     */
    private static String local(Backend backend, String username, String what) {
        return backend.canonical(username)
                .filter(backend::isLocal)
                .orElseThrow(
                        () -> new UnsupportedOperationException(what + " of " + username + " is managed in Nextcloud"));
    }
}
