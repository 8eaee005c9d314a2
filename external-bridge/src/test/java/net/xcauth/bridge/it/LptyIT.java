package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Command;
import net.xcauth.test.Installed;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bridge behind the pseudo-terminal library of Prosody's mod_auth_external, used in the same way. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LptyIT {
    private final Resources resources = new Resources();

    @BeforeAll
    static void requireLua() {
        Installed.require("lua5.1", "apt-get install lua5.1 lua-lpty");
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void answersArriveThroughTheTerminalAlsoAfterARestartOfTheProgram() throws Exception {
        DemoCloud cloud = resources.add(DemoCloud.start(DemoSettings.defaults()));
        TempFolder folder = resources.add(new TempFolder("lpty"));
        Path program = Xcauth.wrapper(folder, "generic", Xcauth.configuration(cloud, folder));

        Command asked = Command.run(
                        "lua5.1",
                        script(),
                        program.toString(),
                        "auth:alice:example.org:wonderland",
                        "auth:alice:example.org:wrong",
                        "auth:jürgen:example.org:Grüße €uro 🎺",
                        "isuser:nobody:example.org",
                        "quit",
                        "isuser:alice:example.org")
                .requireSuccess();

        assertThat(asked.out().lines()).containsExactly("1", "0", "1", "0", "ended", "1");
    }

    private static String script() throws URISyntaxException {
        return Path.of(LptyIT.class.getResource("/ask-over-lpty.lua").toURI()).toString();
    }
}
