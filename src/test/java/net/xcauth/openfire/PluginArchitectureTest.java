package net.xcauth.openfire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import net.xcauth.openfire.service.Service;
import net.xcauth.openfire.service.Watch;
import net.xcauth.test.SourceFiles;
import org.junit.jupiter.api.Test;

/** The plan of docs/architecture.md: which package of the plugin may need which. */
class PluginArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void packagesFormNoCircle() {
        slices().matching("net.xcauth.openfire.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void filesFormNoCircle() {
        slices().assignedFrom(new SourceFiles())
                .should()
                .beFreeOfCycles()
                // The meters show the service that serves now; it counts in them.
                .ignoreDependency(Watch.class, Service.class)
                .check(CLASSES);
    }

    @Test
    void thePluginBringsNothingOfTheBridge() {
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
    void onlyTheStoreNeedsOpenfiresDatabase() {
        noClasses()
                .that()
                .resideOutsideOfPackage("net.xcauth.openfire.store..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.jivesoftware.database.DbConnectionManager")
                .check(CLASSES);
    }
}
