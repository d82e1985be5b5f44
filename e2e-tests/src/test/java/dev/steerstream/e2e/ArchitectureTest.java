package dev.steerstream.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The layers of the tree, as a law that runs: arrows go one way, and a violation is named. */
class ArchitectureTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> MODULES = List.of(
            "schemas",
            "migrations",
            "services/core",
            "services/model",
            "services/evaluation",
            "services/work",
            "services/local",
            "services/ingest",
            "services/trainer",
            "services/extractor",
            "services/decoder",
            "services/gateway",
            "services/tracker",
            "services/cli");

    private static JavaClasses classes;

    @BeforeAll
    static void importWhatWasBuilt() {
        List<Path> outputs = MODULES.stream()
                .map(module -> ROOT.resolve(module).resolve("target/classes"))
                .toList();
        assertThat(outputs).allSatisfy(output -> assertThat(output).isDirectory());
        classes = new ClassFileImporter().importPaths(outputs);
    }

    @Test
    void arrowsGoOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.steerstream..")
                .withOptionalLayers(true)
                .layer("schemas")
                .definedBy("dev.steerstream.schemas..")
                .layer("migrations")
                .definedBy("dev.steerstream.migrations..")
                .layer("core")
                .definedBy("dev.steerstream.core..")
                .layer("model")
                .definedBy("dev.steerstream.model..")
                .layer("evaluation")
                .definedBy("dev.steerstream.evaluation..")
                .layer("work")
                .definedBy("dev.steerstream.work..")
                .layer("local")
                .definedBy("dev.steerstream.local..")
                .layer("ingest")
                .definedBy("dev.steerstream.ingest..")
                .layer("trainer")
                .definedBy("dev.steerstream.trainer..")
                .layer("extractor")
                .definedBy("dev.steerstream.extractor..")
                .layer("decoder")
                .definedBy("dev.steerstream.decoder..")
                .layer("gateway")
                .definedBy("dev.steerstream.gateway..")
                .layer("tracker")
                .definedBy("dev.steerstream.tracker..")
                .layer("cli")
                .definedBy("dev.steerstream.cli..")
                .whereLayer("schemas")
                .mayNotAccessAnyLayer()
                .whereLayer("migrations")
                .mayNotAccessAnyLayer()
                .whereLayer("core")
                .mayNotAccessAnyLayer()
                .whereLayer("local")
                .mayNotAccessAnyLayer()
                .whereLayer("model")
                .mayOnlyAccessLayers("core", "schemas")
                .whereLayer("evaluation")
                .mayOnlyAccessLayers("core", "model")
                .whereLayer("work")
                .mayOnlyAccessLayers("schemas")
                .whereLayer("ingest")
                .mayOnlyAccessLayers("work", "schemas")
                .whereLayer("trainer")
                .mayOnlyAccessLayers("work", "schemas", "model", "core")
                .whereLayer("extractor")
                .mayOnlyAccessLayers("work", "schemas", "model", "core", "evaluation")
                .whereLayer("decoder")
                .mayOnlyAccessLayers("work", "schemas", "model", "core")
                .whereLayer("gateway")
                .mayOnlyAccessLayers("work", "schemas", "core")
                .whereLayer("tracker")
                .mayOnlyAccessLayers("work", "schemas")
                .whereLayer("cli")
                .mayOnlyAccessLayers("schemas", "model", "core", "evaluation", "local", "migrations")
                .check(classes);
    }

    @Test
    void coreKnowsOnlyTheJavaBaseModule() {
        noClasses()
                .that()
                .resideInAPackage("dev.steerstream.core..")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(
                        "dev.steerstream.core..",
                        "java.lang..",
                        "java.util..",
                        "java.math..",
                        "java.io..",
                        "java.nio..",
                        "java.time..")))
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void onlyTheModelKnowsTheEngineLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.steerstream.model..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(classes);
    }

    @Test
    void workKnowsNoFramework() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.steerstream.work..", "dev.steerstream.schemas..", "dev.steerstream.migrations..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "org.eclipse.microprofile..")
                .check(classes);
    }

    @Test
    void noPackageIsAGrabBag() {
        classes()
                .should()
                .resideOutsideOfPackages("..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..misc..")
                .check(classes);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        for (String module : MODULES) {
            Path sources = ROOT.resolve(module).resolve("src/main/java");
            if (!Files.isDirectory(sources)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(sources)) {
                List<Path> silent = files.filter(file -> file.toString().endsWith(".java"))
                        .map(Path::getParent)
                        .distinct()
                        .filter(directory -> !Files.exists(directory.resolve("package-info.java")))
                        .map(ROOT::relativize)
                        .toList();
                assertThat(silent)
                        .as("packages of %s without a package-info.java", module)
                        .isEmpty();
            }
        }
    }
}
