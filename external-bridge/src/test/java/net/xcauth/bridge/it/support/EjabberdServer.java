package net.xcauth.bridge.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.xcauth.test.Command;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.Ports;
import net.xcauth.test.TempFolder;
import net.xcauth.test.Users;

/** A real ejabberd with an external authentication program. */
public final class EjabberdServer implements XmppServer {
    public static final String USER = "ejabberd";

    private static final Pattern READY =
            Pattern.compile("Start accepting TCP connections at \\S+ for ejabberd_(c2s|http)");
    /** The root folder of another Debian, whose ejabberd is used instead of this machine's. */
    private static final String ROOT_VARIABLE = "EJABBERD_ROOT";

    private static final Optional<Path> ROOT = Optional.ofNullable(System.getenv(ROOT_VARIABLE))
            .filter(root -> !root.isEmpty())
            .map(Path::of);
    /** Runs a program of another Debian, with the same temporary files and network. */
    private static final String IN_ROOT =
            "mount --rbind /tmp \"$0/tmp\" && mount -t proc proc \"$0/proc\" && exec chroot \"$0\" \"$@\"";
    /** Without this, every call of ejabberdctl prints an error report. */
    private static final Path INETRC = ROOT.orElse(Path.of("/")).resolve("etc/ejabberd/inetrc");

    /** ejabberd's log breaks long arguments into several lines. */
    private static final Pattern API_CALL = Pattern.compile("API call (\\w+) (?s:.)*? from (127\\.0\\.0\\.\\d|unix):");
    /** The commands that the bridge may run over the API. */
    private static final String COMMANDS = "[registered_vhosts, srg_create, srg_delete, srg_list, srg_get_info, "
            + "srg_get_members, srg_user_add, srg_user_del, get_vcard, set_vcard, kick_user]";

    private static final Pattern CLEARED = Pattern.compile("API call clear_cache");
    /** Disables Erlang's busy waiting, which slows it down on a busy computer. */
    private static final String FRUGAL = "ERL_OPTIONS='+sbwt none +sbwtdcpu none +sbwtdio none +S 1:1'\n";
    /** Spares ejabberdctl a search of all of the system's libraries, which nearly doubles the time of a call. */
    private static final String QUICK_ERLANG = """
            #!/bin/sh
            libraries=$ERL_LIBS
            unset ERL_LIBS
            for ebin in "$libraries"/ejabberd-*/ebin; do
                set -- -pa "$ebin" "$@"
            done
            exec /usr/bin/erl "$@"
            """;

    private static final int ATTEMPTS = 3;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final InetAddress ADMINISTRATOR = address("127.0.0.2");
    private static final Map<String, List<String>> ARGUMENTS = Map.ofEntries(
            Map.entry("srg_create", List.of("group", "host", "label", "description", "display")),
            Map.entry("srg_delete", List.of("group", "host")),
            Map.entry("srg_list", List.of("host")),
            Map.entry("srg_get_info", List.of("group", "host")),
            Map.entry("srg_get_members", List.of("group", "host")),
            Map.entry("srg_user_add", List.of("user", "host", "group", "grouphost")),
            Map.entry("srg_user_del", List.of("user", "host", "group", "grouphost")),
            Map.entry("kick_user", List.of("user", "host")),
            Map.entry("set_vcard", List.of("user", "host", "name", "content")),
            Map.entry("get_vcard", List.of("user", "host", "name")),
            Map.entry("check_account", List.of("user", "host")),
            Map.entry("connected_users_number", List.of()),
            Map.entry("delete_mnesia", List.of("host")),
            Map.entry("clear_cache", List.of()));
    /** Later versions than Debian 12's cannot be relied on for it. */
    private static final String SOCKET = """
              - port: "unix:%s"
                module: ejabberd_http
                tag: "xcauth"
                request_handlers:
                  /api: mod_http_api
            """;

    private static final String CONFIGURATION = """
            hosts: ["%s"]
            loglevel: info
            listen:
              - port: %d
                ip: "127.0.0.1"
                module: ejabberd_c2s
              - port: %d
                ip: "127.0.0.1"
                module: ejabberd_http
                request_handlers:
                  /api: mod_http_api
            %sacl:
              loopback:
                ip: "127.0.0.1"
              administrator:
                ip: "127.0.0.2"
            api_permissions:
              "administrator":
                from: ejabberd_ctl
                who: all
                what: "*"
              "administrator over the API":
                from: mod_http_api
                who:
                  access:
                    allow:
                      acl: administrator
                what: "*"
              "bridge":
                from: mod_http_api
                who:
                  access:
                    allow:
                      acl: loopback
                what: %s
              "bridge by its socket":
                from:
                  - tag: "xcauth"
                who: all
                what: %s
            auth_method: [external]
            auth_use_cache: false
            extauth_pool_size: 2
            extauth_program: '%s'
            modules:
              mod_admin_extra: {}
              mod_http_api: {}
              mod_offline: {}
              mod_ping: {}
              mod_register: {}
              mod_roster: {}
              mod_shared_roster: {}
              mod_vcard: {}
            """;

