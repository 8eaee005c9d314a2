package net.xcauth.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import net.xcauth.demo.directory.CardChange;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.directory.UserGroup;

/**
 * The cloud's users and groups. Safe for use by several threads; a change is seen by the next request, and by
 * Nextcloud's address book as a new sync token. Account ids keep their spelling and are found without regard to case.
 * Where a group is named, its id is meant or, if no group has that id, the display name of the oldest group that has it.
 * Methods that change an account or a group throw {@link IllegalArgumentException} if it does not exist.
 */
public final class Accounts implements UserDirectory {

    /** An account of {@link #demo()} for programs that read the directory: it administers the demo's groups. */
    public static final String DEMO_SERVICE_ACCOUNT = "chat-service";

    public static final String DEMO_SERVICE_PASSWORD = "ssssS-eeeeE-rrrrR-vvvvV-iiiiI";

    private static final String APP_PASSWORD_LETTERS = "abcdefgijkmnopqrstwxyzABCDEFGHJKLMNPQRSTWXYZ23456789";

    private final Map<String, Account> accounts = new LinkedHashMap<>();
    /** From e-mail address to the accounts that have it. */
    private final Map<String, Set<String>> emails = new HashMap<>();

    private final Set<String> ldapAccounts = new LinkedHashSet<>();
    /** From app password to the accounts that have it. */
    private final Map<String, Set<String>> appPasswords = new HashMap<>();

    private final GroupTable groups = new GroupTable();
    /** From card to the token of its newest change, in the order of these. */
    private final Map<String, Long> cards = new LinkedHashMap<>();

    private final SecureRandom random = new SecureRandom();
    private long changeToken;

    /** A cloud without users. */
    public static Accounts empty() {
        return new Accounts();
    }

