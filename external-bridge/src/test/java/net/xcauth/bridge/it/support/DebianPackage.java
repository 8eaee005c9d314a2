package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Debian package of the build, as a machine's administrator installs it. */
public final class DebianPackage {
    /** Options for {@code apt-get} without a terminal: it keeps a changed configuration. */
    private static final String INSTALL =
            "apt-get install -y --no-install-recommends -o Dpkg::Options::=--force-confold ";

    private DebianPackage() {}

    /** The package's file. */
    public static Path file() throws IOException {
        try (Stream<Path> all = Files.list(Xcauth.project().resolve("external-bridge/target"))) {
            List<Path> found = all.filter(each -> each.getFileName().toString().matches("xcauth_.*_all\\.deb"))
                    .toList();
            if (found.size() != 1) {
                throw new IllegalStateException(
                        "not one package was built, but " + found + "; mvn clean package helps");
            }
            return found.get(0);
        }
    }

    /** Installs it, over another version if there is one. Returns the output. */
    public static String install(Machine machine) throws IOException, InterruptedException {
        return installFile(
                machine,
                Machine.SOURCES.resolve(Xcauth.project().relativize(file())).toString());
    }

    /**
     * Installs the same package with another version number.
     *
     * @param version a Debian version
     */
    public static String installAs(String version, Machine machine) throws IOException, InterruptedException {
        machine.require("""
                rm -rf /tmp/package
                dpkg-deb --raw-extract %s /tmp/package
                sed -i 's/^Version: .*/Version: %s/' /tmp/package/DEBIAN/control
                dpkg-deb --build -Znone /tmp/package /tmp/package.deb
                rm -rf /tmp/package
                """.formatted(Machine.SOURCES.resolve(Xcauth.project().relativize(file())), version));
        return installFile(machine, "/tmp/package.deb");
    }

    /** Installs a package file that is in the machine. */
    public static String installFile(Machine machine, String file) throws IOException, InterruptedException {
        return machine.require("set -e\n" + INSTALL + "--allow-downgrades " + file + " 2>&1");
    }
}
