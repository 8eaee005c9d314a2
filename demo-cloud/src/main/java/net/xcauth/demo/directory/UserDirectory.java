package net.xcauth.demo.directory;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The users and groups that the cloud's APIs tell about. Safe for use by several threads. */
public interface UserDirectory {

    /** One line of a JSXC shared roster: whom the asker sees, and in which of the asker's own groups. */
    record Contact(String name, List<String> groups) {}

    /**
     * A token that Nextcloud accepts in place of a password.
     *
     * @param loginName the login name under which it was created
     */
    record AppPassword(Account owner, String loginName) {}

    /** The account with that id, ignoring case. */
    Optional<Account> find(String id);

    /** All accounts, in the order in which they were created. */
    List<Account> all();

    /** The accounts from LDAP. */
    List<Account> fromLdap();

    /** The accounts with that e-mail address, ignoring case, in the order in which they got it. */
    List<Account> withEmail(String address);

    /** The owners of this app password: one, unless two accounts were given the same. */
    List<AppPassword> appPasswords(String password);

    /** All groups, in the order in which they were created. */
    List<UserGroup> groups();

    /** The group with that id. */
    Optional<UserGroup> group(String id);

    /** The ids of the groups of which the account is a member, in the order in which the groups were created. */
    List<String> groupsOf(Account member);

    /** The ids of the groups that the account may administer. */
    List<String> groupsAdministeredBy(Account account);

    /** Every member of every group of this account, by account id; empty if it is in no group. */
    Map<String, Contact> rosterOf(Account asker);

    /** The number of changes of the system address book up to now. */
    long changeToken();

    /** The newest change of each card that has changed after that token, oldest first. */
    List<CardChange> changesAfter(long token);
}
