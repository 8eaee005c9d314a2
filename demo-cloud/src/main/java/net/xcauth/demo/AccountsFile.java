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

/** The JSON form of {@link Accounts}. Users need an id and a password; everything else may be left out. */
record AccountsFile(List<User> users, List<Group> groups) {

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(AccountsFile.class);

    record User(String id, String name, String password, List<String> appPasswords) {
    }

    record Group(String name, List<String> members) {
    }

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
        for (User user : orEmpty(users)) {
            require(user != null && notBlank(user.id), "every user needs an \"id\"");
            require(notBlank(user.password), "user " + user.id + " needs a \"password\"");
            accounts.addUser(user.id, user.name == null ? user.id : user.name, user.password);
            for (String appPassword : orEmpty(user.appPasswords)) {
                require(notBlank(appPassword), "user " + user.id + " has an empty app password");
                accounts.addAppPassword(user.id, appPassword);
            }
        }
        for (Group group : orEmpty(groups)) {
            require(group != null && notBlank(group.name), "every group needs a \"name\"");
            for (String member : orEmpty(group.members)) {
                require(member != null && accounts.find(member).isPresent(),
                        "group " + group.name + " has the member " + member + ", who is not among the users");
                accounts.joinGroup(member, group.name);
            }
        }
        return accounts;
    }

    private static String describe(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return where + "unknown or of a wrong type: " + mapping.getPath().stream()
                    .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : "." + part.getFieldName())
                    .collect(Collectors.joining()).substring(1);
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
