package net.xcauth.core.examination;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.TlsProbe;

/** Whether the cloud's certificate is trusted and for its host, and for how long. */
final class TlsStep {
    private static final int SOON_DAYS = 14;

    private final String title;
    private final TlsProbe probe;
    private final CloudSettings settings;

    TlsStep(String title, TlsProbe probe, CloudSettings settings) {
        this.title = title;
        this.probe = probe;
        this.settings = settings;
    }

    Finding examine(URI url, Route route, Instant now) {
        try (Socket socket = route.open(settings)) {
            return shakeHands(socket, url, now);
        } catch (IOException e) {
            return Finding.fail(title, "no connection: " + e.getMessage(), route.proxy().isPresent()
                    ? "Let the proxy pass connections to this host and port without a login, or use none; its log says "
                            + "more." : Cause.CONNECT.remedy());
        }
    }

    private Finding shakeHands(Socket socket, URI url, Instant now) {
        try {
            return judge(probe.certificate(socket, url), url, now);
        } catch (IOException e) {
            return Finding.fail(title, e.getMessage(), Cause.TLS.remedy());
        }
    }

    private Finding judge(X509Certificate certificate, URI url, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        long days = Duration.between(now, end).toDays();
        String trusted = "the certificate is trusted and for " + url.getHost();
        if (end.isBefore(now)) {
            return Finding.warn(title, trusted + ", but it expired on " + end, "Renew it.");
        }
        String text = trusted + "; it expires in " + (days == 1 ? "1 day" : days + " days") + ", on " + end;
        return days < SOON_DAYS ? Finding.warn(title, text, "Renew it, and find out why that did not happen by itself: "
                + "once it has expired, the cloud counts as unreachable.") : Finding.ok(title, text);
    }
}
