package net.xcauth.demo;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Reads users and groups from JSON in the form of {@code demo-accounts.json}. A user must have an id and a password, a
 * group must have a name; everything else is optional. The id of a group defaults to its name.
 */
public final class AccountsFile {

    private static final String DEMO = "demo-accounts.json";
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(Content.class);

    private final DemoAccounts accounts = DemoAccounts.empty();

    private AccountsFile() {}

    private record Content(List<User> users, List<Group> groups) {}

    private record User(
            String id,
            String name,
            String password,
            List<String> appPasswords,
            String email,
            String ldapLogin,
            boolean twoFactor,
            boolean disabled) {}

    private record Group(String id, String name, List<String> members, List<String> admins) {}

    /** Returns a new copy of the demo's users and groups. */
    public static DemoAccounts demo() {
        try (InputStream json = Objects.requireNonNull(AccountsFile.class.getResourceAsStream(DEMO), DEMO)) {
            return parse(json);
        } catch (InvalidAccountsException e) {
            throw new IllegalStateException(DEMO + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws InvalidAccountsException if its content is invalid; the message says where, without quoting any value
     * @throws IOException              if the file cannot be read
     */
    public static DemoAccounts read(Path file) throws IOException, InvalidAccountsException {
        try (InputStream json = Files.newInputStream(file)) {
            return parse(json);
        }
    }

    private static DemoAccounts parse(InputStream json) throws IOException, InvalidAccountsException {
        Content content;
        try {
            content = READER.readValue(json);
        } catch (JsonProcessingException e) {
            // Neither its message nor the exception as the cause: it may quote a password.
            throw new InvalidAccountsException(describe(e));
        }
        require(content != null, "expected an object with \"users\" and \"groups\"");
        AccountsFile file = new AccountsFile();
        for (User user : orEmpty(content.users)) {
            file.add(user);
        }
        for (Group group : orEmpty(content.groups)) {
            file.add(group);
        }
        return file.accounts;
    }

    private void add(User user) throws InvalidAccountsException {
        require(user != null && notBlank(user.id), "every user needs an \"id\"");
        require(notBlank(user.password), "user " + user.id + " needs a \"password\"");
        require(accounts.find(user.id).isEmpty(), "user " + user.id + " occurs twice");
        String name = user.name == null ? user.id : user.name;
        if (user.ldapLogin == null) {
            accounts.addUser(user.id, name, user.password);
        } else {
            accounts.addLdapUser(user.id, user.ldapLogin, name, user.password);
        }
        for (String appPassword : orEmpty(user.appPasswords)) {
            require(notBlank(appPassword), "user " + user.id + " has an empty app password");
            accounts.addAppPassword(user.id, appPassword);
        }
        if (user.email != null) {
            accounts.setEmail(user.id, user.email);
        }
        accounts.setTwoFactor(user.id, user.twoFactor);
        if (user.disabled) {
            accounts.disableUser(user.id);
        }
    }

    private void add(Group group) throws InvalidAccountsException {
        require(group != null && notBlank(group.name), "every group needs a \"name\"");
        String id = group.id == null ? group.name : group.id;
        require(accounts.group(id).isEmpty(), "group " + id + " occurs twice");
        accounts.addGroup(id, group.name);
        for (String member : orEmpty(group.members)) {
            requireUser(member, "member of group " + group.name);
            accounts.joinGroup(member, id);
        }
        for (String admin : orEmpty(group.admins)) {
            requireUser(admin, "administrator of group " + group.name);
            accounts.addGroupAdmin(admin, id);
        }
    }

    private void requireUser(String id, String role) throws InvalidAccountsException {
        require(id != null && accounts.find(id).isPresent(), id + ", " + role + ", is not one of the users");
    }

    private static String describe(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return where + "unknown name or wrong type: "
                    + mapping.getPath().stream()
                            .map(part -> part.getFieldName() == null
                                    ? "[" + part.getIndex() + "]"
                                    : "." + part.getFieldName())
                            .collect(Collectors.joining())
                            .substring(1);
        }
        return where + "not valid JSON of the expected form";
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }

    private static boolean notBlank(String text) {
        return text != null && !text.isBlank();
    }

    private static void require(boolean condition, String otherwise) throws InvalidAccountsException {
        if (!condition) {
            throw new InvalidAccountsException(otherwise);
        }
    }
}
