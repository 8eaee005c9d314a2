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
 * Whom Openfire's own accounts serve, whatever the cloud says: administrators and those of a list, as far as they have
 * such an account. An administrator without one is a cloud user. Accounts that are created here are listed.
 */
public final class LocalUsers {
    /** The property with the administrators' JIDs. */
    public static final String ADMINISTRATORS = "admin.authorizedJIDs";

    private static final String DEFAULT_ADMINISTRATOR = "admin";
    /** An account that is created or deleted behind the plugin's back is noticed after this. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private static final int MOST = 10_000;
    /** They hold another account's data once a name changes between cloud and local. */
    private static final List<String> CACHES = List.of("User", "VCard", "Roster", "RosterItems");

    private final String domain;
    private final UserProvider accounts;
    private final Consumer<Set<String>> store;
    /** Guards changes made here only: what is stored comes back through {@link #list}, which must not wait for them. */
    private final Object changing = new Object();

    private volatile Set<String> listed;
    private volatile Set<String> administrators;
    private final Cache<String, Boolean> haveAccounts = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MOST)
            .expireAfterWrite(REMEMBERED)
            .build();

    /**
     * @param listed   user names in addition to administrators'
     * @param domain   XMPP domain
     * @param accounts Openfire's own
     * @param store    stores a changed list
     */
    public LocalUsers(Set<String> listed, String domain, UserProvider accounts, Consumer<Set<String>> store) {
        this.listed = Set.copyOf(listed);
        this.domain = domain;
        this.accounts = accounts;
        this.store = store;
        administrators = administrators();
    }

    /** Takes over the list as an administrator or another node of the cluster has changed it. */
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

    /** Puts a new account on the list. It exists from now on: its password is set while it is created. */
    void add(String user) {
        change(names -> names.add(user));
        haveAccounts.put(user, true);
    }

    /** Takes an account that does not exist off the list. */
    void remove(String user) {
        haveAccounts.invalidate(user);
        change(names -> names.remove(user));
    }

    /**
     * Keeps accounts local that were so only because they were administrators': the administrator who takes that right
     * away does not mean to hand the name to the cloud's account.
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

    /** @param user in the one spelling */
    public boolean contains(String user) {
        return (listed.contains(user) || administrators().contains(user)) && haveAccounts.get(user, this::hasAccount);
    }

    /** All of them, in order. */
    List<String> all() {
        return Stream.concat(listed.stream(), administrators().stream())
                .distinct()
                .filter(this::contains)
                .sorted()
                .toList();
    }

    /**
     * The property and not AdminManager: that may look for administrators in groups, which would lead back here. Where it
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

    /** Whether Openfire has such an account, served or not. */
    boolean hasAccount(String user) {
        try {
            return accounts.loadUser(user) != null;
        } catch (UserNotFoundException e) {
            // That is the answer.
            return false;
        }
    }
}
