package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.test.Command;
import net.xcauth.test.Installed;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Manual pages and completion of the built program, in man and bash. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ManualIT {
    private static final String TAB = "\t";
    /** Inserts all completions. */
    private static final String ALL = "\u001b*";

    private TempFolder folder;

    @BeforeEach
    void write() throws Exception {
        folder = new TempFolder("manual");
        Path home = Xcauth.program().getParent().resolveSibling(".").normalize();
        Command.run(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        home.resolve("lib") + "/*",
                        "net.xcauth.bridge.manual.Manual",
                        folder.resolve("man1").toString(),
                        home.resolve("xcauth.conf").toString())
                .requireSuccess();
        Files.createDirectory(folder.resolve("man5"));
        Files.move(folder.resolve("man1/xcauth.conf.5"), folder.resolve("man5/xcauth.conf.5"));
    }

    @AfterEach
    void delete() throws Exception {
        folder.close();
    }

    @Test
    void manReportsNoWarnings() throws Exception {
        for (String page : List.of("man1/xcauth.1", "man5/xcauth.conf.5")) {
            Command man = man(
                    "--warnings",
                    "-E",
                    "UTF-8",
                    "-l",
                    "-Tutf8",
                    folder.resolve(page).toString());

            assertThat(man.err()).isEmpty();
            assertThat(man.out()).isNotEmpty();
        }
    }

    @Test
    void displayedTextCanBeCopiedAndIsNotHyphenated() throws Exception {
        assertThat(man("-E", "UTF-8", "-l", folder.resolve("man1/xcauth.1").toString())
                        .out())
                .contains("--cache-passwords-per-user N", "XCAUTH_EJABBERD_TOKEN", "jdbc:postgresql://…")
                .doesNotContain("\u2010", "\u2212");
    }

    @Test
    void bothNamesOfTheProgramHaveItsPage() throws Exception {
        assertThat(man("-M", folder.path().toString(), "xcdbm").out())
                .isEqualTo(man("-M", folder.path().toString(), "xcauth").out())
                .contains("domain add DOMAIN URL");
    }

    @Test
    void indexesContainNamesAndPurpose() throws Exception {
        String lexgrog = Installed.require("lexgrog", "apt-get install man-db");

        assertThat(Command.run(lexgrog, folder.resolve("man1/xcauth.1").toString())
                        .requireSuccess()
                        .out())
                .contains("\"xcauth - lets XMPP", "\"xcdbm - lets XMPP");
        assertThat(Command.run(lexgrog, folder.resolve("man5/xcauth.conf.5").toString())
                        .requireSuccess()
                        .out())
                .contains("\"xcauth.conf - configuration of xcauth");
    }

    @Test
    void theFooterHasTheProgramsVersion() throws Exception {
        String version = Command.run(Xcauth.program().toString(), "--version")
                .requireSuccess()
                .out()
                .strip();

        assertThat(man("-l", folder.resolve("man1/xcauth.1").toString()).out())
                .containsPattern("\nxcauth \\Q" + version + "\\E +XCAUTH\\(1\\)");
    }

    @Test
    void bashCompletesOptionsAndTheirValues() throws Exception {
        assertThat(typed(
                        "xcauth --cache-st" + TAB,
                        "xcauth --cache-storage " + ALL,
                        "xcauth --cache-storage=m" + TAB,
                        "xcauth -t " + ALL,
                        "xcauth --signature sha2" + TAB,
                        "xcauth --listen eja" + TAB + "127.0.0.1:1",
                        "xcauth --listen=sasl" + TAB + "/run/mux"))
                .containsExactly(
                        "<--cache-storage>",
                        "<--cache-storage><db><memory><none>",
                        "<--cache-storage=memory>",
                        "<-t><ejabberd><generic><postfix><prosody><saslauthd>",
                        "<--signature><sha256>",
                        "<--listen><ejabberd=127.0.0.1:1>",
                        "<--listen=saslauthd=/run/mux>");
    }

    @Test
    void bashCompletesCommands() throws Exception {
        assertThat(typed(
                        "xcauth " + ALL,
                        "xcauth domain " + ALL,
                        "xcauth doctor --lo" + ALL,
                        "xcauth -c x cache f" + TAB,
                        "xcauth --listen generic=127.0.0.1:1 doc" + TAB,
                        "xcauth user delete " + TAB,
                        "xcdbm --un" + TAB,
                        "xcdbm d" + TAB))
                .containsExactly(
                        "<cache><doctor><domain><group><help><host><roster><user>",
                        "<domain><add><list><remove><test>",
                        "<doctor><--log><--login>",
                        "<-c><x><cache><forget>",
                        "<--listen><generic=127.0.0.1:1><doctor>",
                        "<user><delete>",
                        "<--unload>",
                        "<d>");
    }

    @Test
    void bashCompletesFilesAndFoldersForOptionsThatNeedThem() throws Exception {
        folder.write("some file.conf", "");
        folder.folder("some folder");

        assertThat(typed(
                        "xcauth -c some" + ALL,
                        "xcauth --secret-file=man5/x" + TAB,
                        "xcauth --log some" + TAB,
                        "xcauth -A alice some" + TAB))
                .containsExactly(
                        "<-c><some file.conf><some folder>",
                        "<--secret-file=man5/xcauth.conf.5>",
                        "<--log><some folder/>",
                        "<-A><alice><some>");
    }

    /** The arguments that the program receives if these lines are typed into bash. */
    private List<String> typed(String... lines) throws Exception {
        String bash = Installed.require("bash", "apt-get install bash");
        String functions = "xcauth() { printf '<%s>' \"$@\"; echo; }\nxcdbm() { xcauth \"$@\"; }\n";
        Path keys =
                folder.write("keys", "source man1/xcauth.bash\n" + functions + String.join("\n", lines) + "\nexit\n");
        ProcessBuilder builder = new ProcessBuilder(bash, "--norc", "--noprofile", "-i")
                .redirectInput(keys.toFile())
                .directory(folder.path().toFile());
        builder.environment().putAll(Map.of("TERM", "dumb", "INPUTRC", "/dev/null", "HISTFILE", "/dev/null"));
        return Command.run(builder).out().lines().toList();
    }

    private static Command man(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Installed.require("man", "apt-get install man-db")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("MANWIDTH", "80", "LC_ALL", "C.UTF-8"));
        return Command.run(builder).requireSuccess();
    }
}
