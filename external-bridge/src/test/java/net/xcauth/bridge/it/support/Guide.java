package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.test.Command;
import net.xcauth.test.Resources;

/**
 * A guide for administrators, followed literally: pastes its commands into a terminal, section by section. Blocks that
 * begin with a comment such as {@code # Debian 12}, or {@code # Debian 13 and later}, are for that release only.
 */
public final class Guide {
    private static final Pattern HEADING = Pattern.compile("#+ (.*)");
    private static final Pattern RELEASE = Pattern.compile("# Debian (\\d+)( and later)?");
    private static final Pattern INSTALLATION = Pattern.compile("apt-get install ((?:[^\\n\\\\]|\\\\\\n)*)");
    /** Continues after a failed command, like a reader. Names it on standard error; what is printed is the output. */
    private static final String PASTED = """
            cd %s
            exec 3>&2 2>&1 <<< '%s'
            set -E
            trap 'printf "%%s\\n" "$BASH_COMMAND" >&3' ERR
            %s""";

    private static final String COMMANDS = "sh";
    /** The folder that contains the package. */
    private static final Path FILES = Machine.SOURCES.resolve("external-bridge/target");

    private final Machine machine;
    private final MachineCloud cloud;
    private final String text;
    private final Map<String, List<String>> sections;
    private final Set<String> left;

    /**
     * The result of the commands of a block.
     *
     * @param output everything that they printed
     * @param failed the commands with a nonzero exit status
     */
    public record Outcome(String output, List<String> failed) {

        /** @throws AssertionError if a command failed */
        public Outcome requireSuccess() {
            if (!failed.isEmpty()) {
                throw new AssertionError("failed: " + failed + "; all that was printed:\n" + output);
            }
            return this;
        }
    }

    private Guide(Machine machine, MachineCloud cloud, String text) throws IOException {
        this.machine = machine;
        this.cloud = cloud;
        this.text = text;
        sections = commands(text);
        left = new HashSet<>(sections.keySet());
    }

    /**
     * Opens a guide of the folder {@code docs}, with a machine and a cloud to follow it. The cloud's address and its
     * service account's password replace the examples.
     *
     * @param resources close the machine
     * @param service   started when its package is installed: see {@link Machine#boot}
     */
    public static Guide open(String name, Resources resources, String service) throws Exception {
        String text = Files.readString(Xcauth.project().resolve("docs").resolve(name));
        Machine.requirePackages(packages(text));
        Machine machine = resources.add(Machine.boot(service));
        for (Map.Entry<String, String> each : MachineCloud.FILLED_IN.entrySet()) {
            text = text.replace(each.getKey(), each.getValue());
        }
        return new Guide(machine, MachineCloud.startIn(machine), text);
    }

    /** The machine in which it is followed. */
    public Machine machine() {
        return machine;
    }

    /** The cloud of the machine's bridge. */
    public MachineCloud cloud() {
        return cloud;
    }

    /**
     * Runs the blocks below a heading in turn.
     *
     * @param typed the line that the reader types at a prompt
     */
    public List<Outcome> follow(String heading, String typed) throws Exception {
        if (!sections.containsKey(heading)) {
            throw new AssertionError("no commands below \"" + heading + "\", but below " + sections.keySet());
        }
        left.remove(heading);
        List<Outcome> outcomes = new ArrayList<>();
        for (String block : sections.get(heading)) {
            Command run = machine.run(PASTED.formatted(FILES, typed, block));
            outcomes.add(new Outcome(run.out(), run.err().lines().toList()));
        }
        return outcomes;
    }

    /** Runs the only block below a heading, which prompts for nothing. */
    public Outcome follow(String heading) throws Exception {
        List<Outcome> outcomes = follow(heading, "");
        if (outcomes.size() != 1) {
            throw new AssertionError("not one block but " + outcomes.size() + " below \"" + heading + "\"");
        }
        return outcomes.get(0);
    }

    /** The block of another language below a heading. */
    public String block(String heading, String language) {
        return blocks(text, language).get(heading).get(0);
    }

    /** The headings whose commands have not been run. */
    public Set<String> left() {
        return Set.copyOf(left);
    }

    /** The Debian packages that it tells the reader to install. */
    private static List<String> packages(String text) throws IOException {
        return commands(text).values().stream()
                .flatMap(List::stream)
                .flatMap(block -> INSTALLATION.matcher(block).results())
                .flatMap(arguments -> Arrays.stream(arguments.group(1).split("[\\s\\\\]+")))
                .filter(argument -> argument.matches("[a-z][a-z0-9.+-]*"))
                .distinct()
                .toList();
    }

    private static Map<String, List<String>> commands(String text) throws IOException {
        int release = Machine.debian();
        Map<String, List<String>> sections = blocks(text, COMMANDS);
        sections.values().forEach(blocks -> blocks.removeIf(block -> !isFor(release, block)));
        sections.values().removeIf(List::isEmpty);
        return sections;
    }

    private static boolean isFor(int release, String block) {
        Matcher named = RELEASE.matcher(block.lines().findFirst().orElse(""));
        return !named.matches()
                || Integer.parseInt(named.group(1)) == release
                || named.group(2) != null && Integer.parseInt(named.group(1)) < release;
    }

    private static Map<String, List<String>> blocks(String text, String language) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        String heading = "";
        StringBuilder block = null;
        for (String line : text.lines().toList()) {
            Matcher found = HEADING.matcher(line);
            if (block != null && line.equals("```")) {
                sections.computeIfAbsent(heading, unused -> new ArrayList<>()).add(block.toString());
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            } else if (line.equals("```" + language)) {
                block = new StringBuilder();
            } else if (found.matches()) {
                heading = found.group(1);
            }
        }
        return sections;
    }
}
