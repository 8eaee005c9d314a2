package net.xcauth.core.examination;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.cloud.http.Dialer;
import net.xcauth.core.cloud.http.Route;
import net.xcauth.core.cloud.http.TlsProbe;
import net.xcauth.core.text.Reason;
import net.xcauth.core.text.Text;

/** Tests whether the cloud's certificate is trusted, matches its host, and for how long it is valid. */
final class TlsStep {
    private static final int SOON_DAYS = 14;

    private final Text title;
    private final TlsProbe probe;
    private final CloudSettings settings;

    TlsStep(Text title, TlsProbe probe, CloudSettings settings) {
        this.title = title;
        this.probe = probe;
        this.settings = settings;
    }

    Finding examine(URI url, Route route, Instant now) {
        try (Socket socket = route.open(settings, new Dialer())) {
            return shakeHands(socket, url, now);
        } catch (IOException e) {
            return Finding.fail(
                    title,
                    FindingText.NO_CONNECTION.with(Reason.of(e)),
                    route.proxy().isPresent() ? FindingText.NO_TUNNEL_REMEDY.with() : Cause.CONNECT.advice());
        }
    }

    private Finding shakeHands(Socket socket, URI url, Instant now) {
        try {
            return judge(probe.certificate(socket, url), WebAddress.of(url).host(), now);
        } catch (IOException e) {
            return Finding.fail(title, Text.plain(Reason.of(e)), Cause.TLS.advice());
        }
    }

    private Finding judge(X509Certificate certificate, String host, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        long days = Duration.between(now, end).toDays();
        if (end.isBefore(now)) {
            return Finding.warn(
                    title,
                    FindingText.CERTIFICATE_EXPIRED.with(host, end),
                    FindingText.CERTIFICATE_EXPIRED_REMEDY.with());
        }
        Text text = days == 1
                ? FindingText.CERTIFICATE_ONE_DAY.with(host, end)
                : FindingText.CERTIFICATE.with(host, days, end);
        return days < SOON_DAYS
                ? Finding.warn(title, text, FindingText.CERTIFICATE_ENDS_REMEDY.with())
                : Finding.ok(title, text);
    }
}
