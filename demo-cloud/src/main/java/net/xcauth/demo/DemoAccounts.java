package net.xcauth.demo;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.demo.directory.Account;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.directory.UserGroup;

/**
 * The cloud's users and groups. Thread-safe; a change takes effect with the next request, and Nextcloud's address book
 * shows it as a new sync token. Account ids keep their case, and lookups ignore it. A {@code group} parameter is an id
 * or, if no group has that id, the display name of the oldest group with that name. Methods that change an account or a
 * group throw {@link IllegalArgumentException} if it does not exist.
 */
public final class DemoAccounts implements UserDirectory {

    /** The service account of {@link AccountsFile#demo()}, which administers the demo's groups. */
    public static final String DEMO_SERVICE_ACCOUNT = "chat-service";

    public static final String DEMO_SERVICE_PASSWORD = "ssssS-eeeeE-rrrrR-vvvvV-iiiiI";

    private static final String APP_PASSWORD_LETTERS = "abcdefgijkmnopqrstwxyzABCDEFGHJKLMNPQRSTWXYZ23456789";

    private final Map<String, Account> accounts = new LinkedHashMap<>();
    /** Account keys by e-mail address. */
    private final Map<String, Set<String>> emails = new HashMap<>();

    private final Set<String> ldapAccounts = new LinkedHashSet<>();
    /** Account keys by app password. */
    private final Map<String, Set<String>> appPasswords = new HashMap<>();

    private final GroupTable groups = new GroupTable();
    /** The change token by card, in the order of the changes. */
    private final Map<String, Long> cards = new LinkedHashMap<>();

    private final SecureRandom random = new SecureRandom();
    private long changeToken;

    /** A cloud without users. */
    public static DemoAccounts empty() {
        return new DemoAccounts();
    }

    public DemoAccounts addUser(String id, String displayName, String password) {
        return add(Account.of(id, Objects.requireNonNull(displayName), Objects.requireNonNull(password)));
    }

    /**
     * Adds an account from LDAP.
     *
     * @param id        a UUID with Nextcloud's defaults
     * @param loginName the login name, which an account in Nextcloud's own database may have, too
     */
    public DemoAccounts addLdapUser(String id, String loginName, String displayName, String password) {
        return add(Account.of(id, Objects.requireNonNull(displayName), Objects.requireNonNull(password))
                .withLdapLogin(Objects.requireNonNull(loginName)));
    }

    /** Removes the account and its memberships. */
    public synchronized DemoAccounts deleteUser(String id) {
        Account deleted = existing(id);
        accounts.remove(key(id));
        ldapAccounts.remove(key(id));
        emails.values().forEach(owners -> owners.remove(key(id)));
        deleted.appPasswords().keySet().forEach(each -> owners(each).remove(key(id)));
        groups.forget(key(id));
        cardChanged(deleted);
        return this;
    }

    public DemoAccounts setDisplayName(String id, String displayName) {
        return changeCard(id, account -> account.withName(Objects.requireNonNull(displayName)));
    }

    public DemoAccounts setPassword(String id, String password) {
        return change(id, account -> account.withPassword(Objects.requireNonNull(password)));
    }

    /** Adds an app password with the account's id as login name. {@link #createAppPassword} uses Nextcloud's format. */
    public synchronized DemoAccounts addAppPassword(String id, String appPassword) {
        return addAppPassword(id, appPassword, existing(id).id());
    }

    /** Adds an app password with that login name; Basic authentication requires the same name. */
    public synchronized DemoAccounts addAppPassword(String id, String appPassword, String loginName) {
        Map<String, String> changed = new HashMap<>(existing(id).appPasswords());
        changed.put(appPassword, loginName);
        owners(appPassword).add(key(id));
        return change(id, account -> account.withAppPasswords(changed));
    }

    /** Adds and returns a new app password in the format of Nextcloud's settings page: 29 characters in five groups. */
    public String createAppPassword(String id) {
        String created = Stream.generate(() -> random.ints(5, 0, APP_PASSWORD_LETTERS.length())
                        .mapToObj(i -> APP_PASSWORD_LETTERS.substring(i, i + 1))
                        .collect(Collectors.joining()))
                .limit(5)
                .collect(Collectors.joining("-"));
        addAppPassword(id, created);
        return created;
    }

    public synchronized DemoAccounts revokeAppPassword(String id, String appPassword) {
        Map<String, String> changed = new HashMap<>(existing(id).appPasswords());
        if (changed.remove(appPassword) == null) {
            throw new IllegalArgumentException("account " + id + " does not have this app password");
        }
        owners(appPassword).remove(key(id));
        return change(id, account -> account.withAppPasswords(changed));
    }

    /**
     * Sets the account's e-mail address, which is also a login name. Like Nextcloud, does not verify it, and earlier
     * addresses keep working.
     */
    public synchronized DemoAccounts setEmail(String id, String address) {
        changeCard(id, account -> account.withEmail(address));
        emails.computeIfAbsent(key(address), any -> new LinkedHashSet<>()).add(key(id));
        return this;
    }

    /** Disables the account: it still exists, but its correct passwords are refused. */
    public DemoAccounts disableUser(String id) {
        return changeCard(id, account -> account.withEnabled(false));
    }

