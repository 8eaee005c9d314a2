package net.xcauth.bench;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Asks the cloud itself what the bridge would ask it: the cloud's own rate. */
final class CloudDirect {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String ACCEPTED = "\"success\"";

    private static final Parameter URL = Parameter.required("url", "<url>", "The cloud's API URL.");
    private static final Parameter ISUSER =
            Parameter.flag("isuser", "Ask whether the users exist, not for their passwords.");

    static final Program PROGRAM = new Program(
            "cloud-direct",
            List.of("Sends the cloud signed questions about passwords, each client one at a time."),
            "",
            Stream.concat(Stream.of(URL, ISUSER), LoadOptions.PARAMETERS.stream())
                    .toList(),
            given -> new CloudDirect(Settings.from(given)).run());

    private final Settings settings;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private CloudDirect(Settings settings) {
        this.settings = settings;
    }

    private record Settings(URI url, boolean existence, LoadOptions options) {

        static Settings from(Arguments given) throws WrongArgumentsException {
            return new Settings(given.uri(URL), given.has(ISUSER), LoadOptions.from(given));
        }
    }

    public static void main(String[] arguments) {
        PROGRAM.main(arguments);
    }

    private int run() throws InterruptedException, GeneralSecurityException {
        LoadOptions options = settings.options();
        List<HttpRequest> requests = requests();
        Tally tally = new Tally(options.connections());
        for (int i = 0; i < options.connections(); i++) {
            ask(requests, Turns.endless(i, options.connections(), requests.size()), tally);
            tally.conversationBegun();
        }
        return options.report(tally.during(options.warmUp(), options.measurement()));
    }

    private void ask(List<HttpRequest> requests, Turns turns, Tally tally) {
        long askedAt = System.nanoTime();
        client.sendAsync(requests.get(turns.next()), HttpResponse.BodyHandlers.ofString())
                .whenComplete((response, failure) -> {
                    boolean usable = failure == null && note(response, System.nanoTime() - askedAt, tally);
                    if (failure != null) {
                        tally.problem("cloud: " + failure.getMessage());
                    }
                    if (usable && !tally.stopping()) {
                        ask(requests, turns, tally);
                    } else {
                        tally.conversationOver();
                    }
                });
    }

    private static boolean note(HttpResponse<String> response, long nanos, Tally tally) {
        tally.answered(nanos);
        if (response.statusCode() == 200 && response.body().contains(ACCEPTED)) {
            return true;
        }
        tally.problem("cloud: HTTP " + response.statusCode() + " that is not a success");
        return false;
    }

    private List<HttpRequest> requests() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(settings.options().secret().getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
        return settings.options().crowd().members().stream()
                .map(member -> request(member, mac))
                .toList();
    }

    private HttpRequest request(Crowd.Member member, Mac mac) {
        String who = "&username=" + encoded(member.user()) + "&domain=" + encoded(Crowd.DOMAIN);
        byte[] body = (settings.existence()
                        ? "operation=isuser" + who
                        : "operation=auth" + who + "&password=" + encoded(member.password()))
                .getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(settings.url())
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-JSXC-SIGNATURE", "sha1=" + HexFormat.of().formatHex(mac.doFinal(body)))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
