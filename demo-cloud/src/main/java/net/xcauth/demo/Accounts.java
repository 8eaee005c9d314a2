package net.xcauth.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The cloud's users and groups. Safe for use by several threads; a change is seen by the next request.
 * Account ids keep their spelling and are found without regard to case; a group is known by its display name.
 * Methods that change an account or a group throw {@link IllegalArgumentException} if it does not exist.
 */
public final class Accounts {

    private final Map<String, Account> accounts = new LinkedHashMap<>();
    /** From e-mail address to account. */
    private final Map<String, String> emails = new HashMap<>();
    private final Set<String> disabled = new HashSet<>();
    private final Map<String, Set<String>> groups = new LinkedHashMap<>();

    /** One line of a shared roster: whom the asker sees, and in which of the asker's own groups. */
    record Contact(String name, List<String> groups) {
    }

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

    public synchronized Accounts addUser(String id, String displayName, String password) {
        Account added = new Account(id, Objects.requireNonNull(displayName), Objects.requireNonNull(password), Set.of());
        if (accounts.putIfAbsent(key(id), added) != null) {
            throw new IllegalArgumentException("account " + id + " exists already");
        }
        return this;
    }

    /** Removes the account and its memberships. */
    public synchronized Accounts deleteUser(String id) {
        existing(id);
        accounts.remove(key(id));
        disabled.remove(key(id));
        emails.values().removeIf(owner -> key(owner).equals(key(id)));
        groups.values().forEach(members -> members.remove(key(id)));
        return this;
    }

    public synchronized Accounts setDisplayName(String id, String displayName) {
        accounts.put(key(id), existing(id).withName(Objects.requireNonNull(displayName)));
        return this;
    }

    public synchronized Accounts setPassword(String id, String password) {
        accounts.put(key(id), existing(id).withPassword(Objects.requireNonNull(password)));
        return this;
    }

    public synchronized Accounts addAppPassword(String id, String appPassword) {
        Set<String> changed = new HashSet<>(existing(id).appPasswords());
        changed.add(appPassword);
        accounts.put(key(id), existing(id).withAppPasswords(changed));
        return this;
    }

    public synchronized Accounts revokeAppPassword(String id, String appPassword) {
        Set<String> changed = new HashSet<>(existing(id).appPasswords());
        if (!changed.remove(appPassword)) {
            throw new IllegalArgumentException("account " + id + " has no such app password");
        }
        accounts.put(key(id), existing(id).withAppPasswords(changed));
        return this;
    }

    /** Sets the account's e-mail address, with which its user can log in too; like Nextcloud, without verification. */
    public synchronized Accounts setEmail(String id, String address) {
        emails.put(key(address), existing(id).id());
        return this;
    }

    /** Disables the account: its right passwords are refused with that reason, and it still exists. */
    public synchronized Accounts disableUser(String id) {
        disabled.add(key(existing(id).id()));
        return this;
    }

    /** Ends {@link #disableUser}. */
    public synchronized Accounts enableUser(String id) {
        disabled.remove(key(existing(id).id()));
        return this;
    }

    /** Makes the account a member of the group, which is created if it does not exist. */
    public synchronized Accounts joinGroup(String id, String group) {
        existing(id);
        groups.computeIfAbsent(Objects.requireNonNull(group), name -> new LinkedHashSet<>()).add(key(id));
        return this;
    }

    public synchronized Accounts leaveGroup(String id, String group) {
        existing(id);
        members(group).remove(key(id));
        return this;
    }

    /** Changes a group's display name; the order of groups stays. */
    public synchronized Accounts renameGroup(String from, String to) {
        members(from);
        if (!from.equals(to) && groups.containsKey(to)) {
            throw new IllegalArgumentException("group " + to + " exists already");
        }
        Map<String, Set<String>> renamed = new LinkedHashMap<>();
        groups.forEach((name, members) -> renamed.put(name.equals(from) ? to : name, members));
        groups.clear();
        groups.putAll(renamed);
        return this;
    }

    synchronized Optional<Account> find(String id) {
        return Optional.ofNullable(accounts.get(key(id)));
    }

    /** The account with that name or, if there is none, that e-mail address: Nextcloud 32 takes either. */
    synchronized Optional<Account> findForLogin(String name) {
        return find(name).or(() -> Optional.ofNullable(emails.get(key(name))).flatMap(this::find));
    }

    synchronized boolean isDisabled(Account account) {
        return disabled.contains(key(account.id()));
    }

    /** Every member of every group of this account, by account id; empty if it is in no group. */
    synchronized Map<String, Contact> rosterOf(Account asker) {
        Map<String, Contact> roster = new LinkedHashMap<>();
        groups.forEach((group, members) -> {
            if (members.contains(key(asker.id()))) {
                members.stream().map(accounts::get).forEach(member -> roster
                        .computeIfAbsent(member.id(), id -> new Contact(member.name(), new ArrayList<>()))
                        .groups().add(group));
            }
        });
        return roster;
    }

    private Account existing(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no account " + id));
    }

    private Set<String> members(String group) {
        Set<String> members = groups.get(group);
        if (members == null) {
            throw new IllegalArgumentException("no group " + group);
        }
        return members;
    }

    private static String key(String id) {
        return id.toLowerCase(Locale.ROOT);
    }
}
