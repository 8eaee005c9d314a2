package net.xcauth.core.cloud;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A cloud's address book of all accounts: either all display names, or the changes since a token.
 *
 * @param offered false if the cloud has no such book, or hides it from the service account; this says nothing about any
 *                account
 * @param whole   true if {@code names} is complete, false if it holds changes since a token
 * @param names   display names by account id; disabled accounts are not included
 * @param gone    ids of accounts deleted or disabled since the token; verify before removing a user
 * @param token   to request the next changes with; empty if the book is not offered
 */
public record AddressBook(boolean offered, boolean whole, Map<String, String> names, Set<String> gone, String token) {

    /** A cloud without an address book of all accounts. */
    public static final AddressBook NOT_OFFERED = new AddressBook(false, false, Map.of(), Set.of(), "");

    public AddressBook {
        names = Map.copyOf(names);
        gone = Set.copyOf(gone);
        Objects.requireNonNull(token, "token");
    }
}
