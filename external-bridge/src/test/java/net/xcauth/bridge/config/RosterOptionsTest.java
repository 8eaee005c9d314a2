package net.xcauth.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import net.xcauth.bridge.ejabberd.ApiAddress;
import net.xcauth.bridge.ejabberd.EjabberdSettings.Kick;
import net.xcauth.bridge.roster.RosterSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of shared rosters. */
class RosterOptionsTest {
    @TempDir
    Path folder;

    @Test
    void nothingIsPushedUnlessConfigured() throws Exception {
        Config config = Given.file(folder).load();

        assertThat(config.rosters().ejabberd()).isEmpty();
        assertThat(config.rosters().refresh()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.rosters().rules().largest()).isEqualTo(500);
        assertThat(config.database().used()).isFalse();
    }

    @Test
    void bothWaysToEjabberdMayBeGiven() throws Exception {
        RosterSettings rosters = Given.file(
                        folder,
                        "ejabberdctl=/usr/sbin/ejabberdctl",
                        "ejabberd-api=http://localhost:5280/api",
                        "ejabberd-calls=7",
                        "ejabberd-kick=account",
                        "roster-refresh=5m")
                .load()
                .rosters();

        assertThat(rosters.refresh()).isEqualTo(Duration.ofMinutes(5));
        assertThat(rosters.ejabberd()).hasValueSatisfying(ejabberd -> {
            assertThat(ejabberd.program()).contains(Path.of("/usr/sbin/ejabberdctl"));
            assertThat(ejabberd.api()).contains(ApiAddress.parse("http://localhost:5280/api"));
            assertThat(ejabberd.calls()).isEqualTo(7);
            assertThat(ejabberd.kick()).isEqualTo(Kick.ACCOUNT);
            assertThat(ejabberd).hasToString("http://localhost:5280/api");
        });
    }

    /** Ids and memberships must survive a restart. */
    @ParameterizedTest
    @CsvSource({"ejabberdctl=/usr/sbin/ejabberdctl", "ejabberd-api=unix:/run/ejabberd/api.sock"})
    void groupsInEjabberdNeedTheDatabase(String line) throws Exception {
        assertThat(Given.file(folder, line).load().database().used()).isTrue();
        assertThat(Given.file(folder, line).load().warnings()).isEmpty();
    }

    @Test
    void theTokenStaysOffTheCommandLine() throws Exception {
        assertThatThrownBy(() -> Given.file(folder).load("--ejabberd-token", "hush"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("XCAUTH_EJABBERD_TOKEN")
                .hasMessageNotContaining("hush");

        Config config = Given.file(folder, "ejabberd-api=http://localhost:5280/api", "ejabberd-token=hush")
                .load();
        assertThat(config.rosters().ejabberd().orElseThrow().token()).isEqualTo("hush");
        assertThat(config.rosters().toString()).doesNotContain("hush");
    }

    @Test
    void groupsAreChosenByPatterns() throws Exception {
        var rules = Given.file(folder, "groups-include=[Team *,Staff]", "groups-exclude=*secret*", "groups-largest=3")
                .load()
                .rosters()
                .rules();

        assertThat(rules.obstacle("Team A", 3)).isEmpty();
        assertThat(rules.obstacle("staff", 3)).isEmpty();
        assertThat(rules.obstacle("Others", 3)).isPresent();
        assertThat(rules.obstacle("Team secret", 3)).isPresent();
        assertThat(rules.obstacle("Team A", 4)).isPresent();
        assertThat(rules.name("Team @ B").id()).doesNotContain("@").startsWith("Team  B~");
        assertThat(rules.name("Team @ B").text()).isEqualTo("Team @ B");
    }

    @ParameterizedTest
    @CsvSource({
        "ejabberd-api=localhost:5280, http://HOST:PORT/api",
        "ejabberd-api=ftp://localhost/api, unix:/path",
        "ejabberd-api=http://me:it@localhost/api, a user or password",
        "ejabberd-api=unix:api.sock, absolute path",
        "ejabberd-api=http://h/?x, must not contain ?",
        "ejabberd-api=ht tp://h, unix:/path",
        "ejabberd-api=http://a b/, not a valid name",
        "ejabberd-calls=0, from 1 to 100",
        "ejabberd-kick=always, account or password",
        "roster-refresh=0, at least 1s",
        "groups-largest=many, from 1"
    })
    void anInvalidValueIsReportedWithTheValidOnes(String line, String remedy) {
        assertThatThrownBy(() -> Given.file(folder, line).load())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("line 3: " + line.replaceFirst("=.*", ""))
                .hasMessageContaining(remedy)
                .hasMessageNotContaining("me:it");
    }

    @Test
    void addressesAreReadWithTheirUsualParts() {
        assertThat(Map.of(
                        "http://h",
                        "http://h:80/api",
                        "https://h/x/",
                        "https://h:443/x",
                        "unix:/a/b",
                        "unix:/a/b",
                        "http://[::1]:5280/api",
                        "http://[::1]:5280/api",
                        "http://my_ejabberd:5280",
                        "http://my_ejabberd:5280/api",
                        "https://chät.example",
                        "https://xn--cht-rla.example:443/api"))
                .allSatisfy((text, shown) -> assertThat(ApiAddress.parse(text)).hasToString(shown));
    }
}
