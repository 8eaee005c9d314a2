package net.xcauth.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import net.xcauth.core.text.Sentence;
import net.xcauth.core.text.Text;
import net.xcauth.test.IllegalArguments;
import net.xcauth.test.SourceFiles;
import org.junit.jupiter.api.Test;

/** The dependencies between core's packages that docs/architecture.md allows. */
class CoreArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    private static final String CLOUD = "net.xcauth.core.cloud";

    @Test
    void packagesHaveNoCycles() {
        slices().matching("net.xcauth.core.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void filesHaveNoCycles() {
        slices().assignedFrom(new SourceFiles())
                .should()
                .beFreeOfCycles()
                // A sentence creates texts, for the convenience of its callers.
                .ignoreDependency(Sentence.class, Text.class)
                .check(CLASSES);
    }

    @Test
    void coreDependsNeitherOnOpenfireNorOnSocketServers() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.jivesoftware..",
                        "io.netty..",
                        "net.xcauth.bridge..",
                        "net.xcauth.openfire..",
                        "net.xcauth.demo..")
                .check(CLASSES);
    }

    @Test
    void theCloudsAnswersDoNotDependOnTheProtocol() {
        noClasses()
                .that()
                .resideInAnyPackage(CLOUD, CLOUD + ".http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CLOUD + ".jsxc..", CLOUD + ".nextcloud..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(CLOUD)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CLOUD + ".http..")
                .check(CLASSES);
    }

    @Test
    void kindsOfCloudsAreIndependent() {
        slices().matching(CLOUD + ".(jsxc|nextcloud)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void sqlIsOnlyInTheStore() {
        noClasses()
                .that()
                .resideOutsideOfPackage("net.xcauth.core.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..")
                .check(CLASSES);
    }

    @Test
    void cachesDoNotDependOnTheKindOfCloud() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "net.xcauth.core.cache..",
                        "net.xcauth.core.roster..",
                        "net.xcauth.core.store..",
                        "net.xcauth.core.metrics..",
                        "net.xcauth.core.user..",
                        "net.xcauth.core.text..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CLOUD + ".jsxc..", CLOUD + ".nextcloud..", CLOUD + ".http..")
                .check(CLASSES);
    }

    @Test
    void illegalArgumentsOfOwnCodeAreFaultsAndNotCaught() {
        noCodeUnits().should(new IllegalArguments()).check(CLASSES);
    }
}
