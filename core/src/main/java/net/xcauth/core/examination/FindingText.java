package net.xcauth.core.examination;

import java.util.Locale;
import net.xcauth.core.text.Sentence;

/** What findings say. Titles begin with what was looked at, remedies end with a full stop. */
public enum FindingText implements Sentence {
    ENCRYPTION_TITLE("encryption of {0}"),
    ADDRESS_TITLE("address of {0}"),
    TLS_TITLE("TLS of {0}"),
    API_TITLE("API at {0}"),
    PASSWORD_TITLE("password check at {0}"),
    ROSTER_TITLE("shared roster at {0}"),
    CLOCK_TITLE("clock of {0}"),
    TIME_TITLE("answer time of {0}"),
    /** A cloud's address, and the domain whose secret is tried. */
    OF_DOMAIN("{0} ({1})"),
    OF_OTHER_DOMAINS("{0} (other domains)"),

    SKIPPED_CONNECTION("no connection can be made"),
    SKIPPED_TLS("there is no trusted TLS connection"),
    SKIPPED_API("the API does not answer"),
    SKIPPED_CLOUD("the cloud does not answer"),
    /** What happened, and its details, which are in English. */
    FAILED("{0}: {1}"),
    BROKE_OFF("the examination broke off: {0}"),
    BROKE_OFF_PLACE("the examination broke off: {0} at {1} line {2}"),
    BROKE_OFF_REMEDY("This is a fault in xcauth, not in your installation: report it with this line and "
            + "xcauth --version."),

    IN_THE_CLEAR("there is none: passwords travel to {0} in the clear"),
    IN_THE_CLEAR_REMEDY("Let the cloud offer https, and change url to https://."),

    PROXY("the proxy {0}"),
    HOST_UNRESOLVED("the name of {0} cannot be resolved"),
    PROXY_UNRESOLVED("the name of the proxy {0} cannot be resolved"),
    UNRESOLVED_REMEDY("Check its spelling in the configuration, and name resolution on this machine: "
            + "getent hosts {0}"),
    ACCEPTS("{0} is {1} port {2}, and accepts connections"),
    /** Who, address, port, and a refusal. */
    REFUSES("{0} is {1} port {2}, which {3}"),
    REFUSES_FIRST("{0} is {1} port {2}, which {3}; {4} would accept connections, but the first address of a name is "
            + "taken"),
    REFUSES_FIRST_REMEDY("Correct the name's addresses in DNS or /etc/hosts. {0}"),

    REFUSAL_SILENT("does not answer in time"),
    REFUSAL_SILENT_REMEDY("The machine is off, or a firewall on the way or there drops what this machine sends: check "
            + "both, and the address."),
    REFUSAL_CLOSED("refuses the connection"),
    REFUSAL_CLOSED_REMEDY("Nothing listens on that port, or a firewall rejects it: check that the web server or proxy "
            + "runs there, and the port."),
    REFUSAL_NO_ROUTE("cannot be reached ({0})"),
    REFUSAL_NO_ROUTE_REMEDY("No route leads there, or a firewall rejects it: check this machine's network and the "
            + "firewalls on the way."),
    REFUSAL_FORBIDDEN("may not be connected to from here ({0})"),
    REFUSAL_FORBIDDEN_REMEDY("This machine blocks it: check its own firewall, SELinux or AppArmor, and IPAddressDeny= "
            + "in the systemd unit."),
    REFUSAL_OTHER("cannot be connected to ({0})"),
    REFUSAL_OTHER_REMEDY("Check the network, and the firewalls on the way."),

    NO_CONNECTION("no connection: {0}"),
    NO_TUNNEL_REMEDY("Let the proxy pass connections to this host and port without a login, or use none; its log says "
            + "more."),
    CERTIFICATE("the certificate is trusted and for {0}; it expires in {1} days, on {2}"),
    CERTIFICATE_ONE_DAY("the certificate is trusted and for {0}; it expires in 1 day, on {1}"),
    CERTIFICATE_ENDS_REMEDY("Renew it, and find out why that did not happen by itself: once it has expired, the cloud "
            + "counts as unreachable."),
    CERTIFICATE_EXPIRED("the certificate is trusted and for {0}, but it expired on {1}"),
    CERTIFICATE_EXPIRED_REMEDY("Renew it."),

    API_ANSWERS("the cloud takes the secret, and does not know a made-up account"),
    /** How many secrets there are. */
    API_TAKES_FIRST("the cloud takes the first of {0} secrets, and does not know a made-up account"),
    /** A secret's number, and how many there are. */
    API_TAKES_OTHER("the cloud takes secret number {0} of {1}, not the first, and does not know a made-up account"),
    API_TAKES_OTHER_REMEDY("Logins go on meanwhile. If the first is the new one, give it to the cloud now; if the first is "
            + "the former one, take it away here an hour after the cloud was changed."),
    API_KNOWS_ALL("the cloud takes the secret, but says that a made-up account exists"),
    API_KNOWS_ALL_REMEDY("Look at the cloud's user backends: one of them knows everybody."),
    STATUS_LOGIN_REMEDY("The cloud's web server, or what is before it, keeps this machine out: let it reach the API "
            + "address without a login."),
    STATUS_NOTHING_REMEDY("Nothing is at this address: compare it with the one in the cloud's JSXC settings, and check "
            + "that the JSXC app is enabled."),
    STATUS_PROXY_LOGIN_REMEDY("Let the proxy pass this machine without a login, or reach the cloud without it."),
    STATUS_GATEWAY_REMEDY("A web server or proxy before the cloud runs, but the cloud behind it does not answer: check "
            + "PHP or the cloud's container, and their logs."),

    PASSWORD_REFUSED("a made-up password was refused"),
    PASSWORD_ACCEPTED("a made-up password for a made-up account was accepted"),
    PASSWORD_ACCEPTED_REMEDY("Look at once at the cloud's user backends: one of them lets everybody in."),
    ROSTER_NONE("a made-up account has none"),
    ROSTER_ANY("a made-up account has one"),
    ROSTER_ANY_REMEDY("Look at the cloud's user backends: one of them knows everybody. Check the version of the JSXC "
            + "app, too."),

    CLOCK_UNKNOWN("the cloud's web server does not say its time"),
    CLOCK_AGREES("this machine's clock and the cloud's agree"),
    CLOCK_HERE_AHEAD("this machine's clock is ahead of the cloud's by {0} s"),
    CLOCK_CLOUD_AHEAD("the cloud's clock is ahead of this machine's by {0} s"),
    /** After one of the two before. */
    CLOCK_HARMLESS("{0}, which does no harm"),
    CLOCK_EARLY("{0}, so that tokens expire too early"),
    CLOCK_LATE("{0}, so that tokens live too long"),
    CLOCK_REMEDY("Let both machines take their time from the network (NTP): look at timedatectl or chronyc tracking "
            + "there and here."),
    TIME("the cloud answered in {0} ms, of {1} ms that it has"),
    TIME_REMEDY("Under load it may count as unreachable: find out why the cloud is slow (Nextcloud delays this machine "
            + "after wrong passwords), or raise the second number of timeout.");

    private final String english;

    FindingText(String english) {
        this.english = english;
    }

    @Override
    public String key() {
        return "finding." + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String english() {
        return english;
    }
}
