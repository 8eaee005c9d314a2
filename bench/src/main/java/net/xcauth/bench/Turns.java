package net.xcauth.bench;

/**
 * Which questions one of several connections asks, by their indices. No two connections ever have the same question:
 * a server that asks the cloud once for equal simultaneous questions would be flattered.
 */
final class Turns {

    private final int step;
    private final int end;
    private final boolean endless;
    private final int first;
    private int next;

    private Turns(int connection, int connections, int end, boolean endless) {
        this.first = connection;
        this.next = connection;
        this.step = connections;
        this.end = end;
        this.endless = endless;
    }

    /** Between them, the connections ask each question once. */
    static Turns once(int connection, int connections, int questions) {
        return new Turns(connection, connections, questions, false);
    }

    /**
     * Round after round. Questions that would not give every connection an equal number are left out; with fewer
     * questions than connections, some connections share one after all.
     */
    static Turns endless(int connection, int connections, int questions) {
        int asked = questions < connections ? questions : questions - questions % connections;
        return new Turns(connection % asked, connections, asked, true);
    }

    boolean hasNext() {
        return next < end;
    }

    int next() {
        int turn = next;
        next += step;
        if (endless && next >= end) {
            next = first;
        }
        return turn;
    }
}
