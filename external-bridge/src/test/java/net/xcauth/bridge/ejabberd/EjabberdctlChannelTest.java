package net.xcauth.bridge.ejabberd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EjabberdctlChannelTest {
    @TempDir
    Path folder;

    private Ejabberd program(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("ctl"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new Ejabberd(new EjabberdctlChannel(file));
    }

    private static void assertKind(Kind kind, ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(EjabberdException.class, failure -> {
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.getMessage()).contains(words);
        });
    }

    @Test
    void argumentsArePassedUnchanged() throws Exception {
        Path given = folder.resolve("given");
        program("for word in \"$@\"; do printf '%s\\n' \"$word\" >> " + given + "; done")
                .setFullName("bob", "example.org", "$(id) `id`; \"B\" 'o' \\ * --x");

        assertThat(Files.readAllLines(given))
                .containsExactly("set_vcard", "bob", "example.org", "FN", "$(id) `id`; \"B\" 'o' \\ * --x");
    }

    @Test
    void outputIsParsedAsLinesAndProperties() throws Exception {
        assertThat(program("echo Staff; echo 'Fun 1'; echo").groups("example.org"))
                .containsExactly("Staff", "Fun 1");
        assertThat(program("printf 'label\\tA\\tB\\nnoise\\ndescription\\t\\n'")
                        .info("Staff", "example.org")
                        .properties())
                .containsOnlyKeys("label", "description")
                .containsEntry("label", "A\tB");
        assertThat(program("echo bob@example.org; echo '=ERROR REPORT==== at ejabberd@localhost'; echo noise")
                        .members("Staff", "example.org"))
                .containsExactly("bob@example.org");
    }

    @Test
    void theNumberOfSessionsFollowsWarnings() throws Exception {
        assertThat(program("echo '=ERROR REPORT==== noise'; echo 2; echo").kick("bob", "example.org"))
                .isEqualTo(2);
        assertThat(program("echo 'Kicked sessions: 12'").kick("bob", "example.org"))
                .isEqualTo(12);
        assertKind(
                Kind.FAILED,
                () -> program("echo many").kick("bob", "example.org"),
                "kick_user bob example.org",
                "many");
    }

    @Test
    void errorsNameTheRemedy() throws Exception {
        assertKind(
                Kind.UNREACHABLE,
                () -> program("echo 'Failed RPC connection to the node: nodedown'; exit 3")
                        .hosts(),
                "nodedown",
                "will retry");
        assertKind(
                Kind.NOT_ALLOWED,
                () -> program("echo 'ERROR: only root or ejabberd'; exit 7").hosts(),
                "only root or ejabberd",
                "ejabberd-api");
        assertKind(
                Kind.NOT_ALLOWED,
                () -> program("echo \"Error: unknown command 'srg_list'\"; exit 1")
                        .groups("example.org"),
                "mod_admin_extra");
        assertKind(
                Kind.FAILED,
                () -> program("echo oops; echo more; exit 1").delete("A\nB", "example.org"),
                "srg_delete A\\u000aB example.org",
                "status 1, oops");
        assertKind(
                Kind.NOT_ALLOWED,
                () -> new Ejabberd(new EjabberdctlChannel(folder.resolve("none"))).hosts(),
                folder.resolve("none").toString(),
                "ejabberdctl=");
    }
}
