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
import java.util.concurrent.Callable;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends the cloud the requests that the bridge would send, to measure the cloud's own rate. */
@Command(
        name = "cloud-direct",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Sends the cloud signed requests about passwords; each client has one outstanding request.")
final class CloudDirect implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String ACCEPTED = "\"success\"";

    @Option(names = "--url", required = true, description = "The URL of the cloud's API.")
    private URI url = URI.create("");

    @Option(names = "--isuser", description = "Ask whether the users exist instead of checking their passwords.")
    private boolean existence;

    @Mixin
    private LoadOptions options = new LoadOptions();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CloudDirect()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException, GeneralSecurityException {
        List<HttpRequest> requests = requests();
        LoadRecorder recorder = new LoadRecorder(options.connections());
        for (int i = 0; i < options.connections(); i++) {
            send(requests, RequestOrder.endless(i, options.connections(), requests.size()), recorder);
            recorder.clientStarted();
        }
        return options.report(recorder.during(options.warmUp(), options.measurement()));
    }

    private void send(List<HttpRequest> requests, RequestOrder order, LoadRecorder recorder) {
        long sentAt = System.nanoTime();
        client.sendAsync(requests.get(order.next()), HttpResponse.BodyHandlers.ofString())
                .whenComplete((response, failure) -> {
                    boolean accepted = failure == null && isAccepted(response, System.nanoTime() - sentAt, recorder);
                    if (failure != null) {
                        recorder.failed("cloud: " + failure.getMessage());
                    }
                    if (accepted && !recorder.stopping()) {
                        send(requests, order, recorder);
                    } else {
                        recorder.clientFinished();
                    }
                });
    }

    private static boolean isAccepted(HttpResponse<String> response, long nanos, LoadRecorder recorder) {
        recorder.answered(nanos);
        if (response.statusCode() == 200 && response.body().contains(ACCEPTED)) {
            return true;
        }
        recorder.failed("cloud: HTTP " + response.statusCode() + " without \"success\"");
        return false;
    }

    private List<HttpRequest> requests() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(options.secret().getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
        return options.users().list().stream().map(user -> request(user, mac)).toList();
    }

    private HttpRequest request(BenchUsers.User user, Mac mac) {
        String subject = "&username=" + encode(user.name()) + "&domain=" + encode(BenchUsers.DOMAIN);
        byte[] body = (existence
                        ? "operation=isuser" + subject
                        : "operation=auth" + subject + "&password=" + encode(user.password()))
                .getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-JSXC-SIGNATURE", "sha1=" + HexFormat.of().formatHex(mac.doFinal(body)))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
