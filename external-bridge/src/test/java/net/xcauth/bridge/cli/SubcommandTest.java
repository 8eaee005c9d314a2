package net.xcauth.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SubcommandTest {
    private static final Pattern COMMANDS = Pattern.compile("(?m)^ +((?:[a-z]+ \\| )+[a-z]+)\\) return 0 ;;$");

    @Test
    void theLauncherRunsEveryCommandButHelpAsTheServiceDoes() throws Exception {
        Set<String> expected = new TreeSet<>(Subcommand.firstWords());
        expected.remove(Subcommand.HELP.words());

        Matcher launcher = COMMANDS.matcher(Files.readString(Path.of("bin/service.sh")));

        assertThat(launcher.find()).isTrue();
        assertThat(launcher.group(1).split(" \\| ")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void eachCommandIsOneAlignedLineOfTheHelp() {
        assertThat(HelpText.commands().lines())
                .hasSameSizeAs(Subcommand.values())
                .anyMatch(line -> line.matches(" +cache forget USER@DOMAIN +forgets .*"));
    }

    @Test
    void helpAboutOneWordShowsItsCommandsAndNoOthers() {
        assertThat(HelpText.about(List.of("cache")).orElseThrow())
                .contains("cache show", "cache prune")
                .doesNotContain("domain add");
        assertThat(HelpText.about(List.of("cach"))).isEmpty();
    }
}
