package net.xcauth.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default-domain=example.org",
                "default-domain = example.org",
                "default-domain: example.org",
                "default-domain:example.org",
                "default-domain example.org",
                "default-domain\t example.org",
                "  default-domain=example.org  ",
                "default-domain=\"example.org\"",
                "default-domain: 'example.org'",
                "default-domain=example.org # comment",
                "default-domain=example.org ; comment",
                "default-domain=example.org\t#comment",
                "default-domain=\"example.org\" # \"comment\"",
                "--default-domain=example.org",
                "default-domain=[example.org]"
            })
    void aValueMayBeWrittenInManyWays(String line) throws Exception {
        assertThat(read(line).get(Option.DEFAULT_DOMAIN).value()).isEqualTo("example.org");
    }

    @Test
    void commentCharactersWithoutAPrecedingSpaceBelongToTheValue() throws Exception {
        assertThat(read("secret=ab#cd;ef").get(Option.SECRET).value()).isEqualTo("ab#cd;ef");
        assertThat(read("secret=#abc").get(Option.SECRET).value()).isEqualTo("#abc");
    }

    @Test
    void quotesProtectCommentCharactersAndSpaces() throws Exception {
        assertThat(read("secret=\" a # b ; c \"").get(Option.SECRET).value()).isEqualTo(" a # b ; c ");
        assertThat(read("secret=' say \"friend\" '").get(Option.SECRET).value()).isEqualTo(" say \"friend\" ");
    }

    @Test
    void separatorsWithinAValueStay() throws Exception {
        assertThat(read("secret=a=b:c d").get(Option.SECRET).value()).isEqualTo("a=b:c d");
        assertThat(read("url: https://cloud.example.org:443/x?y=z")
                        .get(Option.URL)
                        .value())
                .isEqualTo("https://cloud.example.org:443/x?y=z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "debug",
                "debug=true",
                "debug: yes",
                "debug 1",
                "debug=On",
                "debug # details",
                "debug=true # details",
                "debug\t; details",
                "--debug"
            })
    void aFlagIsSetByItsNameOrATrueValue(String line) throws Exception {
        assertThat(read(line)).containsOnlyKeys(Option.DEBUG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"debug=false", "debug: No", "debug 0", "debug=off"})
    void aFlagIsNotSetByAFalseValue(String line) throws Exception {
        assertThat(read(line)).isEmpty();
    }

    @Test
    void aFlagWithAnotherValueIsRefused() {
        assertThatThrownBy(() -> read("debug=maybe"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(path() + " line 1: debug is \"maybe\"; it must be true or false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listen=[prosody=127.0.0.1:1,postfix=127.0.0.1:2]",
                "listen: [ prosody=127.0.0.1:1 , 'postfix=127.0.0.1:2' ]  # both",
                "listen = [\"prosody=127.0.0.1:1\", postfix=127.0.0.1:2, ]"
            })
    void aListIsInBrackets(String line) throws Exception {
        assertThat(read(line).get(Option.LISTEN).values())
                .containsExactly("prosody=127.0.0.1:1", "postfix=127.0.0.1:2");
    }

    @Test
    void repeatedSecretsAndListenersAddUpInTheirOrder() throws Exception {
        Map<Option, OptionValue> options = read("secret=new", "listen=a", "secret=old", "listen=[b,c]");

        assertThat(options.get(Option.SECRET).values()).containsExactly("new", "old");
        assertThat(options.get(Option.LISTEN).values()).containsExactly("a", "b", "c");
        assertThat(options.get(Option.LISTEN).origins())
                .containsExactly(path() + " line 2", path() + " line 4", path() + " line 4");
    }

    @Test
    void theLastOfOtherRepeatedKeysApplies() throws Exception {
        Map<Option, OptionValue> options = read("timeout=1,2", "timeout=7,9");

        assertThat(options.get(Option.TIMEOUT).values()).containsExactly("7,9");
        assertThat(options.get(Option.TIMEOUT).origin()).isEqualTo(path() + " line 2");
    }

    @Test
    void emptyLinesCommentsSectionsAndDashesAreSkipped() throws Exception {
        assertThat(read("", "   ", "# url=x", ";url=x", "  # url=x", "---", "----- cloud -----", "[cloud]", "[ ]"))
                .isEmpty();
    }

    @Test
    void carriageReturnsAtLineEndsDoNoHarm() throws Exception {
        Files.writeString(path(), "default-domain=example.org\r\ndebug\r\n");

        Map<Option, OptionValue> options = new ConfigFile(path()).read();

        assertThat(options).containsOnlyKeys(Option.DEFAULT_DOMAIN, Option.DEBUG);
        assertThat(options.get(Option.DEFAULT_DOMAIN).value()).isEqualTo("example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"url=", "url:", "url =", "url=\"\"", "url=[]"})
    void aKeyWithAnEmptyValueIsNotSet(String line) throws Exception {
        assertThat(read(line)).isEmpty();
        assertThat(read("url=https://cloud.example.org/", line)).isEmpty();
    }

    @Test
    void anEmptyValueOfARepeatableKeyRemovesNothing() throws Exception {
        assertThat(read("secret=one", "secret=", "secret=two")
                        .get(Option.SECRET)
                        .values())
                .containsExactly("one", "two");
    }

    @Test
    void aByteOrderMarkDoesNoHarm() throws Exception {
        Files.writeString(path(), "\uFEFFdefault-domain=example.org\ndebug\n");

        assertThat(new ConfigFile(path()).read()).containsOnlyKeys(Option.DEFAULT_DOMAIN, Option.DEBUG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"url", "url # later"})
    void aKeyWithoutItsValueIsRefused(String line) {
        assertThatThrownBy(() -> read(line))
                .isInstanceOf(ConfigException.class)
                .hasMessage(path() + " line 1: url has no value; write url=URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=value", ": value"})
    void aLineWithoutAKeyIsRefused(String line) {
        assertThatThrownBy(() -> read("", line))
                .isInstanceOf(ConfigException.class)
                .hasMessage(path() + " line 2 is not valid; write key=value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secrte=vErYsEcReT-7", "Secret: vErYsEcReT-7", "secret_=vErYsEcReT-7"})
    void anUnknownKeyIsNamedWithoutItsValueAndTheLikelyOneIsSuggested(String line) {
        assertThatThrownBy(() -> read("debug", line))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(path() + " line 2: there is no option \"")
                .hasMessageEndingWith("did you mean \"secret\"?")
                .hasMessageNotContaining(Given.SECRET);
    }

    @Test
    void underscoresAreRecognisedAsDashes() {
        assertThatThrownBy(() -> read("cache_verification_ttl=1d"))
                .hasMessageEndingWith("did you mean \"cache-verification-ttl\"?");
    }

    @Test
    void nothingIsSuggestedForANameThatResemblesNoOption() {
        assertThatThrownBy(() -> read("colour=blue"))
                .hasMessage(path() + " line 1: there is no option \"colour\"; xcauth --help lists all options");
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("missing.conf");

        assertThatThrownBy(() -> new ConfigFile(missing).read())
                .isInstanceOf(ConfigException.class)
                .hasMessage("the configuration file " + missing + " does not exist; create it or correct the path");
    }

    @Test
    void aFolderInPlaceOfAFileIsNamed() {
        assertThatThrownBy(() -> new ConfigFile(folder).read())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("directory");
    }

    @Test
    void aDifferentEncodingIsReported() throws IOException {
        Files.write(path(), "# für alle\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> new ConfigFile(path()).read())
                .isInstanceOf(ConfigException.class)
                .hasMessage("the configuration file " + path() + " is not UTF-8; save it in that encoding");
    }

    private Path path() {
        return folder.resolve("xcauth.conf");
    }

    private Map<Option, OptionValue> read(String... lines) throws IOException, ConfigException {
        Files.write(path(), List.of(lines));
        return new ConfigFile(path()).read();
    }
}
