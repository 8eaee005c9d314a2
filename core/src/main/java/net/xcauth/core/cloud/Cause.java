package net.xcauth.core.cloud;

import java.util.Locale;
import net.xcauth.core.text.Sentence;
import net.xcauth.core.text.Text;

/** Why the cloud gave no answer about the user. */
public enum Cause {
    CONNECT(true, "no connection to the cloud",
            "Check the API address, name resolution, the network, the firewall and that the cloud's web server runs."),
    TIMEOUT(true, "the cloud did not answer in time",
            "Check the cloud's load and its log; repeated wrong passwords make Nextcloud delay logins from this address."),
    TLS(true, "no trusted TLS connection to the cloud",
            "Check that the cloud's certificate is valid for this host name, has not expired, and that its authority is"
                    + " trusted here or in the configured CA file."),
    DISCONNECTED(true, "the cloud closed the connection",
            "Look into the logs of the cloud's web server and of any proxy in between."),
    MAINTENANCE(true, "the cloud is in maintenance",
            "Wait for the maintenance to end, or end it with 'occ maintenance:mode --off'."),
    HTTP_STATUS(true, "the cloud answered with an unexpected HTTP status",
            "Check the API address and look into the cloud's web server log."),
    REDIRECT(true, "the cloud redirects the request",
            "Redirects are not followed, since they would carry the password elsewhere: configure the final API address."),
    NOT_JSON(true, "the cloud's answer is not JSON",
            "Check that the API address ends in /apps/ojsxc/ajax/externalApi.php and that the JSXC app is enabled."),
    UNEXPECTED_JSON(true, "the cloud's answer is not the JSXC API's",
            "Check the API address and the version of the JSXC app."),
    TOO_LARGE(true, "the cloud's answer is too large",
            "Check that the API address is the JSXC API's; if it is, look at what the cloud sends."),
    SIGNATURE(false, "the cloud does not accept the request's signature",
            "Compare the API secret with the one in the cloud's JSXC settings, and check that no proxy rewrites requests."),
    CLOUD_ERROR(false, "the cloud reports an error",
            "Look into the cloud's own log, and check the version of the JSXC app."),
    OVERLOAD(false, "too many requests are waiting for the cloud",
            "Check why the cloud is slow, or allow more requests at once."),
    CIRCUIT_OPEN(false, "the cloud failed several times in a row and is not asked for a moment",
            "Look for the failure that was logged before; the cloud is tried again by itself."),
    NO_ENDPOINT(false, "no cloud is configured for this domain",
            "Add the domain to the configuration, or configure a default cloud.");

    private final boolean outage;
    private final String text;
    private final String remedy;

    private record Part(String key, String english) implements Sentence {
    }

    Cause(boolean outage, String text, String remedy) {
        this.outage = outage;
        this.text = text;
        this.remedy = remedy;
    }

    /** A few words for logs and people. */
    public String text() {
        return text;
    }

    /** One sentence on what an administrator should look at. */
    public String remedy() {
        return remedy;
    }

    /** The {@link #text}, for other languages. */
    public Text what() {
        return new Part(key("text"), text).with();
    }

    /** The {@link #remedy}, for other languages. */
    public Text advice() {
        return new Part(key("remedy"), remedy).with();
    }

    /** Whether the cloud is down or broken, so that asking it again at once is of no use. */
    public boolean outage() {
        return outage;
    }

    private String key(String part) {
        return "cause." + name().toLowerCase(Locale.ROOT) + '.' + part;
    }
}
