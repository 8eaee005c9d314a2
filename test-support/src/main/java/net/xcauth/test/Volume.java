package net.xcauth.test;

/** The size of tests that repeat something. */
public final class Volume {
    private static final boolean FULL_SIZE = Boolean.getBoolean("xcauth.fullSize");

    private Volume() {}

    /**
     * Chooses the size for this run.
     *
     * @param enough   sufficient to test the statement
     * @param fullSize large enough to find rare faults, used with {@code -Dxcauth.fullSize=true}
     */
    public static int of(int enough, int fullSize) {
        return FULL_SIZE ? fullSize : enough;
    }

    /** True if tests run at full size. */
    public static boolean isFull() {
        return FULL_SIZE;
    }
}
