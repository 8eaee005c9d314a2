package net.xcauth.bridge.tool;

/** Numbers of things. */
final class Counted {
    private Counted() {}

    /** As {@code 1 password} or {@code 2 passwords}. */
    static String of(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }
}
