package net.xcauth.openfire.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jivesoftware.openfire.user.UserNotFoundException;
import org.jivesoftware.openfire.user.UserProvider;
import org.jivesoftware.util.JiveGlobals;
import org.jivesoftware.util.cache.CacheFactory;

/**
 * Users who are served by their account in Openfire, whatever the cloud says: administrators and the users on a list,
 * if they have such an account. An administrator without one is a cloud user. Accounts created in Openfire are added to
 * the list.
 */
public final class LocalUsers {
    /** The property with the administrators' JIDs. */
    public static final String ADMINISTRATORS = "admin.authorizedJIDs";

    private static final String DEFAULT_ADMINISTRATOR = "admin";
    /** The longest delay until an account that was created or deleted without the plugin's knowledge is noticed. */
    private static final Duration CACHED = Duration.ofMinutes(1);

    private static final int MAX_CACHED = 10_000;
    /** Openfire's caches, which hold the wrong account's data when a name changes from cloud to local or back. */
    private static final List<String> CACHES = List.of("User", "VCard", "Roster", "RosterItems");

    private final String domain;
    private final UserProvider accounts;
    private final Consumer<Set<String>> store;
    /** Guards changes made here only: storing them leads back to {@link #list}, which must not wait for the lock. */
    private final Object changing = new Object();

    private volatile Set<String> listed;
    private volatile Set<String> administrators;
    private final Cache<String, Boolean> haveAccounts = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MAX_CACHED)
            .expireAfterWrite(CACHED)
            .build();

    /**
     * @param listed   user names, in addition to administrators
     * @param domain   the XMPP domain
     * @param accounts the provider of accounts in Openfire
     * @param store    stores a changed list
     */
    public LocalUsers(Set<String> listed, String domain, UserProvider accounts, Consumer<Set<String>> store) {
        this.listed = Set.copyOf(listed);
        this.domain = domain;
        this.accounts = accounts;
        this.store = store;
        administrators = administrators();
    }

    /** Takes over a list that an administrator or another node of the cluster has changed. */
    public void list(Set<String> names) {
        Set<String> changed = new HashSet<>(names);
        changed.addAll(listed);
        changed.removeIf(name -> names.contains(name) && listed.contains(name));
        listed = Set.copyOf(names);
        haveAccounts.invalidateAll();
        changed.forEach(LocalUsers::forgetCached);
    }

    private static void forgetCached(String user) {
        CACHES.forEach(cache -> CacheFactory.createCache(cache).remove(user));
    }

    /** Adds a new account to the list. It exists from now on, since its password is set while it is created. */
    void add(String user) {
        change(names -> names.add(user));
        haveAccounts.put(user, true);
    }

    /** Removes from the list an account that does not exist, or no longer exists. */
    void remove(String user) {
        haveAccounts.invalidate(user);
        change(names -> names.remove(user));
    }

    /**
     * Keeps the accounts of former administrators local by adding them to the list: taking away administrator rights is
     * not meant to hand the name to the cloud's account.
     */
    public void administratorsChanged() {
        Set<String> before = administrators;
        Set<String> now = administrators();
        administrators = now;
        before.stream()
                .filter(name -> !now.contains(name))
                .filter(this::hasAccount)
                .forEach(this::add);
        now.stream().filter(name -> !before.contains(name)).forEach(LocalUsers::forgetCached);
    }

    private void change(Consumer<Set<String>> how) {
        synchronized (changing) {
            Set<String> changed = new HashSet<>(listed);
            how.accept(changed);
            Set<String> names = Set.copyOf(changed);
            if (!names.equals(listed)) {
                listed = names;
                store.accept(names);
            }
        }
    }

    /** @param user in canonical spelling */
    public boolean contains(String user) {
        return (listed.contains(user) || administrators().contains(user)) && haveAccounts.get(user, this::hasAccount);
    }

    /** All local users, sorted. */
    List<String> all() {
        return Stream.concat(listed.stream(), administrators().stream())
                .distinct()
                .filter(this::contains)
                .sorted()
                .toList();
    }

    /**
     * Reads the property, since AdminManager may look for administrators in groups, which would lead back here. If it
     * names nobody, Openfire's administrator is {@code admin}.
     */
    private Set<String> administrators() {
        Set<String> names = new HashSet<>();
        boolean none = true;
        for (String jid : JiveGlobals.getProperty(ADMINISTRATORS, "").split(",")) {
            String name = jid.strip().toLowerCase(Locale.ROOT);
            none &= name.isEmpty();
            if (name.endsWith('@' + domain)) {
                names.add(name.substring(0, name.length() - domain.length() - 1));
            }
        }
        return none ? Set.of(DEFAULT_ADMINISTRATOR) : names;
    }

    /** True if Openfire has such an account, even if the cloud serves the user. */
    boolean hasAccount(String user) {
        try {
            return accounts.loadUser(user) != null;
        } catch (UserNotFoundException e) {
            return false;
        }
    }
}
