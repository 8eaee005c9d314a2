package net.xcauth.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import net.xcauth.core.store.StoredDomain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainEntriesTest {
    private static final String URL = "https://cloud.example.org/ojsxc/externalApi.php";
    private static final String ENTRY = Bench.SECRET + "\t" + URL + "\tauth.example.org";

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void setUp() {
        bench = new Bench(folder);
    }

    @AfterEach
    void tearDown() {
        bench.close();
    }

    @Test
    void aStoredEntryIsPrintedUnchanged() throws Exception {
        Run put = bench.run("-P", "Example.org", ENTRY + "\tjürgen, 2 lines\tand a tab");

        assertThat(put.status()).isZero();
        assertThat(put.out()).isEmpty();
        assertThat(bench.run("-G", "example.ORG")).isEqualTo(new Run(0, ENTRY + "\tjürgen, 2 lines\tand a tab\n", ""));
    }

    @Test
    void anEntryWithTwoSecretsIsStoredPrintedAndLoadedUnchanged() throws Exception {
        String both = "the-new-one " + ENTRY;

        assertThat(bench.run("-P", "example.org", both).status()).isZero();
        assertThat(bench.run("-G", "example.org")).isEqualTo(new Run(0, both + "\n", ""));
        Run dump = bench.run("-U");
        assertThat(bench.run("-D", "example.org").status()).isZero();
        assertThat(bench.input(dump.out()).run("-L")).isEqualTo(new Run(0, "", ""));
        assertThat(bench.run("-U")).isEqualTo(dump);
    }

    @Test
    void theOwnerOfANewDatabaseIsReported() throws Exception {
        assertThat(bench.run("-P", "example.org", ENTRY).err())
                .startsWith("xcauth: created the database " + bench.file())
                .contains("\"" + System.getProperty("user.name") + "\"")
                .doesNotContain(Bench.SECRET);
        assertThat(bench.run("-P", "example.org", ENTRY)).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void aDeletedEntryIsGoneAndCannotBeDeletedAgain() throws Exception {
        store("example.org");

        assertThat(bench.run("-D", "EXAMPLE.org")).isEqualTo(new Run(0, "", ""));
        assertThat(bench.domains().all()).isEmpty();
        assertFails(bench.run("-D", "example.org"), "no domain \"example.org\"");
        assertFails(bench.run("-G", "example.org"), "no domain \"example.org\"");
    }

    @Test
    void unloadedEntriesAreSortedAndCanBeLoaded() throws Exception {
        store("b.example", "a.example");

        Run dump = bench.run("-U");
        assertThat(dump).isEqualTo(new Run(0, "a.example\t" + ENTRY + "\nb.example\t" + ENTRY + "\n", ""));
        bench.domains().remove("a.example");
        bench.domains().remove("b.example");
        assertThat(bench.input(dump.out()).run("-L")).isEqualTo(new Run(0, "", ""));
        assertThat(bench.run("-U")).isEqualTo(dump);
    }

    @Test
    void dumpsWithEmptyLinesWindowsLineEndsAndNoLastLineEndAreLoaded() throws Exception {
        assertThat(bench.input("\r\na.example\t" + ENTRY + "\r\n\r\n\nb.example\t" + ENTRY + "\tnote")
                        .run("-L")
                        .status())
                .isZero();

        assertThat(bench.run("-U").out()).isEqualTo("a.example\t" + ENTRY + "\nb.example\t" + ENTRY + "\tnote\n");
    }

    @Test
    void oneInvalidLinePreventsLoadingAndIsNamed() throws Exception {
        Run load = bench.input("a.example\t" + ENTRY + "\n\nb.example\t" + Bench.SECRET + "\tftp://x/\tb\n")
                .run("-L");

        assertFails(load, "line 3 of standard input", "\"b.example\"", "https://", "nothing was stored");
        assertThat(bench.domains().all()).isEmpty();
    }

    @Test
    void aLineWithoutItsDomainShowsNothingOfItself() throws Exception {
        assertFails(bench.input(ENTRY).run("-L"), "line 1 of standard input");
        assertFails(bench.input(Bench.SECRET).run("-L"), "line 1 of standard input");
    }

    @Test
    void inputThatIsNotUtf8IsRefused() throws Exception {
        byte[] latin =
                ("a.example\t" + ENTRY + "\nb.example\t" + ENTRY + "\tJürgen\n").getBytes(StandardCharsets.ISO_8859_1);

        assertFails(bench.input(latin).run("-L"), "line 2 of standard input is not UTF-8", "iconv");
        assertThat(bench.file()).doesNotExist();
    }

    @Test
    void invalidEntriesAreNotStored() throws Exception {
        assertFails(bench.run("-P", "a.example", Bench.SECRET), "\"a.example\"");
        assertFails(bench.run("-P", "a.example", Bench.SECRET + "\tcloud.example.org"), "\"a.example\"");
        assertFails(bench.run("-P", "a.example", "\t" + URL + "\ta"), "\"a.example\"", "secret");
        assertFails(bench.run("-P", "a.example\tb", ENTRY), "a tab");
        assertFails(bench.run("-P", "a.example", ENTRY + "\nb.example\t" + ENTRY), "line end");
        assertThat(bench.file()).doesNotExist();
    }

    @Test
    void aNoteOfSeveralLinesIsPrintedInOneLine() throws Exception {
        bench.domains().put(List.of(new StoredDomain("a.example", Bench.SECRET, URL, "a", "one\r\ntwo")));

        assertThat(bench.run("-U").lines()).containsExactly("a.example\t" + Bench.SECRET + "\t" + URL + "\ta\tone two");
    }

    @Test
    void readingDoesNotCreateADatabase() throws Exception {
        for (String[] reading : new String[][] {{"-G", "a.example"}, {"-U"}, {"-D", "a.example"}}) {
            assertFails(bench.run(reading), "there is no database " + bench.file(), "--db", "cache-storage=db");
        }
        assertThat(bench.file()).doesNotExist();
    }

    private void store(String... domains) throws Exception {
        for (String domain : domains) {
            bench.domains().put(List.of(new StoredDomain(domain, Bench.SECRET, URL, "auth.example.org", "")));
        }
    }

    private static void assertFails(Run run, String... parts) {
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("xcauth: ")
                .hasLineCount(1)
                .contains(parts)
                .doesNotContain(Bench.SECRET);
    }
}
