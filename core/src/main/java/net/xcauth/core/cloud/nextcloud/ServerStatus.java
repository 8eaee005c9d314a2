package net.xcauth.core.cloud.nextcloud;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.http.HttpOutcome;

/**
 * The contents of {@code status.php}: the product, its version and its state.
 *
 * @param maintenance    true if the cloud is in maintenance mode
 * @param needsDbUpgrade true if an upgrade has been unpacked but not run; the cloud does not work until then
 * @param version        such as {@code 32.0.1}; may be empty
 * @param product        such as {@code Nextcloud}, or the name that its administrator has given it; may be empty
 */
public record ServerStatus(boolean maintenance, boolean needsDbUpgrade, String version, String product) {

    private static final Pattern LEADING_NUMBER = Pattern.compile("(\\d{1,4})\\.");

    /** Interprets the outcome of a request for the page. */
    static Answer<ServerStatus> of(CloudAccess cloud, HttpOutcome outcome) {
        return outcome.ok()
                .flatMap(reply -> read(reply.body()))
                .<Answer<ServerStatus>>map(Answer.Yes::new)
                .orElseGet(() -> cloud.noAnswer(outcome));
    }

    /** Parses the page; empty if the body is not one. */
    static Optional<ServerStatus> read(byte[] body) {
        Fields fields = new Fields();
        return Json.body(body, json -> {
            Json.fields(json, name -> fields.read(name, json));
            return fields.page();
        });
    }

    /** The release, such as 32; 0 if unknown. */
    public int release() {
        return leadingNumber(version);
    }

    private static int leadingNumber(String version) {
        Matcher number = LEADING_NUMBER.matcher(version);
        return number.lookingAt() ? Integer.parseInt(number.group(1)) : 0;
    }

    private static final class Fields {
        private Optional<Boolean> installed = Optional.empty();
        private boolean maintenance;
        private boolean needsDbUpgrade;
        private Optional<String> version = Optional.empty();
        private Optional<String> longVersion = Optional.empty();
        private Optional<String> product = Optional.empty();

        void read(String name, JsonParser json) throws IOException {
            switch (name) {
                case "installed" -> installed = Json.truth(json);
                case "maintenance" -> maintenance = Json.truth(json).orElse(false);
                case "needsDbUpgrade" -> needsDbUpgrade = Json.truth(json).orElse(false);
                case "versionstring" -> version = Json.text(json);
                case "version" -> longVersion = Json.text(json);
                case "productname" -> product = Json.text(json);
                default -> json.skipChildren();
            }
        }

        /** JSON without {@code installed} and a version is not a status page. */
        Optional<ServerStatus> page() {
            return version.filter(text -> !text.isEmpty())
                    .or(() -> longVersion)
                    .filter(text -> installed.isPresent())
                    .map(text -> new ServerStatus(maintenance, needsDbUpgrade, text, product.orElse("")));
        }
    }
}
