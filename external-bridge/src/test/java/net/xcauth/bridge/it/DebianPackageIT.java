package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.xcauth.bridge.it.support.DebianPackage;
import net.xcauth.bridge.it.support.Documents;
import net.xcauth.bridge.it.support.InstalledBridge;
import net.xcauth.bridge.it.support.Machine;
import net.xcauth.bridge.it.support.MachineCloud;
import net.xcauth.test.Command;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Debian package installs a running service; its users need to know nothing about Java. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DebianPackageIT {
    /**
     * Queries one user after another: at least the given number, and until there have been five rotations, each
     * followed by a new log. Never waits for logrotate. Prints the number of queries.
     */
    private static final String ROTATION_UNDER_LOAD = """
            import os, socket, subprocess, sys, time
            asked = rotations = 0
            rotation = None
            with socket.create_connection(('127.0.0.1', 23663)) as bridge:
                answers = bridge.makefile()
                while asked < int(sys.argv[1]) or rotations < 5:
                    if rotation is None and rotations < 5 and asked >= 100:
                        rotation = subprocess.Popen(['logrotate', '--force', '--state', '/tmp/logrotate.state',
                                                     '/etc/logrotate.d/xcauth'])
                    elif rotation is not None and rotation.poll() is not None and os.path.exists('/var/log/xcauth/xcauth.log'):
                        if rotation.returncode != 0:
                            sys.exit('logrotate failed')
                        rotations += 1
                        rotation = None
                    bridge.sendall(b'isuser:rotated-%d:example.org\\n' % asked)
                    if not answers.readline():
                        sys.exit('no answer')
                    asked += 1
                    time.sleep(0.002)
            print(asked)
            """;

    private static final Resources RESOURCES = new Resources();
    private static Machine machine;
    private static String installation;
    private static String unconfigured;
    private static String doctorBefore;

    @BeforeAll
    static void install() throws Exception {
        Machine.requirePackages(List.of(
                "adduser",
                "logrotate",
                "apparmor",
                "ejabberd",
                "prosody",
                "sasl2-bin",
                "socat",
                "python3",
                "man-db",
                "bash-completion"));
        machine = RESOURCES.add(Machine.boot());
        MachineCloud.startIn(machine);
        installation = DebianPackage.install(machine);
        Eventually.until("the service has started", () -> log().contains("listening: saslauthd on [::1]:23666"));
        unconfigured = log();
        doctorBefore = machine.run("xcauth doctor").out();
        InstalledBridge.configure(machine);
        Eventually.until(
                "the service has its cloud",
                () -> ask("auth:alice:example.org:wonderland").equals("1"));
    }

    @AfterAll
    static void stop() {
        RESOURCES.close();
    }

    @Test
    void lintianReportsNoErrors() throws Exception {
        String lintian = Installed.require("lintian", "apt-get install lintian");

        Command checked = Command.run(
                lintian,
                "--allow-root",
                "--fail-on",
                "error,warning",
                "--tag-display-limit",
                "0",
                DebianPackage.file().toString());

        assertThat(checked.exit()).as(checked.out() + checked.err()).isZero();
    }

    @Test
    void installationPrintsTheNextSteps() {
        assertThat(installation)
                .contains("set url in /etc/xcauth.conf, then: systemctl restart xcauth && xcauth doctor");
    }

    @Test
    void serviceStartsWithoutACloudAndLogsIt() {
        assertThat(unconfigured).contains("WARNING: no cloud is configured in /etc/xcauth.conf");
        assertThat(doctorBefore).contains("FAIL").contains("/etc/xcauth.conf");
    }

    @Test
    void filesHaveTheRightOwnersAndModes() throws Exception {
        assertThat(machine.require(
                        "stat -c '%A %U:%G %n' /etc/xcauth.conf /var/lib/xcauth /var/log/xcauth /usr/lib/xcauth/xcauth.jsa"
                                + " /usr/share/xcauth/lib/xcauth.jar"))
                .isEqualTo("""
                        -rw-r----- root:xcauth /etc/xcauth.conf
                        drwx------ xcauth:xcauth /var/lib/xcauth
                        drwxr-x--- xcauth:xcauth /var/log/xcauth
                        -rw-r--r-- root:root /usr/lib/xcauth/xcauth.jsa
                        -rw-r--r-- root:root /usr/share/xcauth/lib/xcauth.jar
                        """);
        assertThat(machine.require("ps -o user= -C java --no-headers -ww -o args= | grep '[x]cauth.conf'"))
                .startsWith("xcauth ");
        assertThat(machine.require("dpkg-query -W -f '${Conffiles}' xcauth"))
                .contains(
                        "/etc/xcauth.conf", "/etc/logrotate.d/xcauth", "/etc/apparmor.d/abstractions/xcauth-ejabberd");
        assertThat(machine.require("dpkg --verify xcauth | grep -v ' c /etc/xcauth.conf$' || true"))
                .as("files that differ from the package")
                .isEmpty();
    }

    @Test
    void requestsAreAnsweredAtTheDefaultPorts() throws Exception {
        assertThat(ask("isuser:bob:example.org")).isEqualTo("1");
        assertThat(ask("isuser:nobody:example.org")).isEqualTo("0");
        assertThat(machine.run("postmap -q bob@example.org tcp:127.0.0.1:23665").out())
                .isEqualTo("OK\n");
        assertThat(machine.run(
                                "printf '\\000\\024isuser:bob:example.org' | socat -t5 STDIO TCP:127.0.0.1:23662 | od -An -tx1")
                        .out()
                        .strip())
                .as("ejabberd's frame")
                .startsWith("00 02 00");
        assertThat(machine.run(
                                "socat UNIX-LISTEN:/tmp/mux,fork TCP:127.0.0.1:23666 & "
                                        + "while [ ! -S /tmp/mux ]; do :; done; testsaslauthd -u alice -r example.org -p wonderland -f /tmp/mux; kill $!")
                        .out())
                .contains("0: OK \"Success.\"");
    }

    @Test
    void commandsOfRootRunAsTheService() throws Exception {
        assertThat(machine.require("xcauth doctor"))
                .contains("xcauth doctor runs as the user \"xcauth\"")
                .doesNotContain("FAIL");
        machine.require("xcauth cache show alice@example.org; xcdbm -U; xcauth -I bob example.org");
        assertThat(machine.require("find /var/lib/xcauth /var/log/xcauth -not -user xcauth"))
                .as("files that do not belong to the service")
                .isEmpty();
        assertThat(machine.require("echo wonderland | xcauth doctor --login alice@example.org"))
                .doesNotContain("FAIL");
    }

    @Test
    void commandsOfRootRunAsTheUserOfAChangedUnit() throws Exception {
        machine.require("""
                mkdir -p /etc/systemd/system/xcauth.service.d
                printf '[Service]\\nUser=ejabberd\\nSupplementaryGroups=mail\\n' > /etc/systemd/system/xcauth.service.d/user.conf
                systemctl daemon-reload
                """);
        try {
            assertThat(machine.run("xcauth doctor").out())
                    .contains("xcauth doctor runs as the user \"ejabberd\"")
                    .contains("read from /etc/xcauth.conf");
        } finally {
            machine.require("rm -r /etc/systemd/system/xcauth.service.d; systemctl daemon-reload");
        }
        Command asRoot = machine.run("XCAUTH_USER=root xcauth doctor");
        assertThat(asRoot.out()).contains("xcauth doctor runs as the user \"root\"");
        Command asNobodyKnown = machine.run("XCAUTH_USER=somebody xcauth doctor");
        assertThat(asNobodyKnown.exit()).isNotZero();
        assertThat(asNobodyKnown.err())
                .contains("user \"somebody\" does not exist")
                .contains("XCAUTH_USER");
    }

    @Test
    void archiveIsCreatedForTheInstalledJavaAndAgainWhenThatChanges() throws Exception {
        String fits = "cat /usr/lib/xcauth/xcauth.jsa.fits";
        String former = machine.require(fits);
        assertThat(machine.require(
                        "touch /tmp/before; JAVA=$(readlink -f /usr/bin/java); touch \"${JAVA%/bin/java}/lib/server/libjvm.so\"; "
                                + "dpkg-trigger --by-package=" + Machine.requireJava()
                                + " /usr/lib/jvm; dpkg --triggers-only --pending; "
                                + "find /usr/lib/xcauth/xcauth.jsa -newer /tmp/before"))
                .contains("/usr/lib/xcauth/xcauth.jsa");
        assertThat(machine.require(fits)).isNotEqualTo(former);

        // The service itself notices another Java chosen with update-alternatives.
        machine.require(
                "touch /tmp/before; JAVA=$(readlink -f /usr/bin/java); touch \"${JAVA%/bin/java}/lib/server/libjvm.so\"; "
                        + "systemctl restart xcauth");
        assertThat(machine.require("find /usr/lib/xcauth/xcauth.jsa -newer /tmp/before"))
                .isNotEmpty();
        assertThat(machine.run("XCAUTH_JAVA_OPTS=-Xshare:on xcauth --version").err())
                .as("Java takes the archive")
                .isEmpty();
    }

    @Test
    void everyLibraryHasItsLicense() throws Exception {
        String copyright = Files.readString(machine.file("/usr/share/doc/xcauth/copyright"));
        List<PathMatcher> named = copyright
                .lines()
                .flatMap(line -> Stream.of(line.split("\\s+")))
                .filter(word -> word.startsWith("usr/share/xcauth/lib/"))
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();

        assertThat(machine.require("cd /; ls usr/share/xcauth/lib/*.jar")
                        .lines()
                        .filter(jar -> !jar.matches(".*/xcauth(-core.*)?\\.jar"))
                        .filter(jar -> named.stream().noneMatch(glob -> glob.matches(Path.of(jar)))))
                .isEmpty();
        assertThat(Files.readString(machine.file("/usr/share/doc/xcauth/xcauth.cdx.json")))
                .contains("\"CycloneDX\"", "pkg:maven/org.xerial/sqlite-jdbc@");
    }

    @Test
    void nativeLibrariesOfDebiansProcessorsAreIncludedOnce() throws Exception {
        assertThat(machine.require("cd /usr/lib/xcauth/native; for each in */*.so *.so; do "
                                + "echo $each $(od -An -tu2 -j18 -N2 --endian=little $each); done")
                        .lines())
                .as("library, with ELF's number of the processor")
                .containsExactlyInAnyOrder(
                        "libnetty_transport_native_epoll_aarch_64.so 183",
                        "libnetty_transport_native_epoll_x86_64.so 62",
                        "sqlite-aarch64/libsqlitejdbc.so 183",
                        "sqlite-amd64/libsqlitejdbc.so 62",
                        "sqlite-arm/libsqlitejdbc.so 40",
                        "sqlite-i386/libsqlitejdbc.so 3",
                        "sqlite-ppc64le/libsqlitejdbc.so 21",
                        "sqlite-riscv64/libsqlitejdbc.so 243");
        assertThat(machine.require("cd /usr/share/xcauth/lib; for each in *.jar; do python3 -m zipfile -l $each; done")
                        .lines())
                .as("libraries in the jars")
                .anyMatch(line -> line.startsWith("org/sqlite/JDBC.class"))
                .noneMatch(line -> line.matches(".*\\.(so|dll|dylib|jnilib) .*"));
        assertThat(Files.size(DebianPackage.file())).as("bytes").isLessThan(16_000_000);
    }

    @Test
    void linksInGuidesAreNotBroken() throws Exception {
        assertThat(Documents.brokenLinks(machine.file("/usr/share/doc/xcauth/docs")))
                .isEmpty();
    }

    @Test
    void fragmentIsValidInEjabberdsAppArmorProfile() throws Exception {
        Installed.skipUnless(
                Files.exists(machine.file("/etc/apparmor.d/usr.sbin.ejabberdctl")),
                "Debian 13's ejabberd has no AppArmor profile");
        machine.require(
                "echo 'include if exists <abstractions/xcauth-ejabberd>' >> /etc/apparmor.d/local/usr.sbin.ejabberdctl");

        Command parsed = machine.run(
                "apparmor_parser --skip-kernel-load --skip-cache --debug /etc/apparmor.d/usr.sbin.ejabberdctl");

        assertThat(parsed.exit()).as(parsed.err()).isZero();
        assertThat(parsed.out() + parsed.err()).contains("/usr/share/xcauth/bin/xcauth", "socat");
    }

    @Test
    void manualPagesAndCompletionAreFound() throws Exception {
        assertThat(machine.require("man --path xcauth; man --path 5 xcauth.conf; man --path xcdbm")
                        .lines())
                .containsExactly(
                        "/usr/share/man/man1/xcauth.1.gz",
                        "/usr/share/man/man5/xcauth.conf.5.gz",
                        "/usr/share/man/man1/xcauth.1.gz");
        assertThat(
                        machine.require(
                                "bash -c '. /usr/share/bash-completion/bash_completion; _completion_loader xcauth; complete -p xcauth'"))
                .contains("xcauth");
    }

    @Test
    void installScriptOfTheTarballDoesNotOverwriteIt() throws Exception {
        InstalledBridge.unpackTarball(machine, "/tmp/unpacked");

        Command refused = machine.run("/tmp/unpacked/install.sh");

        assertThat(refused.exit()).isNotZero();
        assertThat(refused.err()).contains("the Debian package xcauth is installed", "apt-get remove xcauth");
    }

    @Test
    void logrotateUnderLoadLosesNoLine() throws Exception {
        Files.writeString(machine.file("/tmp/load.py"), ROTATION_UNDER_LOAD);
        int users =
                Integer.parseInt(machine.require("python3 /tmp/load.py 1000").strip());
        String all =
                "cd /var/log/xcauth; for each in xcauth.log*; do case $each in *.gz) zcat $each ;; *) cat $each ;; esac; done"
                        + " | grep -o 'isuser rotated-[0-9]*'";
        Eventually.until(
                "all lines are written", () -> machine.run(all).out().lines().count() >= users);

        Map<String, Long> lines =
                machine.require(all).lines().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(lines)
                .hasSize(users)
                .allSatisfy((line, count) -> assertThat(count).as(line).isEqualTo(1));
        assertThat(IntStream.range(0, users).mapToObj(each -> "isuser rotated-" + each))
                .allMatch(lines::containsKey);
        assertThat(machine.require("ls /var/log/xcauth")).contains("xcauth.log.1", "xcauth.log.2.gz");
        assertThat(machine.require("stat -c '%A %U' /var/log/xcauth/xcauth.log"))
                .isEqualTo("-rw------- xcauth\n");
    }

    private static String log() throws Exception {
        return machine.run("cat /var/log/xcauth/xcauth.log").out();
    }

    private static String ask(String request) throws Exception {
        return InstalledBridge.ask(machine, request);
    }
}
