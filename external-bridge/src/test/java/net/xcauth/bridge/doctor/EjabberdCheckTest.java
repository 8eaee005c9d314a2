package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.xcauth.bridge.ejabberd.ApiStub;
import net.xcauth.bridge.ejabberd.ApiStub.Answer;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EjabberdCheckTest {
    private static final Answer NOT_ALLOWED =
            new Answer(403, "{\"code\":32,\"message\":\"AccessRules: Account does not have the right\"}");

    @TempDir
    Path folder;

    private final Map<String, Answer> answers = new ConcurrentHashMap<>(Map.of(
            "registered_vhosts",
            new Answer(200, "[\"example.org\"]"),
            "srg_list",
            new Answer(200, "[\"staff\",\"fun\"]"),
            "srg_get_info",
            new Answer(200, "[]"),
            "srg_get_members",
            new Answer(200, "[]"),
            "srg_user_del",
            new Answer(200, "0"),
            "srg_delete",
            new Answer(200, "0"),
            "kick_user",
            new Answer(200, "\"Kicked sessions: 0\""),
            "get_vcard",
            new Answer(400, "\"error_no_vcard_found\"")));
    private ApiStub api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiStub((command, body) -> answers.get(command));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private List<Finding> findings(String... more) throws Exception {
        List<String> lines = new ArrayList<>(List.of("ejabberd-api=" + api.address()));
        lines.addAll(List.of(more));
        return Findings.of(
                        new EjabberdCheck(),
                        Configured.cloud(folder, "https://cloud.test/", lines.toArray(String[]::new)))
                .all();
    }

    @Test
    void harmlessCommandsAreTriedAndNothingIsChanged() throws Exception {
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.OK);
            assertThat(finding.text().toString())
                    .contains("example.org", "2 shared roster groups", "allows all commands");
        });
        assertThat(api.calls())
                .noneMatch(call -> call.matches("(srg_create|srg_user_add|set_vcard) .*"))
                .filteredOn(call -> call.matches("(srg_delete|srg_user_del|kick_user) .*"))
                .hasSize(3)
                .allMatch(call -> call.contains("xcauth-doctor"));
    }

    @ParameterizedTest
    @CsvSource({
        "registered_vhosts",
        "srg_list",
        "srg_get_info",
        "srg_get_members",
        "srg_user_del",
        "srg_delete",
        "kick_user"
    })
    void aForbiddenCommandIsNamed(String command) throws Exception {
        answers.put(command, NOT_ALLOWED);

        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.text().toString()).contains("does not allow " + command, "403", "AccessRules");
            assertThat(finding.remedy().toString()).contains("api_permissions").doesNotContain("configure");
        });
        assertThat(findings("ejabberd-token=secret"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy().toString())
                        .contains("\"configure\"")
                        .doesNotContain("secret"));
    }

    @Test
    void unreadableFullNamesAreAWarning() throws Exception {
        answers.put("get_vcard", NOT_ALLOWED);

        assertThat(findings()).extracting(Finding::level).containsExactly(Level.OK, Level.WARN);
        assertThat(findings().get(1).remedy().toString()).contains("api_permissions");
    }

    @Test
    void logoutsNeedNotBeAllowedIfTheyAreNotConfigured() throws Exception {
        answers.put("kick_user", NOT_ALLOWED);

        assertThat(findings("ejabberd-kick=never")).extracting(Finding::level).containsExactly(Level.OK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|{\"message\":\"Oauth Token is invalid or expired.\"}|refuses the token|oauth_issue_token",
                "404|{\"message\":\"Endpoint not found.\"}|does not know srg_list|request_handlers",
                "400|\"unknown_command\"|cannot run srg_list|mod_admin_extra"
            })
    void otherFailuresAreDistinguished(int status, String body, String text, String remedy) throws Exception {
        answers.put("srg_list", new Answer(status, body));

        assertThat(findings("ejabberd-token=secret")).singleElement().satisfies(finding -> {
            assertThat(finding.text().toString()).contains(text, Integer.toString(status));
            assertThat(finding.remedy().toString()).contains(remedy);
        });
    }
}
