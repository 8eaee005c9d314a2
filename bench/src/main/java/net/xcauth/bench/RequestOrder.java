package net.xcauth.bench;

/**
 * The order in which one of several connections sends its share of the requests, by index. The shares do not overlap: a
 * server that coalesces equal concurrent requests to the cloud would otherwise look too good.
 */
final class RequestOrder {

    private final int step;
    private final int end;
    private final boolean endless;
    private final int first;
    private int next;

    private RequestOrder(int connection, int connections, int end, boolean endless) {
        this.first = connection;
        this.next = connection;
        this.step = connections;
        this.end = end;
        this.endless = endless;
    }

    /** Each request is sent once, by one of the connections. */
    static RequestOrder once(int connection, int connections, int requests) {
        return new RequestOrder(connection, connections, requests, false);
    }

    /**
     * The connection repeats its share. All shares have the same size, so a remainder of the requests is left out. With
     * fewer requests than connections, connections share a request after all.
     */
    static RequestOrder endless(int connection, int connections, int requests) {
        int used = requests < connections ? requests : requests - requests % connections;
        return new RequestOrder(connection % used, connections, used, true);
    }

    boolean hasNext() {
        return next < end;
    }

    int next() {
        int index = next;
        next += step;
        if (endless && next >= end) {
            next = first;
        }
        return index;
    }
}
