package net.xcauth.openfire.provider;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jivesoftware.openfire.user.User;
import org.jivesoftware.openfire.user.UserAlreadyExistsException;
import org.jivesoftware.openfire.user.UserNotFoundException;
import org.jivesoftware.openfire.user.UserProvider;

/**
 * Users exist because they exist in the cloud, or are local. What counts, lists and searches works over local users and
 * the cloud users known so far.
 */
public final class CloudUserProvider implements UserProvider {
    private static final String USERNAME = "Username";
    private static final String NAME = "Name";
    static final String READ_ONLY = "Users are managed in Nextcloud";

    @Override
    public User loadUser(String username) throws UserNotFoundException {
        Backend backend = Backend.current().orElseThrow(() -> new UserNotFoundException(
                "The plugin Nextcloud Authentication is not active"));
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
        return Set.of(USERNAME, NAME);
    }

    @Override
    public Collection<User> findUsers(Set<String> fields, String query) {
        return findUsers(fields, query, 0, Integer.MAX_VALUE);
    }

    /** As Openfire's own: {@code *} is any text, and what is looked for may be anywhere in the field. */
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
        return users(backend, usernames(backend).stream().filter(user ->
                fields.contains(USERNAME) && matches.test(user)
                        || fields.contains(NAME) && matches.test(nameOf(backend, user))), startIndex, numResults);
    }

    private static String nameOf(Backend backend, String user) {
        return backend.isLocal(user) ? localUser(backend, user).map(User::getName).orElse("")
                : backend.directory().fullName(user).orElse("");
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
        return usernames.skip(start).limit(most).map(user -> backend.isLocal(user) ? localUser(backend, user)
                : Optional.of(cloudUser(backend, user))).flatMap(Optional::stream).toList();
    }

    /** Empty if it has been deleted since it was listed. */
    private static Optional<User> localUser(Backend backend, String user) {
        try {
            return Optional.of(backend.former().user().loadUser(user));
        } catch (UserNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public boolean isNameRequired() {
        return false;
    }

    @Override
    public boolean isEmailRequired() {
        return false;
    }

    @Override
    public User createUser(String username, String password, String name, String email)
            throws UserAlreadyExistsException {
        throw new UnsupportedOperationException(READ_ONLY);
    }

    @Override
    public void deleteUser(String username) {
        throw new UnsupportedOperationException(READ_ONLY);
    }

    @Override
    public void setName(String username, String name) throws UserNotFoundException {
        local(username).setName(username, name);
    }

    @Override
    public void setEmail(String username, String email) throws UserNotFoundException {
        local(username).setEmail(username, email);
    }

    @Override
    public void setCreationDate(String username, Date creationDate) throws UserNotFoundException {
        local(username).setCreationDate(username, creationDate);
    }

    @Override
    public void setModificationDate(String username, Date modificationDate) throws UserNotFoundException {
        local(username).setModificationDate(username, modificationDate);
    }

    private static UserProvider local(String username) {
        Backend backend = Backend.required();
        if (backend.canonical(username).filter(backend::isLocal).isEmpty()) {
            throw new UnsupportedOperationException(READ_ONLY);
        }
        return backend.former().user();
    }
}
