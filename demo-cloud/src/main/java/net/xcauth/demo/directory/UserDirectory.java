package net.xcauth.demo.directory;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The users and groups that the cloud's APIs serve. Thread-safe. */
public interface UserDirectory {

    /** A contact in a JSXC shared roster, and the groups shared with it. */
    record Contact(String name, List<String> groups) {}

    /**
     * The newest change of a card in the system address book.
     *
     * @param card    the card's name
     * @param account the account's current state; empty if its card was removed because it was deleted or disabled
     * @param token   the number of the change in the address book
     */
    record CardChange(String card, Optional<Account> account, long token) {}

    /**
     * A token that Nextcloud accepts instead of a password.
     *
     * @param loginName the login name of the session that created it
     */
    record AppPassword(Account owner, String loginName) {}

    /** Finds an account by its id, ignoring case. */
    Optional<Account> find(String id);

    /** All accounts, in order of creation. */
    List<Account> all();

    /** The accounts from LDAP. */
    List<Account> fromLdap();

    /** The accounts with this e-mail address, ignoring case, in the order in which they received it. */
    List<Account> withEmail(String address);

    /** The owners of this app password; more than one if several accounts were given the same. */
    List<AppPassword> appPasswords(String password);

    /** All groups, in order of creation. */
    List<UserGroup> groups();

    /** Finds a group by its id. */
    Optional<UserGroup> group(String id);

    /** The ids of the groups with this member, in order of creation. */
    List<String> groupsOf(Account member);

    /** The ids of the groups with this administrator. */
    List<String> groupsAdministeredBy(Account account);

    /** All members of the user's groups, the user included, by account id; empty if the user has no groups. */
    Map<String, Contact> rosterOf(Account user);

    /** The number of changes of the system address book so far. */
    long changeToken();

    /** The newest change of each card changed after this token, oldest first. */
    List<CardChange> changesAfter(long token);
}
