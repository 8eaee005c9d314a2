package net.xcauth.bridge.doctor;

import java.net.URI;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.examination.CloudExamination;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.text.Text;

/** Examines all clouds, each address once. */
final class CloudCheck implements Check {
    private final Clock clock;

    CloudCheck(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String title() {
        return "clouds";
    }

    @Override
    public void examine(Config config, Consumer<Finding> findings) {
        if (config.endpoints().isEmpty()) {
            findings.accept(Finding.fail(
                    title(), config.missingCloud().text(), config.missingCloud().remedy()));
            return;
        }
        SortedMap<URI, List<Endpoint>> byUrl = config.endpoints().all().stream()
                .sorted(Comparator.comparing(CloudCheck::authenticationDomain))
                .collect(Collectors.groupingBy(Endpoint::url, TreeMap::new, Collectors.toList()));
        CloudExamination examination;
        try {
            examination = new CloudExamination(config.cloud(), clock, findings);
        } catch (RefusedException e) {
            findings.accept(Finding.fail(
                    "ca-file",
                    e.text().toString(),
                    "Correct ca-file, or remove it if the system trusts the certificate authority of the cloud."));
            byUrl.keySet().forEach(url -> findings.accept(Finding.skip("cloud " + url, "the CA file cannot be used")));
            return;
        }
        try (examination) {
            byUrl.forEach((url, endpoints) -> examine(examination, url, endpoints, findings));
        }
    }

    private static String authenticationDomain(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Jsxc jsxc ? jsxc.authenticationDomain() : "";
    }

    private static void examine(
            CloudExamination examination, URI url, List<Endpoint> endpoints, Consumer<Finding> findings) {
        try {
            examination.examine(url, endpoints);
        } catch (RuntimeException e) {
            findings.accept(Finding.bug(Text.plain("cloud " + url), e));
        }
    }
}
