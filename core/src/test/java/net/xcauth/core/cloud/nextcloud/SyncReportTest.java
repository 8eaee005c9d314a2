package net.xcauth.core.cloud.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncReportTest {
    private static final String START =
            "<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\" xmlns:card=\"urn:ietf:params:xml:ns:carddav\">";
    private static final String END = "<d:sync-token>http://sabre.io/ns/sync/7</d:sync-token></d:multistatus>";

    @Test
    void theFirstReportContainsAllAccounts() {
        SyncReport report = read(Recorded.book("from-nothing").body());

        assertThat(report.names())
                .isEqualTo(Map.of(
                        "1001",
                        "Number Thousandone",
                        "Dave",
                        "Dave Capital",
                        "admin",
                        "admin",
                        "alice",
                        "Alice Ängström"));
        assertThat(report.token()).isEqualTo("http://sabre.io/ns/sync/1130");
        assertThat(report.gone()).isEmpty();
        assertThat(report.more()).isFalse();
    }

    @Test
    void laterReportsContainChanges() {
        assertThat(read(Recorded.book("bob-renamed").body()))
                .isEqualTo(new SyncReport(
                        Map.of("bob", "Bob B. Builder"), Set.of(), "http://sabre.io/ns/sync/1131", false));
        assertThat(read(Recorded.book("nothing-changed").body()))
                .isEqualTo(new SyncReport(Map.of(), Set.of(), "http://sabre.io/ns/sync/1131", false));
        assertThat(read(Recorded.book("fresh3-deleted").body()).gone()).containsExactly("fresh3");
        assertThat(read(Recorded.book("u100-disabled").body()).gone()).containsExactly("u100");
    }

    @Test
    void theAccountIsInTheUrlAndNotInTheCard() {
        assertThat(read(card("zed", "UID:bob&#13;\nFN:Zed")).names()).isEqualTo(Map.of("zed", "Zed"));
        assertThat(SyncReport.account("/x/Database:o%27hara%20smith.vcf")).contains("o'hara smith");
        assertThat(SyncReport.account("/x/LDAP:carol%40example.org.vcf")).contains("carol@example.org");
        assertThat(SyncReport.account("/x/Database:a+b.vcf")).contains("a+b");
        assertThat(SyncReport.account("/x/")).isEmpty();
        assertThat(SyncReport.account("/x/zed.vcf")).isEmpty();
        assertThat(SyncReport.account("/x/Database:.vcf")).isEmpty();
        assertThat(SyncReport.account("/x/Database:%zz.vcf")).isEmpty();
        assertThat(read(card("..%2Fzed", "FN:Zed")).names())
                .as("a name that no account has")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'FN:Zed\\nUID:bob\\nFN:Bob','Zed UID:bob FN:Bob'",
        "'FN:Zed\\, the \\;\\\\great','Zed, the ;\\great'",
        "'FN;X=\"a:b;c\":Zed',Zed",
        "'item1.fn:Zed',Zed",
        "'NICKNAME:FN:x&#13;\nFN:Zed',Zed",
        "'FN:Ze&#13;\n d und Zi&#13;\n  mt','Zed und Zi mt'",
        "'X-FN:nobody&#13;\nFN:Zed',Zed",
        "'FN:',zed",
        "'N:x',zed",
        "'FN:Zed\u202e&#x202e;\u2066',Zed",
        "'FN:Z&#1;e&#x0;d&#xFFFF;&#99999999;',Zed",
        "'FN:A &amp; B &lt;c&gt;','A & B <c>'"
    })
    void displayNamesAreDecoded(String properties, String name) {
        assertThat(read(card("zed", properties)).names()).isEqualTo(Map.of("zed", name));
    }

    @Test
    void aTruncatedReportSaysSo() {
        SyncReport report = read(
                (START + "<d:response><d:href>/x/Database:a.vcf</d:href><d:propstat><d:prop><card:address-data>FN:A"
                                + "</card:address-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
                                + "<d:response><d:href>/x/</d:href><d:status>HTTP/1.1 507 Insufficient Storage</d:status><d:error/></d:response>"
                                + END)
                        .getBytes(UTF_8));

        assertThat(report.more()).isTrue();
        assertThat(report.names()).containsOnlyKeys("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "<html><body>Log in</body></html>",
                "<d:multistatus xmlns:d=\"DAV:\"/>",
                "<?xml version=\"1.0\"?>",
                "<d:multistatus xmlns:d=\"DAV:\"><d:sync-token></d:sync-token></d:multistatus>",
                "<multistatus><sync-token>7</sync-token></multistatus>",
                "<d:multistatus xmlns:d=\"DAV:\"><d:sync-token>7</d:sync-token>",
                "<!DOCTYPE d:multistatus [<!ENTITY x \"7\">]><d:multistatus xmlns:d=\"DAV:\"><d:sync-token>&x;</d:sync-token></d:multistatus>",
                "<!DOCTYPE d:multistatus SYSTEM \"file:///etc/passwd\"><d:multistatus xmlns:d=\"DAV:\"><d:sync-token>7</d:sync-token></d:multistatus>",
                "<d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>/x/A:b.vcf</d:href></d:response></d:multistatus>"
            })
    void otherContentIsNotAReport(String body) {
        assertThat(SyncReport.read(body.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void aTruncatedReportIsInvalid() {
        String whole = new String(Recorded.book("from-nothing").body(), UTF_8).strip();
        for (int length = 0; length < whole.length(); length += 41) {
            assertThat(SyncReport.read(whole.substring(0, length).getBytes(UTF_8)))
                    .isEmpty();
        }
    }

    private static byte[] card(String account, String properties) {
        return (START + "<d:response><d:href>/dav/z-server-generated--system/Database:" + account
                        + ".vcf</d:href><d:propstat><d:prop>"
                        + "<card:address-data>BEGIN:VCARD&#13;\n" + properties
                        + "&#13;\nEND:VCARD&#13;\n</card:address-data></d:prop>"
                        + "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>" + END)
                .getBytes(UTF_8);
    }

    private static SyncReport read(byte[] body) {
        return SyncReport.read(body).orElseThrow();
    }
}
