package net.xcauth.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each complaint is one line that says where, what, and what would be right, and never holds a secret. */
class WrongValuesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type | imap | generic, prosody, ejabberd, saslauthd, postfix",
                "type | Ejabberd | generic, prosody, ejabberd, saslauthd, postfix",
                "listen | 127.0.0.1:23663 | TYPE=HOST:PORT",
                "listen | imap=127.0.0.1:1 | types are generic",
                "listen | generic=127.0.0.1 | HOST:PORT",
                "listen | generic=127.0.0.1:70000 | 65535",
                "listen | generic=run/socket | path that begins with /",
                "metrics | 9100 | HOST:PORT",
                "metrics | :9100 | HOST:PORT",
                "metrics | 127.0.0.1:http | is not a number",
                "metrics | /run/metrics.sock | HOST:PORT",
                "timeout | soon | number from 1",
                "timeout | 5,10,15 | two separated by a comma",
                "timeout | 5, | number from 1",
                "timeout | 0 | number from 1",
                "timeout | -5 | number from 1",
                "timeout | 5,1.5 | number from 1",
                "signature | md5 | sha1",
                "proxy | proxy.example.org:3128 | http://host:port",
                "proxy | https://proxy.example.org:3128 | http://host:port",
                "proxy | http://proxy .example.org | not a valid name",
                "socket-mode | 0999 | octal",
                "socket-mode | rw-rw---- | octal",
                "socket-mode | 1777 | 0777",
                "socket-mode | -1 | octal",
                "cache-storage | disk | none, memory or db",
                "cache-query-ttl | soon | 15m",
                "cache-query-ttl | 1y | 15m",
                "cache-query-ttl | -1h | from 0 to 36500d",
                "cache-verification-ttl | 1.5h | 15m",
                "cache-unreachable-ttl | h | 15m",
                "isuser-ttl | 1 hour | 15m",
                "isuser-negative-ttl | 99999999999999999999 | 15m",
                "isuser-ttl | 9999999999999 | from 0 to 36500d",
                "breaker-probe | 999999w | from 0 to 36500d",
                "idle-timeout | 2000000000w | from 0 to 36500d",
                "request-timeout | x | 15m",
                "request-timeout | 0 | at least 1s",
                "breaker-probe | 0s | at least 1s",
                "stop-timeout | 9223372036854775807s | from 0 to 36500d",
                "cache-passwords-per-user | 0 | number from 1 to 1000",
                "cache-bcrypt-rounds | 3 | number from 4 to 31",
                "cache-bcrypt-rounds | 12,32 | number from 4 to 31",
                "breaker-failures | 0 | number from 1",
                "guess-limit | many | number from 1",
                "max-connections | 0 | number from 1",
                "max-frame | 255 | number from 256",
                "max-frame | 99999999999 | number from 256",
                "cloud-connections | 0 | number from 1",
                "cloud-waiting | -1 | number from 0",
                "url | cloud.example.org | https://",
                "url | ftp://cloud.example.org/ | https://",
                "url | https:/// | no",
                "url | https://cloud example | not a valid name",
                "url | https://cloud.example.org:99999/ | port",
            })
    void areRefusedInTheFileAndOnTheCommandLine(String key, String value, String right) throws IOException {
        Given file = Given.file(folder, key + "=" + value);
        assertThat(file.complaint())
                .startsWith(file.path() + " line 3: " + key + " \"" + value + "\"")
                .contains(right);

        Given empty = Given.file(folder);
        assertThat(empty.complaint("--" + key + "=" + value))
                .startsWith("option --" + key + ": " + key + " \"" + value + "\"")
                .contains(right);
    }

    @Test
    void theLineOfTheWrongListenerIsNamedAndNotTheLastOne() throws IOException {
        Given file = Given.file(folder, "listen=generic=127.0.0.1:1", "listen=wrong", "listen=postfix=127.0.0.1:2");

        assertThat(file.complaint()).startsWith(file.path() + " line 4: listen \"wrong\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "url=https://admin:vErYsEcReT-7@cloud.example.org/",
                "proxy=http://u:vErYsEcReT-7@proxy:80",
                "proxy=http://u:a/vErYsEcReT-7@proxy:80",
                "url=https://u:a@vErYsEcReT-7@cloud.example.org/"
            })
    void passwordsInAddressesAreNotShown(String line) throws IOException {
        assertThat(Given.file(folder, line).complaint()).contains("line 3").contains("@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--secrte=vErYsEcReT-7", "--secrets=vErYsEcReT-7", "--x=a\nvErYsEcReT-7"})
    void theValueOfAnUnknownOptionIsNotShown(String argument) throws IOException {
        assertThat(Given.file(folder).complaint(argument)).startsWith("there is no option --");
    }

    @Test
    void anUnknownOptionComesWithTheLikelyOne() throws IOException {
        assertThat(Given.file(folder).complaint("--defualt-domain", "x"))
                .isEqualTo("there is no option --defualt-domain; did you mean \"default-domain\"?");
        assertThat(Given.file(folder).complaint("-Z")).startsWith("there is no option -Z");
    }

    @Test
    void anAmbiguousAbbreviationNamesWhatItMayMean() throws IOException {
        assertThat(Given.file(folder).complaint("--cache-p", "1", "--cache", "x"))
                .contains("--cache")
                .contains("cache-storage", "cache-query-ttl", "write it in full");
        assertThat(Given.file(folder).complaint("--secr=vErYsEcReT-7")).contains("secret-file");
    }

    @Test
    void anOptionWithoutItsValueIsNamed() throws IOException {
        assertThat(Given.file(folder).complaint("--timeout")).isEqualTo("option --timeout needs CONNECT,REQUEST");
        assertThat(Given.file(folder).complaint("-A", "alice", "vErYsEcReT-7"))
                .isEqualTo("option --auth-test needs USER DOMAIN PASSWORD");
    }

    @Test
    void anUnexpectedArgumentIsNamed() throws IOException {
        assertThat(Given.file(folder).complaint("start")).startsWith("\"start\" on the command line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-A", "--auth-test"})
    void theSecondWordOfAPasswordIsNotShown(String option) throws IOException {
        assertThat(Given.file(folder).complaint(option, "alice", "example.org", "correct", "vErYsEcReT-7"))
                .contains("in quotes");
    }

    @Test
    void theSecondWordOfASecretIsNotShown() throws IOException {
        assertThat(Given.file(folder).complaint("-s", "correct", "vErYsEcReT-7"))
                .contains("in quotes");
    }

    @Test
    void lineEndsInValuesDoNotMakeASecondLine() throws IOException {
        assertThat(Given.file(folder).complaint("--type", "a\nxcauth: all is well"))
                .contains("\\u000a")
                .contains("generic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret-file", "log", "per-domain-config", "ca-file"})
    void impossiblePathsAreNamed(String key) throws IOException {
        Given given = Given.onlyFile(folder, "url=" + Given.URL, key + "=/tmp/\0")
                .environment("XCAUTH_SECRET", key.equals("secret-file") ? "" : Given.SECRET);

        assertThat(given.complaint()).startsWith(given.path() + " line 2: ").contains("not a valid path");
    }
}
