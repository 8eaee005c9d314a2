package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Debian package that the build has made, in the hands of a machine's administrator. */
public final class DebianPackage {
    /** What {@code apt-get} is told when nobody is there to be asked whether a changed configuration is to be kept. */
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

    /** Installs it, over what is installed there, and returns what was printed. */
    public static String install(Machine machine) throws IOException, InterruptedException {
        return installFile(
                machine,
                Machine.SOURCES.resolve(Xcauth.project().relativize(file())).toString());
    }

    /**
     * Installs the same package as if it were of another version.
     *
     * @param version of Debian's kind
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

    /** Installs a package file of the machine. */
    public static String installFile(Machine machine, String file) throws IOException, InterruptedException {
        return machine.require("set -e\n" + INSTALL + "--allow-downgrades " + file + " 2>&1");
    }
}
