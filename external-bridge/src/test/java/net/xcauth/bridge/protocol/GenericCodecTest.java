package net.xcauth.bridge.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.protocol.Request.Auth;
import net.xcauth.bridge.protocol.Request.IsUser;
import net.xcauth.bridge.protocol.Request.Malformed;
import net.xcauth.bridge.protocol.Request.Quit;
import net.xcauth.bridge.protocol.Request.Roster;
import net.xcauth.bridge.protocol.Request.Unsupported;
import net.xcauth.core.auth.Outcome.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenericCodecTest {
    private static final Request REQUEST = new IsUser("alice", "example.org");

    private final Conversation conversation = new Conversation(Protocol.GENERIC);

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"GENERIC", "PROSODY"})
    void bothNamesStandForLinesAnsweredWithOneOrZero(Protocol protocol) throws ProtocolException {
        Conversation named = new Conversation(protocol);

        assertThat(named.receiveOne(Bytes.of("isuser:alice:example.org\n"))).isEqualTo(REQUEST);
        assertThat(named.encodedText(REQUEST, Reply.YES)).isEqualTo("1\n");
        assertThat(named.encodedText(REQUEST, Reply.NO)).isEqualTo("0\n");
        assertThat(named.encodedText(REQUEST, Reply.CANNOT_TELL)).isEqualTo("0\n");
    }

    @Test
    void onlyTheFirstThreeColonsSeparateFields() throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.of("auth:alice:example.org:a:b::c:\n")))
                .isEqualTo(new Auth("alice", "example.org", "a:b::c:"));
    }

    @Test
    void emptyFieldsAreAccepted() throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.of("auth:::\n"))).isEqualTo(new Auth("", "", ""));
    }

    @Test
    void oneCarriageReturnBeforeTheLineFeedIsStripped() throws ProtocolException {
        assertThat(conversation.receive(Bytes.of("auth:a:b:c\r\nauth:a:b:c\r\r\nquit\r\n")))
                .containsExactly(new Auth("a", "b", "c"), new Auth("a", "b", "c\r"), new Quit());
    }

    @Test
    void spacesInPasswordsAreKept() throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.of("auth:a:b: c \t\n"))).isEqualTo(new Auth("a", "b", " c \t"));
    }

    @Test
    void textIsUtf8() throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.of("auth:jürgen:bücher.example:пароль€😀\n")))
                .isEqualTo(new Auth("jürgen", "bücher.example", "пароль€😀"));
    }

    @Test
    void theReplacementCharacterIsAnOrdinaryCharacter() throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.of("auth:a:b:\uFFFD\n"))).isEqualTo(new Auth("a", "b", "\uFFFD"));
    }

    @Test
    void invalidUtf8IsMalformedAndTheNextRequestIsStillRead() throws ProtocolException {
        byte[] bad = Bytes.join(Bytes.of("auth:a:b:"), new byte[] {(byte) 0xC3, '\n'});

        List<Request> requests = conversation.receive(Bytes.join(bad, Bytes.of("isuser:alice:example.org\n")));

        assertThat(requests).containsExactly(new Malformed("it is not UTF-8"), REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"setpass:alice:example.org:new", "tryregister:alice:example.org:new"})
    void requestsToChangePasswordsAndAccountsAreUnsupported(String line) throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.of(line + "\n")))
                .isEqualTo(new Unsupported(line.substring(0, line.indexOf(':'))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "auth",
                "auth:alice",
                "auth:alice:example.org",
                "isuser",
                "isuser:alice",
                "isuser:alice:example.org:x",
                "roster:alice",
                "AUTH:a:b:c",
                " auth:a:b:c",
                "nonsense:a:b",
                ":"
            })
    void anythingElseIsMalformedAndAnsweredNo(String line) throws ProtocolException {
        Request request = conversation.receiveOne(Bytes.of(line + "\n"));

        assertThat(request).isInstanceOf(Malformed.class);
        assertThat(conversation.encodedText(request, Reply.NO)).isEqualTo("0\n");
    }

    @Test
    void aRosterRequestIsAnsweredWithItsText() throws ProtocolException {
        Request request = conversation.receiveOne(Bytes.of("roster:alice:example.org\n"));

        assertThat(request).isEqualTo(new Roster("alice", "example.org"));
        assertThat(conversation.encodedText(request, new Reply(Decision.YES, "{\"name\":\"Jürgen\"}")))
                .isEqualTo("{\"name\":\"Jürgen\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quit\n", "exit\n", "quit\r\n"})
    void quitAndExitEndTheConnection(String line) throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.of(line))).isEqualTo(new Quit());
    }

    @Test
    void aLineOfTheMaximumLengthIsAccepted() throws ProtocolException {
        Conversation small = new Conversation(Protocol.GENERIC, new CodecSettings(16, ""));

        assertThat(small.receiveOne(Bytes.of("auth:a:b:1234567\n"))).isEqualTo(new Auth("a", "b", "1234567"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth:a:b:12345678\n", "auth:a:b:12345678", "isuser:a:b\nauth:a:b:1234567890"})
    void aLongerLineIsAnsweredNoAndEndsTheConnection(String bytes) {
        Conversation small = new Conversation(Protocol.GENERIC, new CodecSettings(16, ""));

        ProtocolException refusal = catchThrowableOfType(ProtocolException.class, () -> small.receive(Bytes.of(bytes)));

        assertThat(refusal).hasMessage("a line is longer than 16 bytes");
        assertThat(refusal.reply()).isEqualTo(Bytes.of("0\n"));
    }

    @Test
    void inputMayEndAfterALineButNotWithinOne() throws ProtocolException {
        conversation.receive(Bytes.of("isuser:a:b\n"));
        assertThat(conversation.unfinished()).isEmpty();

        conversation.receive(Bytes.of("isuser:a"));
        assertThat(conversation.unfinished()).contains("in the middle of a request");
    }

    @Test
    void cannotTellIsSentOnlyToClientsThatHaveAnnouncedIt() throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.of("features:cannot-tell:more:more::\n")))
                .isInstanceOf(Request.Features.class);

        assertThat(conversation.encodedText(REQUEST, Reply.CANNOT_TELL)).isEqualTo("?\n");
        assertThat(conversation.encodedText(REQUEST, Reply.NO)).isEqualTo("0\n");
        conversation.receiveOne(Bytes.of("features\n"));
        assertThat(conversation.encodedText(REQUEST, Reply.CANNOT_TELL)).isEqualTo("0\n");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "[2001:db8::1], 2001:db8::1",
        "[::ffff:192.0.2.1], 192.0.2.1",
        "[fe80::1%eth0], fe80::1"
    })
    void aLoginCarriesTheClientAddressBeforeAPasswordOfAnyCharacters(String sent, String address) throws Exception {
        for (String password : List.of("secret", "a:b::c:", "]:x", "[::1]:pw", "")) {
            assertThat(conversation.receiveOne(Bytes.of("login:alice:example.org:" + sent + ":" + password + "\n")))
                    .isEqualTo(new Auth("alice", "example.org", password, Optional.of(InetAddress.getByName(address))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "login:alice:example.org:secret",
                "login:alice:example.org::secret",
                "login:alice:example.org:localhost:secret",
                "login:alice:example.org:2001:db8::1:secret",
                "login:alice:example.org:[2001:db8::1:secret",
                "login:alice:example.org"
            })
    void aLoginWithoutAnAddressIsMalformed(String line) throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.of(line + "\n")))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        malformed ->
                                assertThat(malformed.why()).contains("address").doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"login:alice:example.org:192.0.2.1:secret", "account:alice:example.org", "features:cannot-tell"})
    void requestsOfTheGenericProtocolAreMalformedInOthers(String request) throws ProtocolException {
        assertThat(new Conversation(Protocol.EJABBERD).receiveOne(Bytes.frame(request)))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void toStringHidesPasswords() {
        assertThat(new Auth("alice", "example.org", "open sesame"))
                .asString()
                .contains("alice")
                .doesNotContain("open sesame");
    }
}
