package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.openfire.it.support.OpenfireServer;
import net.xcauth.openfire.it.support.XmppUser;
import org.junit.jupiter.api.Test;

/** A server configured by a file before its first start, or not at all. */
class ProvisioningIT {
    private static final String SECRET = "provisioned-s3cret";

    @Test
    void settingsMoveFromTheFileToTheDatabase() throws Exception {
        try (DemoCloud cloud = DemoCloud.start(DemoSettings.defaults().withSecret(SECRET));
                OpenfireServer server = OpenfireServer.create()
                        .plugin(OpenfireServer.PLUGIN_JAR)
                        .xml("<nextcloudauth><url>" + cloud.url() + "</url><secret>" + SECRET + "</secret>"
                                + "<authDomain>cloud.example</authDomain><cache><bcryptRounds>4</bcryptRounds></cache>"
                                + "</nextcloudauth>")
                        .start()) {
            XmppUser.login(server, "alice", "wonderland").close();
            assertThat(cloud.requests())
                    .isNotEmpty()
                    .allMatch(request -> request.domain().equals("cloud.example"));
            assertThat(server.control().property("nextcloudauth.url"))
                    .contains(cloud.url().toString());
            assertThat(server.control().property("nextcloudauth.secret")).contains(SECRET);
            assertThat(server.control().property("nextcloudauth.cache.bcryptRounds"))
                    .contains("4");
            assertThat(server.control().isPropertyEncrypted("nextcloudauth.secret"))
                    .isTrue();
            assertThat(server.control().sql("SELECT propValue FROM ofProperty WHERE name = ?", "nextcloudauth.secret"))
                    .singleElement()
                    .asString()
                    .doesNotContain(SECRET);
            assertThat(Files.readString(server.home().resolve("conf/openfire.xml")))
                    .doesNotContain(SECRET, cloud.url().toString(), "bcryptRounds");
            server.stop();
            server.start();
            XmppUser.login(server, "bob", "builder").close();
            Secrecy.assertNothingLogged(server, List.of(SECRET, "wonderland", "builder"));
        }
    }

    @Test
    void withoutSettingsOpenfireServesAloneAndReportsWhatIsMissing() throws Exception {
        try (OpenfireServer server =
                OpenfireServer.create().plugin(OpenfireServer.PLUGIN_JAR).start()) {
            assertThat(server.problems())
                    .singleElement()
                    .asString()
                    .contains("Nextcloud Authentication is not active: " + "set the property nextcloudauth.url to");
            assertThat(server.control().providers().auth().owner()).isEqualTo("server");
            assertThat(server.control().providers().user().owner()).isEqualTo("server");
            assertThat(server.control().providers().group().owner()).isEqualTo("server");
            assertThat(server.control().providers().vcard().owner()).isEqualTo("server");
            XmppUser.login(server, OpenfireServer.ADMIN, OpenfireServer.ADMIN_PASSWORD)
                    .close();
        }
    }
}
