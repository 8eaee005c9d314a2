package net.xcauth.bench;

import java.util.stream.Collectors;

/** Prints a crowd in the form in which the demo cloud reads its accounts. */
final class CrowdFile {

    private CrowdFile() {}

    /** @param arguments how many users, and {@code one-password} if all have that of number 0 */
    public static void main(String[] arguments) {
        System.out.println(json(new Crowd(0, Integer.parseInt(arguments[0]), arguments.length > 1)));
    }

    /** Names and passwords of a crowd contain nothing that JSON would want escaped. */
    static String json(Crowd crowd) {
        return crowd.members().stream()
                .map(member -> "  {\"id\": \"" + member.user() + "\", \"password\": \"" + member.password() + "\"}")
                .collect(Collectors.joining(",\n", "{\"users\": [\n", "\n]}"));
    }
}
