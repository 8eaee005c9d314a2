package net.xcauth.bridge.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import net.xcauth.bridge.ejabberd.ApiStub.Answer;
import net.xcauth.bridge.ejabberd.Ejabberd.Member;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.test.Certificates;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiChannelTest {

    private static Ejabberd ejabberd(ApiStub api) {
        return new Ejabberd(new ApiChannel(api.address(), "t0ken", Optional.empty()));
    }

    private static void assertKind(Kind kind, ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(EjabberdException.class, failure -> {
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.getMessage()).contains(words).doesNotContain("t0ken");
        });
    }

    @Test
    void commandsAreSentAsJsonWithTheToken() throws Exception {
        try (ApiStub api = new ApiStub((command, body) -> new Answer(200, "0"));
                Ejabberd ejabberd = ejabberd(api)) {
            ejabberd.add(new Member("o\\27neil", "example.org"), "\"Staff\" 😀", "example.org");

            assertThat(api.calls())
                    .containsExactly("srg_user_add {\"user\":\"o\\\\27neil\",\"host\":\"example.org\","
                            + "\"group\":\"\\\"Staff\\\" 😀\",\"grouphost\":\"example.org\"}");
            assertThat(api.authorizations()).containsExactly("Bearer t0ken");
        }
    }

    @Test
    void aDomainWithUmlautsIsSentInEjabberdsSpelling() throws Exception {
        try (ApiStub api = new ApiStub((command, body) -> new Answer(
                        200,
                        command.equals("registered_vhosts")
                                ? "[\"xn--exmple-cua.org\",\"example.org\"]"
                                : "[\"alice@xn--exmple-cua.org\"]"));
                Ejabberd ejabberd = ejabberd(api)) {
            assertThat(ejabberd.hosts()).containsExactly("exämple.org", "example.org");
            assertThat(ejabberd.members("staff", "exämple.org")).containsExactly("alice@exämple.org");

            assertThat(api.calls()).last().asString().contains("\"host\":\"xn--exmple-cua.org\"");
        }
    }

    @Test
    void displayedGroupsAreSentAsAListWhichEveryVersionAccepts() throws Exception {
        try (ApiStub api = new ApiStub((command, body) -> new Answer(200, "0"));
                Ejabberd ejabberd = ejabberd(api)) {
            ejabberd.create("staff", "example.org", "Staff", "Staff");

            assertThat(api.calls())
                    .singleElement()
                    .asString()
                    .contains(
                            "\"group\":\"staff\"",
                            "\"label\":\"Staff\"",
                            "\"display\":[\"staff\"]",
                            "Nextcloud group \\\"Staff\\\", kept up to date by xcauth");
        }
    }

    @Test
    void theHostHeaderIsADomainThatEjabberdServes() throws Exception {
        try (ApiStub api = new ApiStub((command, body) -> new Answer(200, "[\"example.org\"]"));
                Ejabberd ejabberd = ejabberd(api)) {
            ejabberd.hosts();
            ejabberd.hosts();
            ejabberd.groups("other.example");
            ejabberd.members("staff", "other.example");
            ejabberd.groups("exämple.org");

            assertThat(api.hosts())
                    .containsExactly(
                            "127.0.0.1:" + api.address().port(),
                            "example.org",
                            "other.example",
                            "other.example",
                            "xn--exmple-cua.org");
        }
    }

    /** Versions before 24.02 wrap it in an object. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"Alice 2\"|2", "{\"content\":\"Alice 2\"}|2"})
    void textsAndNumbersAreParsedInTheFormatOfEachVersion(String json, int number) throws Exception {
        try (ApiStub api = new ApiStub((command, body) -> new Answer(200, json));
                Ejabberd ejabberd = ejabberd(api)) {
            assertThat(ejabberd.fullName("alice", "example.org")).contains("Alice 2");
            assertThat(ejabberd.kick("alice", "example.org")).isEqualTo(number);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"key\":\"label\",\"value\":\"Staff\"},{\"key\":\"displayed_groups\",\"value\":\"Staff\"}]",
                "{\"label\":\"Staff\",\"displayed_groups\":[\"Staff\"]}"
            })
    void propertiesAreParsedInTheFormatOfEachVersion(String json) throws Exception {
        try (ApiStub api = new ApiStub((command, body) -> new Answer(200, json));
                Ejabberd ejabberd = ejabberd(api)) {
            assertThat(ejabberd.info("Staff", "example.org").properties())
                    .isEqualTo(Map.of("label", "Staff", "displayed_groups", "Staff"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|{\"status\":\"error\",\"message\":\"Oauth token is invalid or expired.\"}|NOT_ALLOWED|oauth_issue_token",
                "403|{\"status\":\"error\",\"code\":32,\"message\":\"AccessRules: no right\"}|NOT_ALLOWED|configure",
                "403|{\"status\":\"error\",\"code\":32,\"message\":\"AccessRules: no right\"}|NOT_ALLOWED|AccessRules: no right",
                "404|{\"status\":\"error\",\"code\":40,\"message\":\"Endpoint not found.\"}|NOT_ALLOWED|mod_admin_extra",
                "404|<html><h1>Not Found</h1></html>|NOT_ALLOWED|request_handlers",
                "400|\"unknown_command\"|NOT_ALLOWED|mod_admin_extra",
                "500|\"internal_error\"|NOT_ALLOWED|mod_shared_roster",
                "500|\"something else\"|FAILED|something else",
                "503|busy|UNREACHABLE|503",
                "200|<html>|NOT_ALLOWED|does not answer in JSON",
                "200|{}|FAILED|a list"
            })
    void errorsNameTheRemedy(int status, String body, Kind kind, String words) throws Exception {
        try (ApiStub api = new ApiStub((command, json) -> new Answer(status, body));
                Ejabberd ejabberd = ejabberd(api)) {
            assertKind(
                    kind,
                    () -> ejabberd.groups("example.org"),
                    words,
                    api.address().toString());
        }
    }

    @Test
    void aNonzeroResultIsAFailure() throws Exception {
        try (ApiStub api = new ApiStub((command, body) -> new Answer(200, "1"));
                Ejabberd ejabberd = ejabberd(api)) {
            assertKind(Kind.FAILED, () -> ejabberd.delete("Staff", "example.org"), "srg_delete Staff example.org");
        }
    }

    @Test
    void theErrorForAnUnreachableServerAnnouncesARetry(@TempDir Path folder) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Ejabberd tcp = new Ejabberd(
                        new ApiChannel(ApiAddress.parse("http://127.0.0.1:" + port), "", Optional.empty()));
                Ejabberd unix = new Ejabberd(
                        new ApiChannel(ApiAddress.parse("unix:" + folder.resolve("none")), "", Optional.empty()))) {
            assertKind(
                    Kind.UNREACHABLE,
                    tcp::hosts,
                    "http://127.0.0.1:" + port,
                    "cannot be reached: refused",
                    "will retry");
            assertKind(
                    Kind.UNREACHABLE,
                    unix::hosts,
                    "unix:" + folder,
                    "cannot be reached: there is no such socket",
                    "will retry");
        }
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsReplaced() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Ejabberd ejabberd = new Ejabberd(new ApiChannel(
                        ApiAddress.parse("http://127.0.0.1:" + server.getLocalPort()), "", Optional.empty()))) {
            Thread answering = new Thread(() -> answerOnceEach(server), "one-answer-per-connection");
            answering.setDaemon(true);
            answering.start();
            for (int i = 0; i < 20; i++) {
                assertThat(ejabberd.hosts()).containsExactly("example.org");
            }
        }
    }

    @Test
    void certificatesAreVerifiedWithTheCaFile(@TempDir Path folder) throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.make("own", "localhost", 30);
        try (ServerSocket server = certificates.listener("own")) {
            Thread answering = new Thread(() -> answerOnceEach(server), "one-answer-per-connection");
            answering.setDaemon(true);
            answering.start();
            ApiAddress right = ApiAddress.parse("https://localhost:" + server.getLocalPort());
            ApiAddress otherName = ApiAddress.parse("https://127.0.0.1:" + server.getLocalPort());
            Optional<Path> caFile = Optional.of(certificates.pem("own"));
            try (Ejabberd trusting = new Ejabberd(new ApiChannel(right, "", caFile));
                    Ejabberd distrusting = new Ejabberd(new ApiChannel(right, "", Optional.empty()));
                    Ejabberd misled = new Ejabberd(new ApiChannel(otherName, "", caFile))) {
                assertThat(trusting.hosts()).containsExactly("example.org");
                assertKind(Kind.NOT_ALLOWED, distrusting::hosts, right.toString(), "self-signed", "CA file");
                assertKind(Kind.NOT_ALLOWED, misled::hosts, otherName.toString(), "for another host name");
            }
        }
    }

    /** Closes each connection after one answer without announcing it, like a server that is restarted. */
    private static void answerOnceEach(ServerSocket server) {
        byte[] answer =
                "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n[\"example.org\"]".getBytes(StandardCharsets.US_ASCII);
        try {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    answer(client, answer);
                }
            }
        } catch (IOException endOfTest) {
            return;
        }
    }

    private static void answer(Socket client, byte[] answer) {
        try {
            if (client.getInputStream().read(new byte[8_192]) > 0) {
                client.getOutputStream().write(answer);
            }
        } catch (IOException clientDoesNotTrustUs) {
            return;
        }
    }
}
