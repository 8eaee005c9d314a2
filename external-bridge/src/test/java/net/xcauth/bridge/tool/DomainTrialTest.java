package net.xcauth.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DomainTrialTest {
    @TempDir
    Path folder;

    private DemoCloud cloud;
    private Bench bench;

    @BeforeEach
    void setUp() {
        cloud = DemoCloud.start(DemoSettings.defaults());
        bench = new Bench(folder);
    }

    @AfterEach
    void tearDown() {
        bench.close();
        cloud.close();
    }

    @Test
    void aStoredDomainWhoseCloudAnswersIsOk() throws Exception {
        store("a.example", DemoSettings.DEMO_SECRET);

        Run run = bench.run("domain", "test", "a.example");

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("a.example: OK").contains(cloud.url().toString(), "stored in the database");
        assertThat(cloud.requests()).singleElement().satisfies(request -> {
            assertThat(request.operation()).isEqualTo("isuser");
            assertThat(request.username()).startsWith("xcauth-test-");
            assertThat(request.domain()).isEqualTo("auth.example");
        });
    }

    @Test
    void aWrongSecretIsNamedWithItsRemedy() throws Exception {
        store("a.example", Bench.SECRET);

        Run run = bench.run("domain", "test", "a.example");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("xcauth: a.example at ")
                .contains(Cause.SIGNATURE.text(), Cause.SIGNATURE.remedy())
                .doesNotContain(Bench.SECRET);
    }

    @Test
    void theSecretThatTheCloudAcceptsIsReported() throws Exception {
        store("a.example", Bench.SECRET + " " + DemoSettings.DEMO_SECRET);

        Run run = bench.run("domain", "test", "a.example");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("OK", "accepts secret number 2 of 2").doesNotContain(Bench.SECRET);
        assertThat(bench.run("domain", "test", "a.example", "--json")
                        .json()
                        .get("secret")
                        .asInt())
                .isEqualTo(2);
        cloud.secret(Bench.SECRET);
        assertThat(bench.run("domain", "test", "a.example").out()).contains("accepts secret number 1 of 2");
    }

    @Test
    void theProblemIsInTheJsonAsWell() throws Exception {
        store("a.example", DemoSettings.DEMO_SECRET);
        cloud.fault(Fault.MAINTENANCE);

        Run run = bench.run("domain", "test", "a.example", "--json");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.json().get("ok").asBoolean()).isFalse();
        assertThat(run.json().get("problem").asText()).startsWith(Cause.MAINTENANCE.text());
        assertThat(run.json().get("remedy").asText()).isEqualTo(Cause.MAINTENANCE.remedy());
        cloud.fault(Fault.NONE);
        assertThat(bench.run("domain", "test", "a.example", "--json")
                        .json()
                        .get("ok")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void theDefaultCloudIsTestedWithoutADatabase() throws Exception {
        bench.configured("url=" + cloud.url(), "secret=" + DemoSettings.DEMO_SECRET);

        assertThat(bench.run("domain", "test", "any.example").out()).contains("OK", "the configured default");
        assertThat(bench.file()).doesNotExist();
    }

    @Test
    void perDomainConfigOverridesTheDatabase() throws Exception {
        store("a.example", Bench.SECRET);
        Path domains = Files.writeString(
                folder.resolve("domains"), "a.example " + DemoSettings.DEMO_SECRET + " " + cloud.url() + "\n");

        assertThat(bench.configured("per-domain-config=" + domains)
                        .run("domain", "test", "a.example")
                        .out())
                .contains("OK", "in per-domain-config");
    }

    @Test
    void aDomainWithoutCloudIsNotOk() throws Exception {
        Run run = bench.run("domain", "test", "any.example");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains(Cause.NO_ENDPOINT.text(), Cause.NO_ENDPOINT.remedy());
    }

    @Test
    void anInvalidEntryIsReportedWithoutItsSecret() throws Exception {
        bench.domains().put(List.of(new StoredDomain("a.example", Bench.SECRET, "cloud.example.org", "", "")));

        Run run = bench.run("domain", "test", "a.example");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("\"a.example\" cannot be used", "xcauth domain add")
                .doesNotContain(Bench.SECRET);
    }

    private void store(String domain, String secret) throws Exception {
        bench.domains().put(List.of(new StoredDomain(domain, secret, cloud.url().toString(), "auth.example", "")));
    }
}
