package net.xcauth.core.examination;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;

/**
 * Why a TCP connection was not made.
 *
 * @param what   ends a sentence that begins with the address
 * @param remedy a sentence
 */
record Refusal(String what, String remedy) {

    /** What the exception of a connection attempt means. */
    static Refusal of(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof SocketTimeoutException) {
            return new Refusal("does not answer in time", "The machine is off, or a firewall on the way or there drops "
                    + "what this machine sends: check both, and the address.");
        }
        if (failure instanceof ConnectException && message.contains("refused")) {
            return new Refusal("refuses the connection", "Nothing listens on that port, or a firewall rejects it: "
                    + "check that the web server or proxy runs there, and the port.");
        }
        if (failure instanceof NoRouteToHostException || message.contains("unreachable")) {
            return new Refusal("cannot be reached (" + message + ")", "No route leads there, or a firewall rejects it: "
                    + "check this machine's network and the firewalls on the way.");
        }
        if (message.contains("ermission denied") || message.contains("not permitted")) {
            return new Refusal("may not be connected to from here (" + message + ")", "This machine blocks it: check "
                    + "its own firewall, SELinux or AppArmor, and IPAddressDeny= in the systemd unit.");
        }
        return new Refusal("cannot be connected to (" + message + ")",
                "Check the network, and the firewalls on the way.");
    }
}
