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
 * The display names of accounts as the address book and logins have shown them. The book lacks disabled accounts, so it also tells
 * which members of groups are shown. Not thread-safe.
 */
final class LearnedNames {
    /** Old tokens lose deletions, so all of the book is read once in this time. */
    private static final Duration WHOLE_VALID = Duration.ofDays(7);

    private final Map<String, String> names = new HashMap<>();
    /** While the cloud offers no book: the members that the last one lacked. */
    private final Set<String> absent = new HashSet<>();

    private boolean offered;
    private String token = "";
    private long asked;
    private Instant read = Instant.MIN;
    private Instant whole = Instant.MIN;

    /** The token for the changes since the last reading; empty if all of the book is to be read. */
    String token(Instant now) {
        return whole.isAfter(now) || whole.isBefore(now.minus(WHOLE_VALID)) ? "" : token;
    }

    /**
     * Takes over a reading of the book, unless a later one was taken over already. A cloud that stops offering it has not thereby
     * lost its accounts: names stay.
     *
     * @param members   of all groups
     * @param bookAsked the question's place in the order of questions
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

    /** Takes over that an account has logged in: it is enabled, unless a later reading of the book says otherwise. */
    void loggedIn(CloudUser user, long loginAsked) {
        if (loginAsked > asked) {
            names.put(user.id(), user.displayName().orElseGet(() -> nameOf(user.id())));
            absent.remove(user.id());
        }
    }

    /** Takes over that an account is disabled. */
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

    /** True if the book, as it was last read, has this account. */
    boolean has(String id) {
        return offered && names.containsKey(id);
    }

    /** All accounts with a name. */
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
