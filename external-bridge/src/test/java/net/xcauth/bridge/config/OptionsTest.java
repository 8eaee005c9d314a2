package net.xcauth.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.protocol.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @TempDir
    Path folder;

    @Test
    void shortLongAttachedAndAbbreviatedFormsMeanTheSame() throws Exception {
        Given given = Given.file(folder);

        for (String[] form : new String[][] {
            {"-t", "ejabberd"},
            {"-tejabberd"},
            {"--type", "ejabberd"},
            {"--type=ejabberd"},
            {"--ty", "ejabberd"},
            {"-dt", "ejabberd"}
        }) {
            assertThat(given.load(form).type()).as(String.join(" ", form)).contains(Protocol.EJABBERD);
        }
    }

    @Test
    void testsMayBeAbbreviatedAndImplyInteractiveAndDebug() throws Exception {
        Config config = Given.file(folder).load("--auth", "alice", "example.org", "a b:c");

        assertThat(config.test()).contains(new Request.Auth("alice", "example.org", "a b:c"));
        assertThat(config.log().interactive()).isTrue();
        assertThat(config.log().debug()).isTrue();
    }

    @Test
    void aPasswordTestPrecedesAUserTestAndThatARosterTest() throws Exception {
        Given given = Given.file(folder);
        String[] roster = {"-R", "r", "example.org"};
        String[] rosterAndUser = {"-R", "r", "example.org", "-I", "i", "example.org"};
        String[] all = {"-R", "r", "example.org", "-I", "i", "example.org", "-A", "a", "example.org", "x"};

        assertThat(given.load(roster).test()).contains(new Request.Roster("r", "example.org"));
        assertThat(given.load(rosterAndUser).test()).contains(new Request.IsUser("i", "example.org"));
        assertThat(given.load(all).test()).contains(new Request.Auth("a", "example.org", "x"));
    }

    @Test
    void aTestDoesNotShowItsPassword() throws Exception {
        assertThat(Given.file(folder)
                        .load("-A", "alice", "example.org", "open sesame")
                        .test()
                        .orElseThrow())
                .asString()
                .doesNotContain("sesame");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | 7 | 7",
                "7,9 | 7 | 9",
                "[7,9] | 7 | 9",
                "[ 7 , 9 ] | 7 | 9",
                "'7, 9' | 7 | 9",
                "(7,9) | 7 | 9",
                "\"7,9\" | 7 | 9"
            })
    void timeoutIsOneNumberOrTwo(String text, int connect, int request) throws Exception {
        Config config = Given.file(folder, "timeout=" + text).load();

        assertThat(config.cloud().connectTimeout()).isEqualTo(Duration.ofSeconds(connect));
        assertThat(config.cloud().requestTimeout()).isEqualTo(Duration.ofSeconds(request));
    }

    @Test
    void theLastOfARepeatedOptionApplies() throws Exception {
        Config config = Given.file(folder).load("--timeout", "1,2", "--timeout", "7,9", "-I", "a", "b", "-I", "c", "d");

        assertThat(config.cloud().connectTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.cloud().requestTimeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(config.test()).contains(new Request.IsUser("c", "d"));
    }

    @ParameterizedTest
    @CsvSource({"0, PT0S", "7, PT7S", "7s, PT7S", "15m, PT15M", "2h, PT2H", "3d, P3D", "2w, P14D", "36500d, P36500D"})
    void timesHaveSuffixes(String text, Duration expected) throws Exception {
        assertThat(Given.file(folder, "isuser-ttl=" + text).load().cache().isuserTtl())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0660, rw-rw----",
        "660, rw-rw----",
        "0600, rw-------",
        "0777, rwxrwxrwx",
        "0, ---------",
        "0124, --x-w-r--"
    })
    void socketModesAreOctal(String text, String expected) throws Exception {
        assertThat(Given.file(folder, "socket-mode=" + text)
                        .load()
                        .socketFiles()
                        .mode())
                .isEqualTo(PosixFilePermissions.fromString(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"12,4 | 4", "10,6 | 6", "8 | 8", "[12,5] | 5"})
    void theSecondNumberOfRoundsIsForMemory(String text, int expected) throws Exception {
        assertThat(Given.file(folder, "cache-bcrypt-rounds=" + text).load().bcryptRounds())
                .isEqualTo(expected);
    }

    @Test
    void listenersOnTheCommandLineReplaceThoseOfTheFile() throws Exception {
        Given given = Given.file(folder, "listen=generic=127.0.0.1:1", "listen=ejabberd=/run/x.sock");

        assertThat(given.load().listen())
                .containsExactly(
                        new ListenAddress.Tcp(Protocol.GENERIC, new InetSocketAddress("127.0.0.1", 1)),
                        new ListenAddress.Unix(Protocol.EJABBERD, Path.of("/run/x.sock")));
        assertThat(given.load("--listen", "postfix=127.0.0.1:2", "--listen=saslauthd=[::1]:3")
                        .listen())
                .containsExactly(
                        new ListenAddress.Tcp(Protocol.POSTFIX, new InetSocketAddress("127.0.0.1", 2)),
                        new ListenAddress.Tcp(Protocol.SASLAUTHD, new InetSocketAddress("::1", 3)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-A alice | option --auth-test needs USER DOMAIN PASSWORD",
                "-A alice example.org | option --auth-test needs USER DOMAIN PASSWORD",
                "-A alice -A bob example.org builder | option --auth-test needs USER DOMAIN PASSWORD",
                "-I alice | option --isuser-test needs USER DOMAIN",
                "-R alice | option --roster-test needs USER DOMAIN",
                "-P example.org | option --put needs DOMAIN ENTRY",
                "-P x -L | option --put needs DOMAIN ENTRY",
                "-t | option --type needs TYPE",
                "--url | option --url needs URL"
            })
    void anOptionWithTooFewValuesIsReportedWithItsValues(String arguments, String message) {
        assertThatThrownBy(() -> CommandLine.parse(arguments.split(" ")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void nothingIsWarnedAboutInAnOrdinaryConfiguration() throws Exception {
        assertThat(Given.file(folder, "cache-storage=memory", "type=prosody")
                        .load()
                        .warnings())
                .isEmpty();
    }

    @Test
    void aSecretOnTheCommandLineIsWarnedAboutAndNotShown() throws Exception {
        List<String> warnings = Given.file(folder).load("-s", Given.SECRET).warnings();

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("command line", "secret-file", "XCAUTH_SECRET")
                .doesNotContain(Given.SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "shared-roster-db=/etc/r.db, replaced by db",
        "update-roster, replaced by ejabberdctl",
        "get=x, command line",
        "delete=x, command line",
        "load, command line",
        "unload, command line",
        "'put=[k,v]', command line"
    })
    void anOptionWithoutEffectIsAcceptedWithAWarning(String line, String why) throws Exception {
        Given given = Given.file(folder, line);

        assertThat(given.load().warnings())
                .singleElement()
                .asString()
                .startsWith(given.path() + " line 3: " + line.replaceFirst("=.*", ""))
                .contains("no effect", why);
    }

    @Test
    void aConfigurationWithASecretThatOthersCanReadIsWarnedAbout() throws Exception {
        Given given = Given.file(folder);
        Files.setPosixFilePermissions(given.path(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(given.load().warnings())
                .singleElement()
                .asString()
                .contains(given.path().toString(), "chmod")
                .doesNotContain(Given.SECRET);
    }

    @Test
    void aCacheDatabaseMeansThatPasswordsAreRemembered() throws Exception {
        assertThat(Given.file(folder).load().cache().passwords()).isFalse();
        assertThat(Given.file(folder, "cache-db=/x.db").load().cache().passwords())
                .isTrue();
        assertThat(Given.file(folder, "cache-db=/x.db", "cache-storage=none")
                        .load()
                        .cache()
                        .passwords())
                .isFalse();
    }
}
