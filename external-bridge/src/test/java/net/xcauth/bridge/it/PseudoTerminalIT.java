package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.TerminalBridge;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bridge behind a terminal, which may echo its input and ends output lines with a carriage return. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PseudoTerminalIT {
    private final Resources resources = new Resources();

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void answersArriveOneByOneWithoutEcho() throws Exception {
        Wire wire = connect(false);

        assertThat(wire.ask("auth:jürgen:example.org:Grüße €uro 🎺")).isEqualTo("1\r");
        assertThat(wire.ask("auth:jürgen:example.org:Grüße")).isEqualTo("0\r");
        assertThat(wire.ask("isuser:alice:example.org")).isEqualTo("1\r");
    }

    @Test
    void answersFollowTheirEcho() throws Exception {
        Wire wire = connect(true);

        assertThat(wire.ask("isuser:alice:example.org")).isEqualTo("isuser:alice:example.org\r");
        assertThat(wire.readLine()).isEqualTo("1\r");
        assertThat(wire.ask("isuser:nobody:example.org")).isEqualTo("isuser:nobody:example.org\r");
        assertThat(wire.readLine()).isEqualTo("0\r");
    }

    private Wire connect(boolean echo) throws Exception {
        DemoCloud cloud = resources.add(DemoCloud.start(DemoSettings.defaults()));
        TempFolder folder = resources.add(new TempFolder("terminal"));
        return resources.add(
                resources.add(TerminalBridge.start(cloud, folder, echo)).connect());
    }
}
