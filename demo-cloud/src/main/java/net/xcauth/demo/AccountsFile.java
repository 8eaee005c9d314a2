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
import org.jspecify.annotations.Nullable;

/**
 * Reads users and groups from JSON in the form of {@code demo-accounts.json}. A user must have an id and a password, a
 * group must have a name; everything else is optional. The id of a group defaults to its name.
 */
public final class AccountsFile {

    private static final String DEMO = "demo-accounts.json";
    private static final String USER_ID_MISSING = "every user needs an \"id\"";
    private static final String GROUP_NAME_MISSING = "every group needs a \"name\"";
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(Content.class);

    private final DemoAccounts accounts = DemoAccounts.empty();

    private AccountsFile() {}

    private record Content(
            @Nullable List<@Nullable User> users, @Nullable List<@Nullable Group> groups) {}

    private record User(
            @Nullable String id,
            @Nullable String name,
            @Nullable String password,
            @Nullable List<@Nullable String> appPasswords,
            @Nullable String email,
            @Nullable String ldapLogin,
            boolean twoFactor,
            boolean disabled) {}

    private record Group(
            @Nullable String id,
            @Nullable String name,
            @Nullable List<@Nullable String> members,
            @Nullable List<@Nullable String> admins) {}

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
        @Nullable Content content;
        try {
            content = READER.readValue(json);
        } catch (JsonProcessingException e) {
            // Neither its message nor the exception as the cause: it may quote a password.
            throw new InvalidAccountsException(describe(e));
        }
        if (content == null) {
            throw new InvalidAccountsException("expected an object with \"users\" and \"groups\"");
        }
        AccountsFile file = new AccountsFile();
        for (User user : orEmpty(content.users)) {
            file.add(user);
        }
        for (Group group : orEmpty(content.groups)) {
            file.add(group);
        }
        return file.accounts;
    }

    private void add(@Nullable User user) throws InvalidAccountsException {
        if (user == null) {
            throw new InvalidAccountsException(USER_ID_MISSING);
        }
        String id = required(user.id, USER_ID_MISSING);
        String password = required(user.password, "user " + id + " needs a \"password\"");
        require(accounts.find(id).isEmpty(), "user " + id + " occurs twice");
        String name = user.name == null ? id : user.name;
        if (user.ldapLogin == null) {
            accounts.addUser(id, name, password);
        } else {
            accounts.addLdapUser(id, user.ldapLogin, name, password);
        }
        for (String appPassword : orEmpty(user.appPasswords)) {
            accounts.addAppPassword(id, required(appPassword, "user " + id + " has an empty app password"));
        }
        if (user.email != null) {
            accounts.setEmail(id, user.email);
        }
        accounts.setTwoFactor(id, user.twoFactor);
        if (user.disabled) {
            accounts.disableUser(id);
        }
    }

    private void add(@Nullable Group group) throws InvalidAccountsException {
        if (group == null) {
            throw new InvalidAccountsException(GROUP_NAME_MISSING);
        }
        String name = required(group.name, GROUP_NAME_MISSING);
        String id = group.id == null ? name : group.id;
        require(accounts.group(id).isEmpty(), "group " + id + " occurs twice");
        accounts.addGroup(id, name);
        for (String member : orEmpty(group.members)) {
            accounts.joinGroup(existing(member, "member of group " + name), id);
        }
        for (String admin : orEmpty(group.admins)) {
            accounts.addGroupAdmin(existing(admin, "administrator of group " + name), id);
        }
    }

    private String existing(@Nullable String id, String role) throws InvalidAccountsException {
        if (id == null || accounts.find(id).isEmpty()) {
            throw new InvalidAccountsException(id + ", " + role + ", is not one of the users");
        }
        return id;
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

    private static <T extends @Nullable Object> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static String required(@Nullable String text, String otherwise) throws InvalidAccountsException {
        if (text == null || text.isBlank()) {
            throw new InvalidAccountsException(otherwise);
        }
        return text;
    }

    private static void require(boolean condition, String otherwise) throws InvalidAccountsException {
        if (!condition) {
            throw new InvalidAccountsException(otherwise);
        }
    }
}
