package net.xcauth.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.store.StoredDomain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainCommandsTest {
    private static final String URL = "https://cloud.example.org/ojsxc/externalApi.php";

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void setUp() {
        bench = new Bench(folder);
    }

    @AfterEach
    void tearDown() {
        bench.close();
    }

    @Test
    void aDomainIsAddedWithTheSecretFromStandardInput() throws Exception {
        Run added = bench.input(Bench.SECRET + "\r\nnot this\n").run("domain", "add", "Example.org", URL);

        assertThat(added.status()).isZero();
        assertThat(added.lines().get(0))
                .startsWith("added example.org at " + URL)
                .contains(secretId());
        assertThat(added.out()).contains("within 2 s").doesNotContain(Bench.SECRET);
        assertThat(bench.domains().all())
                .containsExactly(new StoredDomain("example.org", Bench.SECRET, URL, "example.org", ""));
    }

    @Test
    void aPersonAtTheTerminalIsPromptedForTheSecret() throws Exception {
        Run added = bench.input("not this\n")
                .terminal(Typist.typingSecret(Bench.SECRET))
                .run("domain", "add", "example.org", URL, "auth.example.org");

        assertThat(added.status()).isZero();
        assertThat(added.err()).startsWith("xcauth: API secret").doesNotContain(Bench.SECRET);
        assertThat(bench.domains().find("example.org"))
                .contains(new StoredDomain("example.org", Bench.SECRET, URL, "auth.example.org", ""));
    }

    @Test
    void whileASecretIsBeingChangedBothAreTypedWithASpace() throws Exception {
        String both = "the-new-one " + Bench.SECRET;
        String ids = "%04x ".formatted(ApiSecret.of("the-new-one").keyId()) + secretId();

        Run added = bench.terminal(Typist.typingSecret(both + " ")).run("domain", "add", "example.org", URL);

        assertThat(added.status()).isZero();
        assertThat(added.out()).contains("(secret id " + ids + ")");
        assertThat(added.err()).contains("the new one, a space, and the old one");
        assertThat(added.out() + added.err()).doesNotContain("the-new-one", Bench.SECRET);
        assertThat(bench.domains().find("example.org"))
                .contains(new StoredDomain("example.org", both, URL, "example.org", ""));
        assertThat(bench.run("domain", "list").out()).contains(ids).doesNotContain("the-new-one", Bench.SECRET);
        assertThat(bench.run("domain", "list", "--json")
                        .json()
                        .get("domains")
                        .get(0)
                        .get("secretId")
                        .asText())
                .isEqualTo(ids);
    }

    @Test
    void anExistingDomainIsChangedAndKeepsItsNote() throws Exception {
        bench.domains().put(List.of(new StoredDomain("example.org", "old", "https://old.example/", "", "call Bob")));

        Run changed = bench.input(Bench.SECRET).run("--json", "domain", "add", "example.org", URL);

        assertThat(changed.json().get("action").asText()).isEqualTo("changed");
        assertThat(changed.json().get("domain").get("note").asText()).isEqualTo("call Bob");
        assertThat(bench.domains().all())
                .containsExactly(new StoredDomain("example.org", Bench.SECRET, URL, "example.org", "call Bob"));
    }

    @Test
    void invalidInputIsNotStored() throws Exception {
        assertFails(1, bench.input(Bench.SECRET).run("domain", "add", "example.org", "cloud.example.org"), "https://");
        assertFails(1, bench.input(Bench.SECRET).run("domain", "add", "example.org", URL, "a\tb"), "tab");
        assertFails(1, bench.input(Bench.SECRET + "\tx").run("domain", "add", "example.org", URL), "tab");
        assertFails(1, bench.input("").run("domain", "add", "example.org", URL), "first line of standard input");
        assertFails(1, bench.input(" \nx").run("domain", "add", "example.org", URL), "first line of standard input");
        assertFails(2, bench.input(Bench.SECRET).run("domain", "add", "alice@example.org", URL), "not an XMPP domain");
        assertThat(bench.file()).doesNotExist();
    }

    @Test
    void theListHasAHeaderAlignedColumnsAndNoSecret() throws Exception {
        bench.domains()
                .put(List.of(
                        new StoredDomain("a.example", Bench.SECRET, URL, "auth", "call\u001b[31m Bob"),
                        new StoredDomain("longer.example", "", "https://bob:pass@b.example/", "", "")));

        Run list = bench.run("domain", "list");

        assertThat(list.status()).isZero();
        assertThat(list.lines()).hasSize(3);
        int url = list.lines().get(0).indexOf("url");
        assertThat(list.lines().get(0)).startsWith("domain").contains("authentication domain", "secret id", "note");
        assertThat(list.lines().get(1).indexOf(URL)).isEqualTo(url);
        assertThat(list.lines().get(2).indexOf("https://…@b.example/")).isEqualTo(url);
        assertThat(list.lines().get(1)).contains(secretId(), "call");
        assertThat(list.out()).doesNotContain(Bench.SECRET, "pass", "\u001b");
    }

    @Test
    void theListAsJson() throws Exception {
        bench.domains().put(List.of(new StoredDomain("a.example", Bench.SECRET, URL, "auth", "call Bob")));

        Run list = bench.run("domain", "list", "--json");

        JsonNode domain = list.json().get("domains").get(0);
        assertThat(list.json().get("database").asText()).isEqualTo(bench.file().toString());
        assertThat(domain.get("domain").asText()).isEqualTo("a.example");
        assertThat(domain.get("url").asText()).isEqualTo(URL);
        assertThat(domain.get("authenticationDomain").asText()).isEqualTo("auth");
        assertThat(domain.get("note").asText()).isEqualTo("call Bob");
        assertThat(domain.get("secretId").asText()).isEqualTo(secretId());
        assertThat(domain.get("inForce").asBoolean()).isTrue();
        assertThat(list.out()).doesNotContain(Bench.SECRET);
    }

    @Test
    void anEmptyListSaysSo() throws Exception {
        assertThat(bench.domains().all()).isEmpty();

        assertThat(bench.run("domain", "list").out()).contains("has no domains");
        assertThat(bench.run("domain", "list", "--json").json().get("domains")).isEmpty();
    }

    @Test
    void aDomainThatIsAlsoInTheConfigurationIsOverridden() throws Exception {
        Path domains = Files.writeString(folder.resolve("domains"), "a.example s " + URL + "\n");
        bench.configured("per-domain-config=" + domains).input(Bench.SECRET);

        assertThat(bench.run("domain", "add", "a.example", URL).out()).contains("is also in per-domain-config");
        assertThat(bench.run("domain", "list").out()).contains("a.example is also in per-domain-config");
        assertThat(bench.run("domain", "list", "--json")
                        .json()
                        .get("domains")
                        .get(0)
                        .get("inForce")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aDomainIsRemovedOnce() throws Exception {
        bench.domains().put(List.of(new StoredDomain("a.example", Bench.SECRET, URL, "auth", "")));

        assertThat(bench.run("domain", "remove", "A.example").out()).startsWith("removed a.example");
        assertThat(bench.domains().all()).isEmpty();
        assertFails(1, bench.run("domain", "remove", "a.example"), "no domain \"a.example\"");
    }

    private static String secretId() {
        return "%04x".formatted(ApiSecret.of(Bench.SECRET).keyId());
    }

    private static void assertFails(int status, Run run, String... parts) {
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("xcauth: ")
                .hasLineCount(1)
                .contains(parts)
                .doesNotContain(Bench.SECRET);
    }
}
