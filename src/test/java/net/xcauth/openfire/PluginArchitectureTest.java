package net.xcauth.openfire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import net.xcauth.test.IllegalArguments;
import net.xcauth.test.SourceFiles;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md on the dependencies between packages of the plugin. */
class PluginArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("net.xcauth.openfire.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void filesAreFreeOfCycles() {
        slices().assignedFrom(new SourceFiles()).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void thePluginContainsNothingOfTheBridge() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "net.xcauth.bridge..",
                        "net.xcauth.demo..",
                        "com.zaxxer..",
                        "org.apache.commons.cli..")
                .check(CLASSES);
    }

    @Test
    void onlyTheStorePackageUsesOpenfiresDatabase() {
        noClasses()
                .that()
                .resideOutsideOfPackage("net.xcauth.openfire.store..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.jivesoftware.database.DbConnectionManager")
                .check(CLASSES);
    }

    @Test
    void illegalArgumentsOfOwnCodeAreFaultsAndNotCaught() {
        noCodeUnits().should(new IllegalArguments()).check(CLASSES);
    }
}
