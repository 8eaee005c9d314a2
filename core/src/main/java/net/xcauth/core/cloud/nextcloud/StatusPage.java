package net.xcauth.core.cloud.nextcloud;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.http.HttpOutcome;

/**
 * The contents of {@code status.php}: the product, its version, and whether it works.
 *
 * @param maintenance    true while the administrator has put the cloud into maintenance
 * @param needsDbUpgrade true if an upgrade has been unpacked but not run; the cloud answers nothing until then
 * @param version        such as {@code 32.0.1}; empty if the page does not say
 * @param product        such as {@code Nextcloud}, or the name that its administrator has given it; may be empty
 */
public record StatusPage(boolean maintenance, boolean needsDbUpgrade, String version, String product) {

    private static final Pattern LEADING_NUMBER = Pattern.compile("(\\d{1,4})\\.");

    /** Reads the answer to the question for the page. */
    static Answer<StatusPage> of(CloudAccess cloud, HttpOutcome outcome) {
        return outcome.ok()
                .flatMap(reply -> read(reply.body()))
                .<Answer<StatusPage>>map(Answer.Yes::new)
                .orElseGet(() -> cloud.noAnswer(outcome));
    }

    /** Reads the page; empty if the body is not one. */
    static Optional<StatusPage> read(byte[] body) {
        Fields fields = new Fields();
        return Json.body(body, json -> {
            Json.fields(json, name -> fields.read(name, json));
            return fields.page();
        });
    }

    /** The release, such as 32; 0 if the page does not say. */
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
        private String version;
        private String longVersion;
        private String product;

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

        /** Without {@code installed} and a version it is some other program's JSON. */
        Optional<StatusPage> page() {
            String known = version == null || version.isEmpty() ? longVersion : version;
            return installed.isEmpty() || known == null
                    ? Optional.empty()
                    : Optional.of(new StatusPage(maintenance, needsDbUpgrade, known, product == null ? "" : product));
        }
    }
}
