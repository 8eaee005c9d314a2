package net.xcauth.core.examination;

import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.MadeUpAccount;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.cloud.http.Route;
import net.xcauth.core.cloud.http.TlsProbe;
import net.xcauth.core.cloud.jsxc.Observed;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.text.Text;

/**
 * Examines clouds step by step, from the host name to an answer. Queries a made-up account only, and sends a wrong
 * password at most once.
 */
public final class CloudExamination implements AutoCloseable {
    private final CloudSettings settings;
    private final Clouds clouds;
    private final TlsProbe probe;
    private final Clock clock;
    private final Consumer<Finding> findings;

    /**
     * @param clock    the clock to compare the clouds' clocks with
     * @param findings receives each finding as soon as it is known
     * @throws RefusedException if the CA file cannot be read; the message names it and the problem
     */
    public CloudExamination(CloudSettings settings, Clock clock, Consumer<Finding> findings) {
        this.settings = settings;
        this.probe = new TlsProbe(settings);
        this.clouds = Pipeline.clouds(settings);
        this.clock = clock;
        this.findings = findings;
    }

    /**
     * Examines the cloud at an address; takes a while if it does not answer. Unexpected exceptions are passed on, for
     * {@link Finding#bug}.
     *
     * @param endpoints all endpoints with this address; equivalent ones are examined once
     */
    public void examine(URI url, List<? extends Endpoint> endpoints) {
        Route route = Route.to(url, settings);
        Text name = Text.plain(name(url));
        Optional<Finding> inTheClear = EncryptionStep.examine(FindingText.ENCRYPTION_TITLE.with(url), route);
        inTheClear.ifPresent(findings);
        // Only the first finding shows the full address.
        Text address = FindingText.ADDRESS_TITLE.with(inTheClear.isEmpty() ? url : name);
        if (failed(new AddressStep(address, route, settings.connectTimeout()).examine())) {
            if (route.cloud().encrypted()) {
                skip(FindingText.SKIPPED_CONNECTION, FindingText.TLS_TITLE.with(name));
            }
            skipQuestions(name, endpoints, FindingText.SKIPPED_CONNECTION);
        } else if (route.cloud().encrypted()
                && failed(new TlsStep(FindingText.TLS_TITLE.with(name), probe, settings)
                        .examine(url, route, clock.instant()))) {
            skipQuestions(name, endpoints, FindingText.SKIPPED_TLS);
        } else {
            ask(
                    name,
                    endpoints.stream()
                            .filter(Endpoint.Jsxc.class::isInstance)
                            .map(Endpoint.Jsxc.class::cast)
                            .toList());
            List<Endpoint.Nextcloud> nextclouds = endpoints.stream()
                    .filter(Endpoint.Nextcloud.class::isInstance)
                    .map(Endpoint.Nextcloud.class::cast)
                    .distinct()
                    .toList();
            NextcloudSteps steps = new NextcloudSteps(clouds.nextcloud(), settings, clock, findings);
            Optional<InetAddress> here = nextclouds.isEmpty() ? Optional.empty() : BruteForceStep.here(url, settings);
            for (int i = 0; i < nextclouds.size(); i++) {
                steps.examine(
                        nextclouds.get(i),
                        nextclouds.size() == 1 ? name : FindingText.OF_NUMBER.with(name, i + 1),
                        here);
            }
        }
    }

    /** A short name for an address: its host, its port if it has one, and the cloud's path. */
    static String name(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return WebAddress.shown(url)
                + path.replaceFirst("(?:/index\\.php)?/(?:apps|custom_apps)/.*", "")
                        .replaceFirst("/+$", "");
    }

    /** Closes the connections. */
    @Override
    public void close() {
        clouds.close();
    }

    private void ask(Text name, List<Endpoint.Jsxc> endpoints) {
        Set<List<ApiSecret>> secrets = new HashSet<>();
        List<Endpoint.Jsxc> different = endpoints.stream()
                .filter(endpoint -> secrets.add(endpoint.secrets()))
                .toList();
        for (int i = 0; i < different.size(); i++) {
            Endpoint.Jsxc endpoint = different.get(i);
            ask(endpoint, different.size() == 1 ? name : name(name, endpoint), i == 0);
        }
    }

