package net.xcauth.bridge.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The commands of the program: the one list from which parser, help, manual, completion and launcher follow. */
public enum Subcommand {
    DOMAIN_LIST("domain list", "", "lists the domains in the database, without their secrets"),
    DOMAIN_ADD("domain add", "DOMAIN URL [SETTING...]", "adds or changes a domain; asks for its passwords"),
    DOMAIN_REMOVE("domain remove", "DOMAIN", "removes a domain from the database"),
    DOMAIN_TEST("domain test", "DOMAIN", "sends a test request to a domain's cloud"),
    CACHE_SHOW("cache show", "[USER@DOMAIN]", "shows what is remembered about a user, or totals"),
    CACHE_FORGET("cache forget", "USER@DOMAIN", "forgets what is remembered about a user"),
    CACHE_CLEAR("cache clear", "", "forgets what is remembered about all users"),
    CACHE_PRUNE("cache prune", "", "deletes expired entries"),
    USER_DELETE("user delete", "USER@DOMAIN", "deletes everything that the database knows about a user"),
    USER_MISSING("user missing", "[DOMAIN]", "lists known users who no longer exist in the cloud"),
    USER_CONFIRM_MISSING(
            "user confirm-missing", "DOMAIN", "treats all missing users as deleted, however many they are"),
    GROUP_DELETE("group delete", "GROUP@DOMAIN", "deletes a group from the database"),
    HOST_DELETE("host delete", "DOMAIN", "deletes an XMPP domain with all its users and groups"),
    ROSTER_SHOW("roster show", "USER@DOMAIN", "shows a user's roster in the cloud, and what is left out"),
    ROSTER_DIFF("roster diff", "USER@DOMAIN", "compares the cloud's roster with the database and ejabberd"),
    ROSTER_REFRESH("roster refresh", "[USER@DOMAIN]", "updates a user's roster, or all, in database and ejabberd"),
    DOCTOR("doctor", "[--login USER@DOMAIN]", "finds out what is wrong, and says what to do"),
    HELP("help", "[COMMAND]", "explains one command, or lists all options");

    private final String words;
    private final String parameters;
    private final String purpose;

    Subcommand(String words, String parameters, String purpose) {
        this.words = words;
        this.parameters = parameters;
        this.purpose = purpose;
    }

    /** The one or two words that it begins with. */
    public String words() {
        return words;
    }

    /** Its words and parameters, as {@code cache forget USER@DOMAIN}. */
    public String form() {
        return parameters.isEmpty() ? words : words + ' ' + parameters;
    }

    /** A phrase without a subject, as {@code forgets what is remembered about a user}. */
    public String purpose() {
        return purpose;
    }

    /** The command that begins with these words. */
    static Optional<Subcommand> named(String words) {
        return Arrays.stream(values())
                .filter(command -> command.words.equals(words))
                .findFirst();
    }

    /** The first words of all commands. */
    public static Set<String> firstWords() {
        return Arrays.stream(values())
                .map(command -> command.words.split(" ")[0])
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The names of the parameters, including the optional ones; a last one that ends in dots may be repeated. */
    List<String> parameters() {
        return parameters.isEmpty()
                ? List.of()
                : List.of(parameters.replaceAll("[\\[\\]]", "").split(" "));
    }

    /** True if it takes this number of arguments. */
    boolean accepts(int count) {
        long optional = parameters.chars().filter(c -> c == '[').count();
        return (count <= parameters().size() || parameters.endsWith("...]"))
                && count >= parameters().size() - optional;
    }
}
