package net.xcauth.core.cloud.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import net.xcauth.core.cloud.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosisTest {
    private static final URI CLOUD = URI.create("https://cloud.example.org/ocs/v2.php/cloud/user?format=json");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://cloud.example.org/nextcloud/index.php?token=hush#hush | https://cloud.example.org/nextcloud/index.php",
                "https://CLOUD.example.org:8443/x | https://CLOUD.example.org:8443/x",
                "http://cloud.example.org/x | http://cloud.example.org/x",
                "/index.php/login?redirect_url=hush | /index.php/login",
                "//cloud.example.org/x?hush | https://cloud.example.org/x",
                "https://login.example.org/realms/x?state=hush | https://login.example.org",
                "//other.example.org/hush | https://other.example.org",
                "https://alice:hush@other.example.org/ | https://other.example.org",
                "login?hush | another path",
                "'' | another path",
                "https:///hush | an invalid address",
                "?hush | another path"
            })
    void aRedirectIsShownWithoutPossibleSecrets(String location, String said) {
        Diagnosis diagnosis = of(302, "", Map.of("Location", location));

        assertThat(diagnosis.cause()).isEqualTo(Cause.REDIRECT);
        assertThat(diagnosis.predicate())
                .isEqualTo("redirects (302) to " + said)
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<p>Access through untrusted domain</p>", "{\"message\":\"Trusted domain error.\"}"})
    void anUntrustedDomainIsNamedWithItsCommand(String page) {
        assertThat(of(400, page, Map.of()).cause()).isEqualTo(Cause.UNTRUSTED_DOMAIN);
        assertThat(of(400, page, Map.of()).predicate())
                .contains("cloud.example.org", "occ config:system:set trusted_domains");
        assertThat(of(400, "<h1>Bad Request</h1>", Map.of()).cause()).isEqualTo(Cause.HTTP_STATUS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | retry after 120 s",
                "Fri, 06 Nov 2026 10:01:30 GMT | retry after 90 s",
                "Fri, 06 Nov 2026 09:00:00 GMT | machine)",
                "soon | machine)",
                "-1 | machine)"
            })
    void aRateLimitIsReportedWithTheTimeToRetry(String retry, String said) {
        Diagnosis diagnosis = of(429, "", Map.of("Retry-After", retry, "Date", "Fri, 06 Nov 2026 10:00:00 GMT"));

        assertThat(diagnosis.cause()).isEqualTo(Cause.RATE_LIMITED);
        assertThat(diagnosis.predicate()).startsWith("answered 429").contains(said);
        assertThat(of(503, "", Map.of("Retry-After", "60")).predicate())
                .contains("service unavailable; retry after 60 s");
    }

    @Test
    void aRemovedHeaderIsReported() {
        assertThat(of(412, "", Map.of()).predicate()).contains("412", "OCS-APIRequest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<br />\n<b>Warning</b>:  Undefined array key \"x\" in <b>/var/www/nextcloud/lib/base.php</b> on line <b>12</b><br />\n",
                "PHP Notice:  Undefined index: x in /var/www/nextcloud/lib/base.php on line 12\n",
                "\nDeprecated: y in /var/www/nextcloud/lib/base.php on line 12\n",
                "\ufeffWarning: z in /var/www/nextcloud/lib/base.php on line 12\n"
            })
    void phpMessagesAreReportedWithTheirPlaceAndNotTakenForAnAnswer(String messages) {
        Diagnosis diagnosis =
                of(200, messages + "{\"ocs\":{\"meta\":{\"statuscode\":200},\"data\":{\"id\":\"hush\"}}}", Map.of());

        assertThat(diagnosis.cause()).isEqualTo(Cause.PHP_MESSAGES);
        assertThat(diagnosis.predicate())
                .isEqualTo(
                        "prints PHP messages into its answers, the first from /var/www/nextcloud/lib/base.php line 12");
    }

    @Test
    void anUnsupportedCompressionIsReported() {
        assertThat(of(200, "?", Map.of("Content-Encoding", "br")).predicate())
                .contains("sends a compressed answer (br)");
        assertThat(Diagnosis.of(reply(200, "{}", Map.of("Content-Encoding", "gzip")), CLOUD))
                .as("already decompressed")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "<html>Warning: nothing of PHP</html>", "Warnings: none"})
    void otherRepliesAreLeftToTheApi(String body) {
        assertThat(Diagnosis.of(reply(200, body, Map.of()), CLOUD)).isEmpty();
        assertThat(Diagnosis.of(reply(404, body, Map.of()), CLOUD)).isEmpty();
    }

    private static Diagnosis of(int status, String body, Map<String, String> headers) {
        return Diagnosis.of(reply(status, body, headers), CLOUD).orElseThrow();
    }

    private static HttpOutcome.Reply reply(int status, String body, Map<String, String> headers) {
        Map<String, String> lower = new HashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return new HttpOutcome.Reply(status, lower, body.getBytes(UTF_8), false);
    }
}
