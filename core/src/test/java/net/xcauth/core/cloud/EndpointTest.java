package net.xcauth.core.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.user.AccountNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    private static final String API = "https://cloud.example.org/index.php/apps/ojsxc/ajax/externalApi.php";
    private static final String BASE = "https://cloud.example.org/";
    private static final List<ApiSecret> SECRETS = List.of(ApiSecret.of("newest"), ApiSecret.of("oldest"));

    @Test
    void aJsxcEndpointSignsWithItsFirstSecretAndHidesAll() {
        Endpoint.Jsxc endpoint = new Endpoint.Jsxc(URI.create(API), SECRETS, "example.org");

        assertThat(endpoint.signingSecret()).isEqualTo(ApiSecret.of("newest"));
        assertThat(endpoint.toString())
                .contains("cloud.example.org")
                .doesNotContain("newest")
                .doesNotContain("oldest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://cloud.example.org/",
                "cloud.example.org/api",
                "https:///api",
                "/api",
                "https://user:pw@cloud.example.org/",
                "https://cloud.example.org:70000/"
            })
    void addressesThatCannotBeUsedAreRefused(String address) {
        assertThatThrownBy(() -> new Endpoint.Jsxc(URI.create(address), SECRETS, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> nextcloud(address)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyJsxcNeedsASecret() {
        assertThatThrownBy(() -> new Endpoint.Jsxc(URI.create(BASE), List.of(), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cloud.example.org");
        assertThat(nextcloud(BASE).secrets()).isEmpty();
    }

    /** Databases contain these values: if one changed, an upgrade would discard all remembered data. */
    @ParameterizedTest
    @CsvSource({
        API + ", example.org, 18fb38198bc308a5b76b72aa78231a2e51316eb1953b2cf92ff13ac8a91a56c6",
        "http://cloud.example.org:8080/x?y=1, '', 37d10c59041a99ff12171c403d7bcdb413a72559482c7cc55029f574b6f8d6ec",
        "HTTP://Cloud.Example.org:8080/x?y=1, '', 37d10c59041a99ff12171c403d7bcdb413a72559482c7cc55029f574b6f8d6ec"
    })
    void fingerprintsOfJsxcEndpointsNeverChange(String url, String domain, String fingerprint) {
        assertThat(new Endpoint.Jsxc(URI.create(url), SECRETS, domain).fingerprint())
                .isEqualTo(fingerprint);
        assertThat(new Endpoint.Jsxc(URI.create(url), SECRETS.subList(1, 2), domain).fingerprint())
                .isEqualTo(fingerprint);
    }

    @Test
    void theKindAndTheAccountNamesChangeTheCloud() {
        Endpoint.Nextcloud local = nextcloud(BASE);
        Endpoint.Nextcloud atDomain = new Endpoint.Nextcloud(
                URI.create(BASE), Optional.empty(), AccountName.LOCAL_AT_DOMAIN, false, false, List.of());

        assertThat(List.of(
                        local.fingerprint(),
                        atDomain.fingerprint(),
                        nextcloud(BASE + "sub").fingerprint(),
                        new Endpoint.Jsxc(URI.create(BASE), SECRETS, "").fingerprint()))
                .doesNotHaveDuplicates();
    }

    @Test
    void credentialsAndPermissionsDoNotChangeTheCloud() {
        URI base = URI.create("HTTPS://Cloud.Example.org/index.php/login");
        Endpoint.Nextcloud endpoint = new Endpoint.Nextcloud(
                base,
                Optional.of(ServiceAccount.enteredFor(base, "hush-hush", true)),
                AccountName.LOCAL,
                true,
                true,
                SECRETS);

        assertThat(endpoint.fingerprint()).isEqualTo(nextcloud(BASE).fingerprint());
    }

    @ParameterizedTest
    @CsvSource({
        "https://c.example, https://c.example/",
        "https://c.example/, https://c.example/",
        "https://c.example:8443/cloud, https://c.example:8443/cloud/",
        "https://c.example/index.php, https://c.example/",
        "https://c.example/cloud/index.php/apps/files/?dir=/x#y, https://c.example/cloud/",
        "https://c.example/index.phpx, https://c.example/index.phpx/",
        "https://c.example/a%20b, https://c.example/a%20b/"
    })
    void theBaseAddressEndsInASlashWithoutScript(String given, String base) {
        assertThat(nextcloud(given).url())
                .isEqualTo(URI.create(base))
                .isEqualTo(nextcloud(given).base());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://c.example/?x=y", "https://c.example/#top"})
    void aBaseAddressHasNeitherQueryNorFragment(String address) {
        assertThatThrownBy(() -> nextcloud(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not contain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://cloud.example.org/", "https://cloud.example.org:8443/", "https://cloud.example.com/"})
    void aServiceAccountIsOnlyForTheHostItWasEnteredFor(String elsewhere) {
        Optional<ServiceAccount> account = Optional.of(
                ServiceAccount.enteredFor(URI.create("https://CLOUD.example.org:443/x"), "hush-hush", false));

        assertThat(new Endpoint.Nextcloud(URI.create(BASE), account, AccountName.LOCAL, false, false, List.of())
                        .serviceAccount())
                .isEqualTo(account);
        assertThatThrownBy(() -> new Endpoint.Nextcloud(
                        URI.create(elsewhere), account, AccountName.LOCAL, false, true, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://cloud.example.org:443")
                .hasMessageContaining("enter it again")
                .hasMessageNotContaining("hush");
    }

    @Test
    void anAppPasswordIsNeverShown() {
        ServiceAccount account = ServiceAccount.enteredFor(URI.create(BASE), "hush-hush", false);

        assertThat(account.toString()).contains("cloud.example.org").doesNotContain("hush");
        assertThat(new Endpoint.Nextcloud(
                                URI.create(BASE), Optional.of(account), AccountName.LOCAL, false, false, SECRETS)
                        .toString())
                .contains("a service account")
                .doesNotContain("hush")
                .doesNotContain("newest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "line\nbreak", "p\u00e4ssword"})
    void anInvalidAppPasswordIsRefusedAndNotShown(String password) {
        assertThatThrownBy(() -> ServiceAccount.enteredFor(URI.create(BASE), password, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("app password")
                .hasMessageNotContaining("two words")
                .hasMessageNotContaining("ssword\u00e4");
    }

    @Test
    void eachKindHasItsOwnAccountNames() {
        assertThat(new Endpoint.Jsxc(URI.create(API), SECRETS, "auth.example").names("example.org"))
                .isEqualTo(new AccountNames("auth.example", false));
        assertThat(nextcloud(BASE).names("example.org")).isEqualTo(AccountNames.LOCAL);
        assertThat(new Endpoint.Nextcloud(
                                URI.create(BASE),
                                Optional.empty(),
                                AccountName.LOCAL_AT_DOMAIN,
                                false,
                                false,
                                List.of())
                        .names("B\u00dccher.example"))
                .isEqualTo(new AccountNames("xn--bcher-kva.example", true));
    }

    private static Endpoint.Nextcloud nextcloud(String base) {
        return new Endpoint.Nextcloud(URI.create(base), Optional.empty(), AccountName.LOCAL, false, false, List.of());
    }
}
