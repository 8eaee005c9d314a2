package net.xcauth.openfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.xcauth.openfire.console.Field.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TemplatesTest {
    private static final String EVIL = "<script>alert(1)</script>\"'&";
    private static final Mustache.Lambda KEYS = (fragment, out) -> out.write(Language.escape(fragment.execute()));

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../web/pages"))) {
            return files.sorted().toList();
        }
    }

    private static String render(String template, Map<String, Object> model) {
        StringWriter page = new StringWriter();
        Mustache.compiler()
                .escapeHTML(true)
                .defaultValue("")
                .withLoader(name -> Files.newBufferedReader(Path.of("../web/pages", name + ".html")))
                .loadTemplate(template)
                .execute(model, page);
        return page.toString();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noTemplateDisablesEscapingOrContainsScripts(Path page) throws IOException {
        String text = Files.readString(page);
        assertThat(text)
                .doesNotContain("{{{", "{{&")
                .doesNotContainPattern("<script(?![^>]*\\bsrc=)")
                .doesNotContainPattern("(?i)\\son[a-z]+=")
                .doesNotContainPattern("(?i)\\sstyle=")
                .doesNotContainPattern("https?://");
    }

    @Test
    void textsFromTheCloudAreEscaped() {
        String page = render(
                "test",
                Map.of(
                        "t",
                        KEYS,
                        "isConfigured",
                        true,
                        "user",
                        EVIL,
                        "hasSteps",
                        true,
                        "heading",
                        "test.roster",
                        "steps",
                        List.of(new Step("fail", EVIL, EVIL, EVIL, EVIL)),
                        "hasRoster",
                        true,
                        "groups",
                        List.of(new CloudTests.GroupMembers(EVIL, List.of(EVIL))),
                        "hasLeftOut",
                        true,
                        "leftOut",
                        List.of(new CloudTests.LeftOut(EVIL, EVIL))));
        assertThat(page)
                .doesNotContain("<script>", EVIL)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;")
                .contains("class=\"roster-member\"", "data-level=\"fail\"");
    }

    @Test
    void userInputIsEscaped() {
        Field field = new Field(
                "url",
                "url",
                "nextcloudauth.url",
                EVIL,
                EVIL,
                EVIL,
                EVIL,
                EVIL,
                "text",
                "",
                false,
                List.of(new Option(EVIL, EVIL, true)),
                "",
                false,
                false);
        Field secret = new Field(
                "secret",
                "secret",
                "nextcloudauth.secret",
                EVIL,
                EVIL,
                EVIL,
                EVIL,
                "",
                "secret",
                EVIL,
                true,
                List.of(),
                "jsxc",
                true,
                true);
        String page = render(
                "settings",
                Map.of(
                        "t",
                        KEYS,
                        "isRefused",
                        true,
                        "isSaved",
                        false,
                        "errors",
                        List.of(new SettingsForm.Error("url", EVIL, EVIL)),
                        "hasWarnings",
                        true,
                        "warnings",
                        List.of(new Warnings.Warning("http", EVIL, EVIL)),
                        "sections",
                        List.of(new SettingsForm.Section(EVIL, List.of(field), List.of(secret), true))));
        assertThat(page)
                .doesNotContain("<script>", EVIL)
                .contains(
                        "id=\"error-url\"",
                        "aria-invalid=\"true\"",
                        "aria-describedby=\"error-url hint-url\"",
                        "<details open=\"open\">",
                        "data-cloud=\"jsxc\" data-kept=\"true\" hidden=\"hidden\"",
                        "aria-describedby=\"state-secret hint-secret\"")
                .doesNotContain("data-cloud=\"\"");
    }

    @Test
    void theConsolesOwnTextsAreEscapedAsWell() {
        assertThat(Language.escape(EVIL)).doesNotContain("<", ">", "\"");
    }
}
