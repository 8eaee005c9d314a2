package net.xcauth.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages for people contain no names of Java classes. */
class ReasonTest {
    @Test
    void isTheMessageOfTheException() {
        assertThat(Reason.of(new ConnectException("Connection refused"))).isEqualTo("Connection refused");
        assertThat(Reason.of(new SQLException("ERROR: no space left\n  Detail: alice")))
                .isEqualTo("ERROR: no space left");
    }

    @Test
    void containsNoClassName() {
        assertThat(Reason.of(new SSLHandshakeException(
                        "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: "
                                + "unable to find valid certification path")))
                .isEqualTo("PKIX path building failed: unable to find valid certification path");
        assertThat(Reason.of(new IOException(
                        "io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused")))
                .isEqualTo("Connection refused");
        assertThat(Reason.of(new IllegalStateException("NullPointerException: x is null")))
                .isEqualTo("x is null");
        assertThat(Reason.of(new IOException((String) null))).isEqualTo("no reason given");
        assertThat(Reason.of(new IOException("cloud.example.org is not at /srv/Cloud.d")))
                .isEqualTo("cloud.example.org is not at /srv/Cloud.d");
    }

    @Test
    void isThatOfTheCauseOfAWrapper() {
        IOException cause = new IOException("disk full");
        assertThat(Reason.of(new CompletionException(cause))).isEqualTo("disk full");
        assertThat(Reason.of(new ExecutionException(new UncheckedIOException(cause))))
                .isEqualTo("disk full");
        assertThat(Reason.of(new IOException("while writing", cause))).isEqualTo("while writing");
    }

    /** Places where a class name is right: an administrator has configured the class, or nobody reads the message. */
    private static final Set<String> NAMING_CLASSES =
            Set.of("ProviderSwitch.java", "PlainMechanism.java", "DavError.java");

    private static final Pattern CLASS_IN_MESSAGE =
            Pattern.compile("getClass\\(\\)\\.get(?:Simple)?Name\\(\\)(?!\\.equals\\()"
                    + "|\\b(?:e|ex|exception|failure|fault|bug|thrown|cause\\(\\)|cause)\\.toString\\(\\)"
                    + "|\"\\s*\\+ (?:e|ex|exception|failure|fault|bug|thrown)(?: \\+|\\)|;)");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/main/java",
                "../external-bridge/src/main/java",
                "../src/main/java",
                "../demo-cloud/src/main/java"
            })
    void noMessageContainsARawException(String sources) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(sources))) {
            List<Path> java = files.filter(file -> file.toString().endsWith(".java")
                            && !NAMING_CLASSES.contains(file.getFileName().toString()))
                    .toList();
            assertThat(java)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(file ->
                            assertThat(Files.readString(file)).as("%s", file).doesNotContainPattern(CLASS_IN_MESSAGE));
        }
    }

    @Test
    void ofAFileIsMoreThanItsName() {
        assertThat(Reason.of(new NoSuchFileException("/x"))).isEqualTo("no such file or folder");
        assertThat(Reason.of(new AccessDeniedException("/x"))).isEqualTo("permission denied");
        assertThat(Reason.of(new NotDirectoryException("/x"))).isEqualTo("it is not a folder");
        assertThat(Reason.of(new FileSystemException("/x", null, "Is a directory")))
                .isEqualTo("Is a directory");
        assertThat(Reason.of(new FileSystemException("/x"))).isEqualTo("the system gives no reason");
    }
}