    private final TempFolder folder;
    private int port;
    private int apiPort;
    private int distributionPort;
    private ManagedProcess process;
    private int timesCleared;
    private int linesBefore;

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private EjabberdServer(TempFolder folder) {
        this.folder = folder;
    }

    /** Skips the test where ejabberd is not installed, or cannot be started by the user who runs the tests. */
    public static String require() {
        if (ROOT.isPresent()) {
            Installed.require(
                    Users.areWeRoot(), "only root can use the ejabberd of another root folder (" + ROOT_VARIABLE + ")");
            Installed.require(
                    Files.exists(ROOT.get().resolve("usr/sbin/ejabberdctl")),
                    ROOT_VARIABLE + "=" + ROOT.get() + " has no usr/sbin/ejabberdctl");
            return "/usr/sbin/ejabberdctl";
        }
        String program = Installed.require("ejabberdctl", "apt-get install ejabberd");
        Installed.require(Users.canBe(USER), "ejabberd can be started by root or its own user only");
        return program;
    }

    /** The bridge's options for a connection over a Unix socket. */
    public static String[] socketAccess() {
        return ROOT.isPresent()
                ? new String[] {"--socket-mode", "0666"}
                : Users.areWeRoot() ? new String[] {"--socket-group", USER} : new String[0];
    }

    /** The same, for a test in which it starts programs of this machine. */
    public static void requireOfThisMachine() {
        require();
        Installed.skipUnless(
                ROOT.isEmpty(), "the ejabberd of " + ROOT_VARIABLE + " cannot start this machine's programs");
    }

