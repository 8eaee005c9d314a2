package net.xcauth.core.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.text.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://cloud.example.org/, https://cloud.example.org/",
        "HTTPS://Cloud.Example.ORG:8443/NextCloud, https://cloud.example.org:8443/NextCloud",
        "http://next_cloud:8080/, http://next_cloud:8080/",
        "http://_cloud._tcp.example.org, http://_cloud._tcp.example.org",
        "https://wölke.example.org/, https://xn--wlke-5qa.example.org/",
        "https://WÖLKE.example.org/, https://xn--wlke-5qa.example.org/",
        "https://облако.рф/, https://xn--80ab2acne.xn--p1ai/",
        "https://xn--wlke-5qa.example.org/, https://xn--wlke-5qa.example.org/",
        "https://cloud.example.org/wölke/, https://cloud.example.org/w%C3%B6lke/",
        "https://cloud.example.org., https://cloud.example.org.",
        "https://192.0.2.1/, https://192.0.2.1/",
        "https://[2001:DB8::1]:8443/, https://[2001:db8::1]:8443/",
        "https://cloud.example.org:/, https://cloud.example.org/",
        "https://3com.example/, https://3com.example/",
        "https://cloud.example.org/a?b=c#d, https://cloud.example.org/a?b=c#d"
    })
    void anAddressIsParsedAndWrittenInAscii(String text, String address) {
        assertThat(WebAddress.parse(text)).isEqualTo(URI.create(address));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://cloud/ | begin with https:// or http://",
                "cloud.example.org | begin with https:// or http://",
                "https:/cloud/ | begin with https:// or http://",
                "'' | begin with https:// or http://",
                "https:///path | has no host",
                "https://:8080/ | has no host",
                "https://alice:secret@cloud/ | must not contain a user or password",
                "https://cloud:0/ | between 1 and 65535",
                "https://cloud:65536/ | between 1 and 65535",
                "https://cloud:http/ | between 1 and 65535",
                "https://cloud:80:80/ | between 1 and 65535",
                "https://cl oud/ | not a valid name",
                "https://cloud..example/ | not a valid name",
                "https://256.1.1.1/ | not a valid name",
                "https://127.1/ | not a valid name",
                "https://0x7f000001/ | not a valid name",
                "https://[::1/ | between 1 and 65535",
                "https://[::x]/ | not a valid name",
                "https://[]/ | not a valid name",
                "https://straße.example/ | write it as in DNS",
                "https://cloud/<x> | percent-encoded: \"<\"",
                "https://cloud/Next Cloud/ | percent-encoded: \" \""
            })
    void theMessageNamesTheFault(String text, String why) {
        assertThatThrownBy(() -> WebAddress.parse(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "https://Cloud.example.org/x, true, cloud.example.org, 443, cloud.example.org, cloud.example.org",
        "http://next_cloud/, false, next_cloud, 80, next_cloud, next_cloud",
        "http://next_cloud:8080/, false, next_cloud, 8080, next_cloud:8080, next_cloud:8080",
        "https://[::1]:443/, true, ::1, 443, [::1]:443, [::1]",
        "https://[::1]/, true, ::1, 443, [::1], [::1]"
    })
    void theServerIsShownByHostAndPort(
            String url, boolean encrypted, String host, int port, String shown, String requested) {
        WebAddress address = WebAddress.of(URI.create(url));
        assertThat(address).isEqualTo(new WebAddress(encrypted, host, port));
        assertThat(WebAddress.shown(URI.create(url))).isEqualTo(shown);
        assertThat(address.requested()).isEqualTo(requested);
    }

    @Test
    void allSettingsAcceptTheSameAddresses() {
        for (String host : List.of("next_cloud", "wölke.example.org", "[::1]", "cloud.example.org")) {
            String ascii =
                    WebAddress.of(WebAddress.parse("http://" + host + ":3128")).bracketed();
            assertThat(new Endpoint.Nextcloud(
                                    URI.create("https://" + host + "/"),
                                    Optional.empty(),
                                    AccountName.LOCAL,
                                    false,
                                    false,
                                    List.of())
                            .base())
                    .isEqualTo(URI.create("https://" + ascii + "/"));
            assertThat(new Endpoint.Jsxc(
                                    URI.create("https://" + host + "/externalApi.php"), List.of(ApiSecret.of("s")), "")
                            .url())
                    .isEqualTo(URI.create("https://" + ascii + "/externalApi.php"));
            assertThat(ServiceAccount.origin(URI.create("https://" + host + "/")))
                    .isEqualTo("https://" + ascii + ":443");
            assertThat(CloudSettings.defaults()
                            .withProxy(URI.create("http://" + host + ":3128"))
                            .proxy())
                    .hasValue(URI.create("http://" + ascii + ":3128"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://proxy:3128",
                "proxy:3128",
                "http://proxy",
                "http://proxy:3128/path",
                "http://proxy:3128?x"
            })
    void aProxyHasAPortAndNothingElse(String text) {
        assertThatThrownBy(() -> CloudSettings.proxyAddress(text))
                .isInstanceOf(RefusedException.class)
                .hasMessage("The proxy must have the form http://host:port");
    }
}
