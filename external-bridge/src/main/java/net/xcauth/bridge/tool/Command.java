package net.xcauth.bridge.tool;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Everything that can be done, and what each needs. */
enum Command {
    DOMAIN_LIST("domain list", "", "lists the domains in the database, without their secrets"),
    DOMAIN_ADD("domain add", "DOMAIN URL [SETTING...]", "adds or changes a domain; reads its passwords"),
    DOMAIN_REMOVE("domain remove", "DOMAIN", "removes a domain from the database"),
    DOMAIN_TEST("domain test", "DOMAIN", "asks the cloud of a domain something"),
    CACHE_SHOW("cache show", "[USER@DOMAIN]", "shows what is remembered of a user, or how much of all"),
    CACHE_FORGET("cache forget", "USER@DOMAIN", "forgets a user's passwords and existence"),
    CACHE_CLEAR("cache clear", "", "forgets the passwords and existence of everybody"),
    CACHE_PRUNE("cache prune", "", "deletes what can never count again"),
    USER_DELETE("user delete", "USER@DOMAIN", "deletes all that the database knows of a user"),
    USER_MISSING("user missing", "[DOMAIN]", "lists known users whom the cloud does not know any more"),
    USER_CONFIRM_MISSING(
            "user confirm-missing", "DOMAIN", "takes those of a domain for deleted, however many they are"),
    GROUP_DELETE("group delete", "GROUP@DOMAIN", "deletes a group from the database"),
    HOST_DELETE("host delete", "DOMAIN", "deletes an XMPP domain and all its users and groups"),
    ROSTER_SHOW("roster show", "USER@DOMAIN", "asks the cloud whom a user's roster shows, and why not others"),
    ROSTER_DIFF("roster diff", "USER@DOMAIN", "compares that with the database and ejabberd"),
    ROSTER_REFRESH("roster refresh", "[USER@DOMAIN]", "brings the roster of a user, or all, up to date there");

    private final String words;
    private final String parameters;
    private final String purpose;

    Command(String words, String parameters, String purpose) {
        this.words = words;
        this.parameters = parameters;
        this.purpose = purpose;
    }

    /** The two words that it begins with. */
    String words() {
        return words;
    }

    /** How it is written. */
    String form() {
        return parameters.isEmpty() ? words : words + ' ' + parameters;
    }

    String purpose() {
        return purpose;
    }

    /** What the words behind it are called, those that may be missing too. There may be more of a last one that ends in dots. */
    List<String> parameters() {
        return parameters.isEmpty()
                ? List.of()
                : List.of(parameters.replaceAll("[\\[\\]]", "").split(" "));
    }

    /** Whether so many words may follow it. */
    boolean takes(int count) {
        long optional = parameters.chars().filter(c -> c == '[').count();
        return (count <= parameters().size() || parameters.endsWith("...]"))
                && count >= parameters().size() - optional;
    }

    static Optional<Command> named(String words) {
        return Arrays.stream(values())
                .filter(command -> command.words.equals(words))
                .findFirst();
    }
}
