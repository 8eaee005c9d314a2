package net.xcauth.core.cloud.nextcloud;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import net.xcauth.core.cloud.AddressBook;

/**
 * The display names of accounts, learned from the address book and logins. The book does not contain disabled accounts,
 * so it also decides which group members are shown. Not thread-safe.
 */
final class LearnedNames {
    /** Old tokens miss deletions, so the whole book is read this often. */
    private static final Duration WHOLE_VALID = Duration.ofDays(7);

    private final Map<String, String> names = new HashMap<>();
    /** While the cloud offers no book: the members that the last one did not contain. */
    private final Set<String> absent = new HashSet<>();

    private boolean offered;
    private String token = "";
    private long asked;
    private Instant read = Instant.MIN;
    private Instant whole = Instant.MIN;

    /** The token for changes since the last read; empty to read the whole book. */
    String token(Instant now) {
        return whole.isAfter(now) || whole.isBefore(now.minus(WHOLE_VALID)) ? "" : token;
    }

    /**
     * Applies a read of the book, unless a later one was applied already. If a cloud stops offering it, names stay.
     *
     * @param members   the members of all groups
     * @param bookAsked the sequence number of the query
     */
    void take(AddressBook book, Supplier<Set<String>> members, long bookAsked, Instant now) {
        if (bookAsked < asked) {
            return;
        }
        if (!book.offered() && offered) {
            absent.addAll(members.get());
            absent.removeAll(names.keySet());
        }
        if (book.offered()) {
            absent.clear();
        }
        if (book.whole()) {
            names.clear();
            whole = now;
        }
        names.putAll(book.names());
        names.keySet().removeAll(book.gone());
        offered = book.offered();
        token = book.token();
        asked = bookAsked;
        read = now;
    }

    /** Applies a login: the account is enabled, unless a later read of the book says otherwise. */
    void loggedIn(CloudUser user, long loginAsked) {
        if (loginAsked > asked) {
            names.put(user.id(), user.displayName().orElseGet(() -> nameOf(user.id())));
            absent.remove(user.id());
        }
    }

    /** Notes that an account is disabled. */
    void disabled(String id) {
        names.remove(id);
        absent.add(id);
    }

    /** The display name; empty if none is known. */
    String nameOf(String id) {
        return names.getOrDefault(id, "");
    }

    /** True unless the account is known to be disabled. */
    boolean isShown(String id) {
        return offered ? names.containsKey(id) : !absent.contains(id);
    }

    /** True if the book, as last read, contains this account. */
    boolean has(String id) {
        return offered && names.containsKey(id);
    }

    /** The ids of all accounts with a name. */
    Set<String> ids() {
        return names.keySet();
    }

    /** True if the cloud offers the book, and it was last read before this time. */
    boolean isOlderThan(Instant oldest) {
        return offered && read.isBefore(oldest);
    }

    boolean offered() {
        return offered;
    }
}
