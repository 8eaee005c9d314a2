package net.xcauth.core.cloud;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A cloud's address book of all accounts: the names of all of them, or the names that have changed.
 *
 * @param offered false if the cloud has no such book, or does not show it to the service account; nothing follows from that about
 *                any account
 * @param whole   true if {@code names} are everybody's, false if they are the changes since a token
 * @param names   display names by account id; without disabled accounts
 * @param gone    ids of accounts that have been deleted or disabled since the token; to be confirmed before anybody is removed
 * @param token   to be given the next time, for the changes since then; empty if the book is not offered
 */
public record AddressBook(boolean offered, boolean whole, Map<String, String> names, Set<String> gone, String token) {

    /** A cloud without such a book. */
    public static final AddressBook NOT_OFFERED = new AddressBook(false, false, Map.of(), Set.of(), "");

    public AddressBook {
        names = Map.copyOf(names);
        gone = Set.copyOf(gone);
        Objects.requireNonNull(token, "token");
    }
}
