package net.xcauth.bridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import net.xcauth.test.SourceFiles;
import org.junit.jupiter.api.Test;

/** The plan of docs/architecture.md: which package of the bridge may need which. */
class BridgeArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void packagesFormNoCircle() {
        slices().matching("net.xcauth.bridge.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void filesFormNoCircle() {
        slices().assignedFrom(new SourceFiles())
                .should()
                .beFreeOfCycles()
                // A connection signs off.
                .ignoreDependency("net.xcauth.bridge.server.Connection", "net.xcauth.bridge.server.Connections")
                .check(CLASSES);
    }

    @Test
    void theBridgeDoesNotKnowThePlugin() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jivesoftware..", "net.xcauth.openfire..", "net.xcauth.demo..")
                .check(CLASSES);
    }

    @Test
    void nettyIsOnlyWhereThereAreConnections() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "net.xcauth.bridge.server..",
                        "net.xcauth.bridge.protocol..",
                        "net.xcauth.bridge.metrics..",
                        "net.xcauth.bridge.ejabberd..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void onlyTheRootNeedsTheRoot() {
        noClasses()
                .that()
                .resideOutsideOfPackage("net.xcauth.bridge")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.xcauth.bridge")
                .check(CLASSES);
    }
}