    /**
     * Starts it and waits until it accepts clients.
     *
     * @param folder      for configuration, logs and data
     * @param authProgram command line of the authentication program
     */
    public static EjabberdServer start(TempFolder folder, String authProgram) throws IOException, InterruptedException {
        folder.write("ejabberdctl.cfg", FRUGAL);
        Files.copy(INETRC, folder.resolve("inetrc"));
        folder.folder("db");
        folder.folder("logs");
        EjabberdServer server = new EjabberdServer(folder);
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                server.startAtFreePorts(authProgram);
                return server;
            } catch (AssertionError e) {
                // Between the choice of a port and its use, another process may have taken it.
                if (!e.getMessage().contains("address already in use")) {
                    throw e;
                }
            }
        }
        server.startAtFreePorts(authProgram);
        return server;
    }

    private void startAtFreePorts(String authProgram) throws IOException, InterruptedException {
        port = Ports.free();
        apiPort = Ports.free();
        distributionPort = Ports.free();
        folder.write(
                "ejabberd.yml",
                CONFIGURATION.formatted(
                        DOMAIN,
                        port,
                        apiPort,
                        ROOT.isPresent() ? "" : SOCKET.formatted(folder.resolve("api.sock")),
                        COMMANDS,
                        COMMANDS,
                        authProgram));
        if (ROOT.isPresent()) {
            Command.run(
                            "chown",
                            "-R",
                            Command.run("chroot", ROOT.get().toString(), "id", "-u", USER)
                                    .requireSuccess()
                                    .out()
                                    .strip(),
                            folder.path().toString())
                    .requireSuccess();
        } else if (Users.areWeRoot()) {
            folder.giveTo(USER);
        }
        startAgain();
    }

    /** Starts it again after {@link #close()}, at the same ports and with the same data. */
    public void startAgain() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(commandLine("foreground"));
        builder.environment().putAll(environment());
        process = ManagedProcess.start(builder);
        timesCleared = 0;
        linesBefore = 0;
        try {
            process.awaitLines(ROOT.isPresent() ? 2 : 3, READY);
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
    }

    private List<String> commandLine(String... command) {
        List<String> line =
                new ArrayList<>(ROOT.map(root -> List.of("unshare", "--mount", "sh", "-c", IN_ROOT, root.toString()))
                        .orElse(List.of()));
        line.addAll(List.of(
                require(),
                "--config-dir",
                folder.path().toString(),
                "--config",
                folder.resolve("ejabberd.yml").toString(),
                "--ctl-config",
                folder.resolve("ejabberdctl.cfg").toString(),
                "--spool",
                folder.resolve("db").toString(),
                "--logs",
                folder.resolve("logs").toString(),
                "--node",
                "xcauth" + port + "@localhost"));
        line.addAll(List.of(command));
        return line;
    }

    /** A fixed port makes epmd unnecessary, which all Erlang programs of a machine share. */
    private Map<String, String> environment() {
        return Map.of("ERL_DIST_PORT", Integer.toString(distributionPort));
    }

    /** The address of its HTTP API on loopback. */
    public String api() {
        return "http://127.0.0.1:" + apiPort + "/api";
    }

    /** The address of its HTTP API on a Unix socket. */
    public String apiSocket() {
        return "unix:" + folder.resolve("api.sock");
    }

    /** A script that runs ejabberdctl and records each command. */
    public Path controlProgram() throws IOException {
        folder.write(
                "control.cfg",
                ROOT.isPresent() ? FRUGAL : FRUGAL + "ERL='" + folder.script("erl", QUICK_ERLANG) + "'\n");
        String line = commandLine("--ctl-config", folder.resolve("control.cfg").toString()).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        return folder.script(
                "control",
                "#!/bin/sh\necho \"$1\" >> '%s'\nERL_DIST_PORT=%d exec %s \"$@\"\n"
                        .formatted(folder.resolve("control.calls"), distributionPort, line));
    }

    /** The commands of {@link #controlProgram()} since the last reset. */
    public List<String> controlCalls() throws IOException {
        Path calls = folder.resolve("control.calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /** The commands over the API since the last start or reset. */
    public List<String> apiCalls() {
        List<String> lines = process.lines();
        return API_CALL.matcher(String.join("\n", lines.subList(linesBefore, lines.size())))
                .results()
                .filter(call -> !call.group(2).equals(ADMINISTRATOR.getHostAddress()))
                .map(call -> call.group(1))
                .toList();
    }

    /**
     * Runs a command as its administrator, and returns the lines that ejabberdctl would print. Uses the API, from
     * another address than the bridge's, since ejabberdctl takes long to start.
     *
     * @param command name and arguments, as for ejabberdctl
     */
    public List<String> administer(String... command) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        List<String> names = ARGUMENTS.get(command[0]);
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals("display")) {
                body.putArray("display").add(command[i + 1]);
            } else {
                body.put(names.get(i), command[i + 1]);
            }
        }
        JsonNode answer = post(command[0], body.toString());
        List<String> lines = new ArrayList<>();
        if (answer.isArray()) {
            answer.forEach(each -> lines.add(
                    each.isTextual()
                            ? each.asText()
                            : each.path("key").asText()
                                    + '\t'
                                    + each.path("value").asText()));
        } else if (answer.isObject()) {
            answer.forEach(each -> lines.add(each.asText()));
        } else {
            lines.add(answer.asText());
        }
        return lines;
    }

    /** The full name in a user's vCard; empty if there is none. */
    public String fullName(String user) throws IOException {
        String answer = exchange(
                "get_vcard",
                JSON.createObjectNode()
                        .put("user", user)
                        .put("host", XmppServer.DOMAIN)
                        .put("name", "FN")
                        .toString());
        return answer.contains("error_no_vcard_found")
                ? ""
                : answer(answer, "get_vcard of " + user).toString();
    }

    private JsonNode post(String command, String body) throws IOException {
        return answer(exchange(command, body), command + ' ' + body);
    }

    private static JsonNode answer(String answer, String asked) throws IOException {
        if (!answer.startsWith("HTTP/1.0 200") && !answer.startsWith("HTTP/1.1 200")) {
            throw new AssertionError(asked + ": " + answer);
        }
        return JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }

    private String exchange(String command, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), apiPort, ADMINISTRATOR, 0)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/" + command + " HTTP/1.0\r\nHost: localhost\r\nContent-Length: " + bytes.length
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Resets it: deletes all groups and all data of users, such as rosters and vCards, and the record of commands.
     * Waits until nobody is logged in; no bridge may be running.
     */
    public void deleteAll() throws Exception {
        Eventually.until(
                "nobody is logged in",
                () -> administer("connected_users_number").equals(List.of("0")));
        empty();
        // When this line has been read, all earlier ones have been, too.
        process.awaitLines(++timesCleared, CLEARED);
        linesBefore = process.lines().size();
        Files.deleteIfExists(folder.resolve("control.calls"));
    }

    /** Deletes all groups and all data of users. */
    public void empty() throws IOException {
        administer("delete_mnesia", DOMAIN);
        administer("clear_cache");
    }

    /** Waits until its authentication program can answer. */
    public void awaitAuthentication(String user) throws Exception {
        Eventually.until(
                "ejabberd knows " + user,
                () -> administer("check_account", user, DOMAIN).equals(List.of("0")));
    }

    /** The ids of all shared roster groups. */
    public List<String> groups() throws IOException {
        return administer("srg_list", DOMAIN);
    }

    /** The members of a shared roster group; those of this server's domain without it. */
    public Set<String> members(String group) throws IOException {
        return administer("srg_get_members", group, DOMAIN).stream()
                .map(jid -> jid.endsWith("@" + DOMAIN) ? jid.substring(0, jid.lastIndexOf('@')) : jid)
                .collect(Collectors.toSet());
    }

    @Override
    public int port() {
        return port;
    }

    /** Kills, with SIGKILL, the programs that ejabberd has started and whose command line contains a text. */
    public void killChildren(String commandLine) {
        process.killDescendants(commandLine);
    }

    @Override
    public void close() {
        process.close();
    }
}
