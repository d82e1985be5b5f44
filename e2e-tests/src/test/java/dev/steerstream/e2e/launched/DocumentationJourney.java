package dev.steerstream.e2e.launched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.steerstream.e2e.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every command of the documentation, in a folder of its own: the first page starts a platform, the last one stops it, and the pages between use
 * it. A page's failure shows page and line of the block, and everything that was printed.
 */
class DocumentationJourney {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> PAGES = List.of(
            "quick-start.md",
            "concepts.md",
            "datasets.md",
            "api.md",
            "cli.md",
            "method.md",
            "security.md",
            "operating.md");
    private static final long LIMIT_SECONDS = 400;

    private static Path folder;

    @BeforeAll
    static void aFolderLooksLikeTheRepository() throws IOException {
        folder = Files.createDirectories(StateFolder.empty("documentation"));
        for (String part : List.of("ops", "services"))
            Files.createSymbolicLink(folder.resolve(part), ROOT.resolve(part));
        // The launcher without its build: what is tested is built already.
        Path steer = folder.resolve("steer");
        Files.writeString(steer, """
                #!/usr/bin/env bash
                exec "%s" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dsteerstream.installation="%s" -jar "%s" "$@"
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        ROOT,
                        ROOT.resolve("services/cli/target/cli-0.1.0-SNAPSHOT.jar")));
        assertThat(steer.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("variables"), "");
    }

    @TestFactory
    List<DynamicTest> everyPage() {
        return pages().stream()
                .map(page -> DynamicTest.dynamicTest(page.name(), () -> run(page)))
                .toList();
    }

    /** A page that is not in the order above would not be run. */
    @Test
    void everyPageWithCommandsIsRun() throws IOException {
        try (var files = Files.list(ROOT.resolve("ops/docs"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".md"))
                            .map(DocumentationPage::read)
                            .filter(page -> !page.blocks().isEmpty())
                            .map(DocumentationPage::name))
                    .isSubsetOf(PAGES);
        }
    }

    private static List<DocumentationPage> pages() {
        return PAGES.stream()
                .map(page -> ROOT.resolve("ops/docs").resolve(page))
                .filter(Files::exists)
                .map(DocumentationPage::read)
                .toList();
    }

    private static void run(DocumentationPage page) throws IOException, InterruptedException {
        assumeThat(!page.script().contains("kcat ") || Files.exists(Path.of("/usr/bin/kcat")))
                .as("kcat is not installed: apt-get install kcat")
                .isTrue();
        Path variables = folder.resolve("variables");
        Path script = Files.writeString(
                folder.resolve(page.name() + ".sh"), Files.readString(variables) + "\n" + page.script());
        Path printed = folder.resolve(page.name() + ".log");
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().put("DOCUMENTATION_VARIABLES", variables.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("STEER_"));
        Process process = builder.start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (!ended) process.destroyForcibly();
        String output = Files.readString(printed);
        assertThat(ended)
                .as("%s did not end within %s s:%n%s", page.name(), LIMIT_SECONDS, output)
                .isTrue();
        assertThat(process.exitValue())
                .as("%s, the last line that begins with # says where:%n%s", page.name(), output)
                .isZero();
    }

    @AfterAll
    static void whateverFailedThePlatformStops() throws IOException, InterruptedException {
        Process down =
                new ProcessBuilder("./steer", "down").directory(folder.toFile()).start();
        if (!down.waitFor(60, TimeUnit.SECONDS)) down.destroyForcibly();
    }
}
