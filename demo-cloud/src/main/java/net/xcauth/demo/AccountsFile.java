package net.xcauth.demo;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The JSON form of {@link Accounts}. Users need an id and a password, groups a name; everything else may be left out. A
 * group without an id has its name for one.
 */
record AccountsFile(List<User> users, List<Group> groups) {

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(AccountsFile.class);

    record User(
            String id,
            String name,
            String password,
            List<String> appPasswords,
            String email,
            String ldapLogin,
            boolean twoFactor,
            boolean disabled) {}

    record Group(String id, String name, List<String> members, List<String> admins) {}

    static Accounts parse(InputStream json) throws IOException, InvalidAccountsException {
        AccountsFile file;
        try {
            file = READER.readValue(json);
        } catch (JsonProcessingException e) {
            // Neither its message nor itself as the cause: it may quote a password.
            throw new InvalidAccountsException(describe(e));
        }
        if (file == null) {
            throw new InvalidAccountsException("an object with \"users\" and \"groups\" is expected");
        }
        try {
            return file.toAccounts();
        } catch (IllegalArgumentException e) {
            throw new InvalidAccountsException(e.getMessage());
        }
    }

    private Accounts toAccounts() {
        Accounts accounts = Accounts.empty();
        orEmpty(users).forEach(user -> add(user, accounts));
        orEmpty(groups).forEach(group -> add(group, accounts));
        return accounts;
    }

    private static void add(User user, Accounts accounts) {
        require(user != null && notBlank(user.id), "every user needs an \"id\"");
        require(notBlank(user.password), "user " + user.id + " needs a \"password\"");
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

    private static void add(Group group, Accounts accounts) {
        require(group != null && notBlank(group.name), "every group needs a \"name\"");
        String id = group.id == null ? group.name : group.id;
        accounts.addGroup(id, group.name);
        for (String member : orEmpty(group.members)) {
            requireUser(accounts, member, "group " + group.name + " has the member ");
            accounts.joinGroup(member, id);
        }
        for (String admin : orEmpty(group.admins)) {
            requireUser(accounts, admin, "group " + group.name + " has the administrator ");
            accounts.addGroupAdmin(admin, id);
        }
    }

    private static void requireUser(Accounts accounts, String id, String beginning) {
        require(id != null && accounts.find(id).isPresent(), beginning + id + ", who is not among the users");
    }

    private static String describe(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return where + "unknown or of a wrong type: "
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

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