    /** Reverts {@link #disableUser}. */
    public DemoAccounts enableUser(String id) {
        return changeCard(id, account -> account.withEnabled(true));
    }

    /** Sets whether the account has a second factor, so that only app passwords work. */
    public DemoAccounts setTwoFactor(String id, boolean twoFactor) {
        return change(id, account -> account.withTwoFactor(twoFactor));
    }

    /** Creates a group without members. Display names need not be unique. */
    public synchronized DemoAccounts addGroup(String id, String displayName) {
        groups.add(id, displayName);
        return this;
    }

    /** Adds the account to the group, which is created if it does not exist. */
    public synchronized DemoAccounts joinGroup(String id, String group) {
        groups.join(key(existing(id).id()), group);
        return this;
    }

    public synchronized DemoAccounts leaveGroup(String id, String group) {
        groups.leave(key(existing(id).id()), group);
        return this;
    }

    /** Makes the account an administrator of the group, member or not. */
    public synchronized DemoAccounts addGroupAdmin(String id, String group) {
        groups.addAdmin(key(existing(id).id()), group);
        return this;
    }

    public synchronized DemoAccounts deleteGroup(String group) {
        groups.delete(group);
        return this;
    }

    /** Changes a group's display name, and neither its id nor the order of groups. */
    public synchronized DemoAccounts renameGroup(String from, String to) {
        groups.rename(from, to);
        return this;
    }

    /** Forgets deleted cards, as Nextcloud does after some time: older sync tokens never report them. */
    public synchronized DemoAccounts forgetDeletedCards() {
        Set<String> present = accounts.values().stream()
                .filter(Account::enabled)
                .map(Account::cardName)
                .collect(Collectors.toSet());
        cards.keySet().retainAll(present);
        return this;
    }

    @Override
    public synchronized Optional<Account> find(String id) {
        return Optional.ofNullable(accounts.get(key(id)));
    }

    @Override
    public synchronized List<Account> all() {
        return List.copyOf(accounts.values());
    }

    @Override
    public synchronized List<Account> fromLdap() {
        return ldapAccounts.stream().map(this::withKey).toList();
    }

    @Override
    public synchronized List<Account> withEmail(String address) {
        return emails.getOrDefault(key(address), Set.of()).stream()
                .map(this::withKey)
                .toList();
    }

    @Override
    public synchronized List<AppPassword> appPasswords(String password) {
        return appPasswords.getOrDefault(password, Set.of()).stream()
                .map(this::withKey)
                .map(owner -> new AppPassword(
                        owner, Objects.requireNonNull(owner.appPasswords().get(password), "login name")))
                .toList();
    }

    @Override
    public synchronized List<UserGroup> groups() {
        return groups.all(this::idOf);
    }

    @Override
    public synchronized Optional<UserGroup> group(String id) {
        return groups.withId(id, this::idOf);
    }

    @Override
    public synchronized List<String> groupsOf(Account member) {
        return groups.withMember(key(member.id()));
    }

    @Override
    public synchronized List<String> groupsAdministeredBy(Account account) {
        return groups.withAdmin(key(account.id()));
    }

    @Override
    public synchronized Map<String, Contact> rosterOf(Account user) {
        Map<String, Contact> roster = new LinkedHashMap<>();
        groups.sharedWith(key(user.id()))
                .forEach((member, names) ->
                        roster.put(idOf(member), new Contact(withKey(member).name(), names)));
        return roster;
    }

    @Override
    public synchronized long changeToken() {
        return changeToken;
    }

    @Override
    public synchronized List<CardChange> changesAfter(long token) {
        Map<String, Account> present = accounts.values().stream()
                .filter(Account::enabled)
                .collect(Collectors.toMap(Account::cardName, account -> account));
        return cards.entrySet().stream()
                .filter(card -> card.getValue() > token)
                .map(card ->
                        new CardChange(card.getKey(), Optional.ofNullable(present.get(card.getKey())), card.getValue()))
                .toList();
    }

    private synchronized DemoAccounts add(Account added) {
        if (accounts.putIfAbsent(key(added.id()), added) != null) {
            throw new IllegalArgumentException("account " + added.id() + " already exists");
        }
        if (added.ldapLogin().isPresent()) {
            ldapAccounts.add(key(added.id()));
        }
        cardChanged(added);
        return this;
    }

    private synchronized DemoAccounts change(String id, UnaryOperator<Account> change) {
        accounts.put(key(id), change.apply(existing(id)));
        return this;
    }

    private synchronized DemoAccounts changeCard(String id, UnaryOperator<Account> change) {
        change(id, change);
        cardChanged(existing(id));
        return this;
    }

    private void cardChanged(Account account) {
        cards.remove(account.cardName());
        cards.put(account.cardName(), ++changeToken);
    }

    private String idOf(String key) {
        return withKey(key).id();
    }

    private Account withKey(String key) {
        return Objects.requireNonNull(accounts.get(key), key);
    }

    private Set<String> owners(String appPassword) {
        return appPasswords.computeIfAbsent(appPassword, any -> new LinkedHashSet<>());
    }

    private Account existing(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("account " + id + " does not exist"));
    }

    private static String key(String id) {
        return id.toLowerCase(Locale.ROOT);
    }
}
