package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.util.List;

/** The bridge installed as a service of a machine. */
public final class InstalledBridge {
    private InstalledBridge() {}

    /**
     * Configures the demo cloud like an administrator, and restarts the service. It stores passwords in the database,
     * with hashes that are cheap to compute.
     */
    public static void configure(Machine machine) throws IOException, InterruptedException {
        machine.require("""
                set -e
                sed -i -e 's|^#\\?url=.*|url=%s|' \
                    -e 's|^#\\?secret=.*|secret=%s|' -e 's|^#\\?cache-storage=.*|cache-storage=db|' \
                    -e 's|^#\\?cache-bcrypt-rounds=.*|cache-bcrypt-rounds=4,4|' /etc/xcauth.conf
                systemctl restart xcauth
                """.formatted(MachineCloud.URL, MachineCloud.SECRET));
    }

    /**
     * Sends a request to its port for Prosody.
     *
     * @param request such as {@code isuser:alice:example.org}
     * @return the line of its reply; empty if there is none
     */
    public static String ask(Machine machine, String request) throws IOException, InterruptedException {
        return machine.run("exec 3<>/dev/tcp/127.0.0.1/23663 && echo '" + request + "' >&3 && read -r -t 30 answer <&3 "
                        + "&& echo \"$answer\"")
                .out()
                .strip();
    }

    /** The files of a machine with its name, in the folders that packages, scripts and services write to. */
    public static List<String> traces(Machine machine) throws IOException, InterruptedException {
        return machine.require("find /etc /opt /srv /usr /var -xdev -name '*xcauth*' -not -path '" + Machine.SOURCES
                        + "*' | sort")
                .lines()
                .toList();
    }

    /** Unpacks the tar.gz of the build into a new folder of a machine. */
    public static void unpackTarball(Machine machine, String folder) throws IOException, InterruptedException {
        machine.require("mkdir " + folder + " && tar -xzf " + Machine.SOURCES
                + "/external-bridge/target/xcauth-[0-9]*.tar.gz -C " + folder + " --strip-components=1");
    }
}