    private static Text name(Text cloud, Endpoint.Jsxc endpoint) {
        return endpoint.authenticationDomain().isEmpty()
                ? FindingText.OF_OTHER_DOMAINS.with(cloud)
                : FindingText.OF_DOMAIN.with(cloud, endpoint.authenticationDomain());
    }

    /**
     * @param name  distinguishes endpoints with the same address
     * @param first true if this address has not been queried before
     */
    private void ask(Endpoint.Jsxc endpoint, Text name, boolean first) {
        MadeUpAccount madeUp = MadeUpAccount.create();
        Text passwordTitle = FindingText.PASSWORD_TITLE.with(name);
        Text rosterTitle = FindingText.ROSTER_TITLE.with(name);
        ApiStep api = new ApiStep(FindingText.API_TITLE.with(name), clouds, endpoint, madeUp.account());
        Instant before = clock.instant();
        Observed<Boolean> seen = api.ask();
        Instant after = clock.instant();
        boolean answered = !(seen.answer() instanceof Answer.Unreachable<Boolean>);
        Optional<Finding> product = answered || appAnswers(seen.answer()) ? Optional.empty() : product(endpoint);
        if (product.isPresent()) {
            if (first) {
                findings.accept(product.get());
            }
            skip(FindingText.SKIPPED_APP, FindingText.API_TITLE.with(name));
        } else {
            findings.accept(api.judge(seen));
        }
        if (answered) {
            AnswersStep answers = new AnswersStep(clouds, endpoint, madeUp, findings);
            answers.examineAuth(passwordTitle);
            answers.examineRoster(rosterTitle);
        } else {
            skip(FindingText.SKIPPED_API, passwordTitle, rosterTitle);
        }
        if (first) {
            examineTimes(api, answered, seen, before, after, Text.plain(name(endpoint.url())));
        }
    }

    /** True if the app itself has answered that it cannot tell. */
    private static boolean appAnswers(Answer<Boolean> answer) {
        return answer instanceof Answer.Unreachable<Boolean> unreachable
                && (unreachable.cause() == Cause.SIGNATURE || unreachable.cause() == Cause.CLOUD_ERROR);
    }

    /** The finding that this Nextcloud cannot run the app; empty if that is not the reason. */
    private Optional<Finding> product(Endpoint.Jsxc endpoint) {
        Endpoint.Nextcloud cloud = ProductStep.cloudOf(endpoint);
        return ProductStep.judgeWithoutJsxc(
                FindingText.PRODUCT_TITLE.with(name(endpoint.url())),
                clouds.nextcloud().inspection(cloud).status().page(),
                cloud.base());
    }

    private void examineTimes(
            ApiStep api, boolean answered, Observed<Boolean> seen, Instant before, Instant after, Text name) {
        if (seen.status().isPresent()) {
            findings.accept(ClockStep.examine(FindingText.CLOCK_TITLE.with(name), seen.cloudTime(), before, after));
        } else {
            skip(FindingText.SKIPPED_CLOUD, FindingText.CLOCK_TITLE.with(name));
        }
        if (answered) {
            // The first request also opened the connection.
            long start = System.nanoTime();
            api.ask();
            findings.accept(TimeStep.examine(
                    FindingText.TIME_TITLE.with(name),
                    Duration.ofNanos(System.nanoTime() - start),
                    settings.requestTimeout()));
        } else {
            skip(FindingText.SKIPPED_API, FindingText.TIME_TITLE.with(name));
        }
    }

    private boolean failed(Finding finding) {
        findings.accept(finding);
        return finding.level() == Level.FAIL;
    }

    private void skipQuestions(Text name, List<? extends Endpoint> endpoints, FindingText why) {
        if (endpoints.stream().noneMatch(Endpoint.Jsxc.class::isInstance)) {
            skip(
                    why,
                    FindingText.PRODUCT_TITLE.with(name),
                    FindingText.PASSWORD_TITLE.with(name),
                    FindingText.TIME_TITLE.with(name));
            return;
        }
        skip(
                why,
                FindingText.API_TITLE.with(name),
                FindingText.PASSWORD_TITLE.with(name),
                FindingText.ROSTER_TITLE.with(name),
                FindingText.CLOCK_TITLE.with(name),
                FindingText.TIME_TITLE.with(name));
    }

    private void skip(FindingText why, Text... titles) {
        for (Text title : titles) {
            findings.accept(Finding.skip(title, why.with()));
        }
    }
}