    /** A new copy of the demo's users and groups. */
    public static Accounts demo() {
        String resource = "demo-accounts.json";
        try (InputStream json = Objects.requireNonNull(Accounts.class.getResourceAsStream(resource), resource)) {
            return AccountsFile.parse(json);
        } catch (InvalidAccountsException e) {
            throw new IllegalStateException(resource + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads users and groups from a file of the form of {@code demo-accounts.json}.
     *
     * @throws InvalidAccountsException if the file is not of that form; the message says where, and quotes no value
     * @throws IOException              if the file cannot be read
     */
    public static Accounts read(Path file) throws IOException, InvalidAccountsException {
        try (InputStream json = Files.newInputStream(file)) {
            return AccountsFile.parse(json);
        }
    }

    public Accounts addUser(String id, String displayName, String password) {
        return add(Account.of(id, Objects.requireNonNull(displayName), Objects.requireNonNull(password)));
    }

    /**
     * Adds an account that comes from LDAP.
     *
     * @param id        with Nextcloud's defaults a UUID
     * @param loginName the name with which its user logs in, which need not be free in Nextcloud's own database
     */
    public Accounts addLdapUser(String id, String loginName, String displayName, String password) {
        return add(Account.of(id, Objects.requireNonNull(displayName), Objects.requireNonNull(password))
                .withLdapLogin(Objects.requireNonNull(loginName)));
    }

    /** Removes the account and its memberships. */
    public synchronized Accounts deleteUser(String id) {
        Account deleted = existing(id);
        accounts.remove(key(id));
        ldapAccounts.remove(key(id));
        emails.values().forEach(owners -> owners.remove(key(id)));
        deleted.appPasswords().keySet().forEach(each -> appPasswords.get(each).remove(key(id)));
        groups.forget(key(id));
        noteCard(deleted);
        return this;
    }

    public Accounts setDisplayName(String id, String displayName) {
        return changeCard(id, account -> account.withName(Objects.requireNonNull(displayName)));
    }

    public Accounts setPassword(String id, String password) {
        return change(id, account -> account.withPassword(Objects.requireNonNull(password)));
    }

    /** Adds an app password, created under the account's id. Nextcloud's own have the form of {@link #createAppPassword}. */
    public synchronized Accounts addAppPassword(String id, String appPassword) {
        return addAppPassword(id, appPassword, existing(id).id());
    }

    /** Adds an app password that was created in a session with that login name: by Basic it works with no other. */
    public synchronized Accounts addAppPassword(String id, String appPassword, String loginName) {
        Map<String, String> changed = new HashMap<>(existing(id).appPasswords());
        changed.put(appPassword, loginName);
        appPasswords.computeIfAbsent(appPassword, any -> new LinkedHashSet<>()).add(key(id));
        return change(id, account -> account.withAppPasswords(changed));
    }

    /** Adds a new app password of 29 characters in five groups, as Nextcloud's settings page shows it, and returns it. */
    public String createAppPassword(String id) {
        String created = Stream.generate(() -> random.ints(5, 0, APP_PASSWORD_LETTERS.length())
                        .mapToObj(i -> APP_PASSWORD_LETTERS.substring(i, i + 1))
                        .collect(Collectors.joining()))
                .limit(5)
                .collect(Collectors.joining("-"));
        addAppPassword(id, created);
        return created;
    }

    public synchronized Accounts revokeAppPassword(String id, String appPassword) {
        Map<String, String> changed = new HashMap<>(existing(id).appPasswords());
        if (changed.remove(appPassword) == null) {
            throw new IllegalArgumentException("account " + id + " has no such app password");
        }
        appPasswords.get(appPassword).remove(key(id));
        return change(id, account -> account.withAppPasswords(changed));
    }

    /**
     * Sets the account's e-mail address, with which its user can log in too; like Nextcloud, without verification.
     * Earlier addresses keep working.
     */
    public synchronized Accounts setEmail(String id, String address) {
        changeCard(id, account -> account.withEmail(address));
        emails.computeIfAbsent(key(address), any -> new LinkedHashSet<>()).add(key(id));
        return this;
    }

    /** Disables the account: its right passwords are refused, and it still exists. */
    public Accounts disableUser(String id) {
        return changeCard(id, account -> account.withEnabled(false));
    }

    /** Ends {@link #disableUser}. */
    public Accounts enableUser(String id) {
        return changeCard(id, account -> account.withEnabled(true));
    }

    /** Sets whether the account is protected by a second factor, so that only app passwords work. */
    public Accounts setTwoFactor(String id, boolean twoFactor) {
        return change(id, account -> account.withTwoFactor(twoFactor));
    }

    /** Creates a group without members. Its display name may be that of another group. */
    public synchronized Accounts addGroup(String id, String displayName) {
        groups.add(id, displayName);
        return this;
    }

    /** Makes the account a member of the group, which is created if it does not exist. */
    public synchronized Accounts joinGroup(String id, String group) {
        groups.join(key(existing(id).id()), group);
        return this;
    }

    public synchronized Accounts leaveGroup(String id, String group) {
        groups.leave(key(existing(id).id()), group);
        return this;
    }

    /** Lets the account administer the group, whether it is a member or not. */
    public synchronized Accounts addGroupAdmin(String id, String group) {
        groups.addAdmin(key(existing(id).id()), group);
        return this;
    }

    public synchronized Accounts deleteGroup(String group) {
        groups.delete(group);
        return this;
    }

    /** Changes a group's display name; its id and the order of groups stay. */
    public synchronized Accounts renameGroup(String from, String to) {
        groups.rename(from, to);
        return this;
    }

    /** Forgets which cards have gone, as Nextcloud does after some time: older sync tokens never hear of them. */
    public synchronized Accounts forgetGoneCards() {
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
        return ldapAccounts.stream().map(accounts::get).toList();
    }

    @Override
    public synchronized List<Account> withEmail(String address) {
        return emails.getOrDefault(key(address), Set.of()).stream()
                .map(accounts::get)
                .toList();
    }

    @Override
    public synchronized List<AppPassword> appPasswords(String password) {
        return appPasswords.getOrDefault(password, Set.of()).stream()
                .map(accounts::get)
                .map(owner -> new AppPassword(owner, owner.appPasswords().get(password)))
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
    public synchronized Map<String, Contact> rosterOf(Account asker) {
        Map<String, Contact> roster = new LinkedHashMap<>();
        groups.sharedWith(key(asker.id()))
                .forEach((member, names) -> roster.put(
                        idOf(member), new Contact(accounts.get(member).name(), names)));
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

    private synchronized Accounts add(Account added) {
        if (accounts.putIfAbsent(key(added.id()), added) != null) {
            throw new IllegalArgumentException("account " + added.id() + " exists already");
        }
        if (added.ldapLogin().isPresent()) {
            ldapAccounts.add(key(added.id()));
        }
        noteCard(added);
        return this;
    }

    private synchronized Accounts change(String id, UnaryOperator<Account> change) {
        accounts.put(key(id), change.apply(existing(id)));
        return this;
    }

    private synchronized Accounts changeCard(String id, UnaryOperator<Account> change) {
        change(id, change);
        noteCard(existing(id));
        return this;
    }

    private void noteCard(Account account) {
        cards.remove(account.cardName());
        cards.put(account.cardName(), ++changeToken);
    }

    private String idOf(String key) {
        return accounts.get(key).id();
    }

    private Account existing(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no account " + id));
    }

    private static String key(String id) {
        return id.toLowerCase(Locale.ROOT);
    }
}
