package net.xcauth.test;

/** How much of something a test does. */
public final class Volume {
    private static final boolean FULL_SIZE = Boolean.getBoolean("xcauth.fullSize");

    private Volume() {}

    /**
     * Chooses what fits the run.
     *
     * @param enough   proves the sentence under test
     * @param fullSize finds what is rare, with {@code -Dxcauth.fullSize=true}
     */
    public static int of(int enough, int fullSize) {
        return FULL_SIZE ? fullSize : enough;
    }

    /** Whether tests run at their full size. */
    public static boolean isFull() {
        return FULL_SIZE;
    }
}
