package net.xcauth.bridge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import net.xcauth.test.IllegalArguments;
import net.xcauth.test.SourceFiles;
import org.junit.jupiter.api.Test;

/** The plan of docs/architecture.md: the dependencies that are allowed between packages of the bridge. */
class BridgeArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void packagesHaveNoCycles() {
        slices().matching("net.xcauth.bridge.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void filesHaveNoCycles() {
        slices().assignedFrom(new SourceFiles()).should().beFreeOfCycles().check(CLASSES);
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
    void nettyIsUsedOnlyForConnections() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "net.xcauth.bridge.net..",
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
    void protocolsDoNotKnowConnections() {
        noClasses()
                .that()
                .resideInAPackage("net.xcauth.bridge.protocol..")
                .should()
                .dependOnClassesThat(resideOutsideOf("net.xcauth.bridge.protocol.."))
                .check(CLASSES);
    }

    @Test
    void socketsKnowNothingOfTheBridgeButTheProtocolsSpokenOnThem() {
        noClasses()
                .that()
                .resideInAPackage("net.xcauth.bridge.net..")
                .should()
                .dependOnClassesThat(resideOutsideOf("net.xcauth.bridge.net..", "net.xcauth.bridge.protocol.."))
                .check(CLASSES);
    }

    @Test
    void connectionsDoNotKnowWhereAnswersComeFrom() {
        noClasses()
                .that()
                .resideInAPackage("net.xcauth.bridge.server..")
                .should()
                .dependOnClassesThat(resideOutsideOf(
                        "net.xcauth.bridge.server..", "net.xcauth.bridge.net..", "net.xcauth.bridge.protocol.."))
                .check(CLASSES);
    }

    @Test
    void ejabberdIsIndependentOfClients() {
        noClasses()
                .that()
                .resideInAPackage("net.xcauth.bridge.ejabberd..")
                .should()
                .dependOnClassesThat(resideOutsideOf(
                        "net.xcauth.bridge.ejabberd..", "net.xcauth.bridge.net..", "net.xcauth.bridge.process.."))
                .check(CLASSES);
    }

    /** Classes of the bridge outside of these packages. */
    private static DescribedPredicate<JavaClass> resideOutsideOf(String... packages) {
        return resideInAPackage("net.xcauth.bridge..").and(resideOutsideOfPackages(packages));
    }

    @Test
    void nothingDependsOnTheRoot() {
        noClasses()
                .that()
                .resideOutsideOfPackage("net.xcauth.bridge")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.xcauth.bridge")
                .check(CLASSES);
    }

    @Test
    void illegalArgumentsOfOwnCodeAreFaultsAndNotCaught() {
        noCodeUnits().should(new IllegalArguments()).check(CLASSES);
    }
}
