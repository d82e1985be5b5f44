package dev.steerstream.e2e.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The image recipe and the variables of Quarkus fit the packaged applications. */
class ComposeImagesIT {
    private static final ComposeFile COMPOSE = ComposeFile.read();
    private static final Pattern COPY = Pattern.compile("(?m)^COPY (\\S+) \\./$");

    static List<String> built() {
        return COMPOSE.built();
    }

    @ParameterizedTest
    @MethodSource("built")
    void theRecipePacksWhatTheBuildLeaves(String service) throws IOException {
        JsonNode build = COMPOSE.service(service).path("build");
        Path context =
                ComposeFile.DIRECTORY.resolve(build.path("context").asText()).normalize();
        assertThat(context).isEqualTo(ComposeFile.REPOSITORY);
        String recipe =
                Files.readString(context.resolve(build.path("dockerfile").asText()));
        Matcher copied = COPY.matcher(recipe);
        assertThat(copied.find()).isTrue();
        String folder = copied.group(1).replace("${SERVICE}", service);
        assertThat(context.resolve(folder).resolve("quarkus-run.jar")).isRegularFile();
        assertThat(recipe).contains("-jar quarkus-run.jar");
        assertThat(Files.readString(ComposeFile.DIRECTORY.resolve("Dockerfile.dockerignore")))
                .contains("!" + copied.group(1).replace("${SERVICE}", "*").replaceAll("/$", ""));
        if (COMPOSE.environment(service).containsKey("JAVA_OPTS"))
            assertThat(recipe).contains("$JAVA_OPTS");
    }

    /** Every extension brings a description of its keys. */
    @ParameterizedTest
    @MethodSource("built")
    void everyQuarkusVariableIsAKeyOfTheApplication(String service) throws IOException {
        Set<String> known = new HashSet<>();
        Path libraries = ComposeFile.REPOSITORY.resolve("services/" + service + "/target/quarkus-app/lib/main");
        try (Stream<Path> jars = Files.list(libraries)) {
            for (Path jar :
                    jars.filter(path -> path.toString().endsWith(".jar")).toList()) {
                try (JarFile opened = new JarFile(jar.toFile())) {
                    var model = opened.getJarEntry("META-INF/quarkus-config-doc/quarkus-config-model.json");
                    if (model == null) continue;
                    try (InputStream input = opened.getInputStream(model)) {
                        new ObjectMapper()
                                .readTree(input)
                                .findValues("environmentVariable")
                                .forEach(name -> known.add(name.asText()));
                    }
                }
            }
        }
        assertThat(COMPOSE.environment(service).keySet())
                .filteredOn(name -> name.startsWith("QUARKUS_"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(known).contains(name));
    }
}
