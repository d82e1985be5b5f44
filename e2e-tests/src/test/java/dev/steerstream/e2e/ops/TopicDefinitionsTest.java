package dev.steerstream.e2e.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steerstream.schemas.Topic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The topics that operators create by script or manifest are those of the schemas module. */
class TopicDefinitionsTest {
    private static final Path DIRECTORY = ComposeFile.REPOSITORY.resolve("ops/topics");

    /** What one tool call, or one manifest, makes. */
    private record Definition(String partitions, String copies, Map<String, String> settings) {}

    @Test
    void theManifestsDefineEveryTopic() throws IOException {
        Map<String, Definition> found = new TreeMap<>();
        try (Reader reader = Files.newBufferedReader(DIRECTORY.resolve("topics.yaml"))) {
            for (Object loaded : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(reader)) {
                JsonNode manifest = new ObjectMapper().valueToTree(loaded);
                assertThat(manifest.path("kind").asText()).isEqualTo("KafkaTopic");
                JsonNode specification = manifest.path("spec");
                Map<String, String> settings = new TreeMap<>();
                specification
                        .path("config")
                        .properties()
                        .forEach(entry ->
                                settings.put(entry.getKey(), entry.getValue().asText()));
                found.put(
                        manifest.path("metadata").path("name").asText(),
                        new Definition(
                                specification.path("partitions").asText(),
                                specification.path("replicas").asText(),
                                settings));
            }
        }
        assertThat(found).isEqualTo(defined("", "3", "2"));
    }

    /** The script really runs; in place of Kafka's tool stands one that writes down how it was called. */
    @Test
    void theScriptCreatesEveryTopic(@TempDir Path directory) throws Exception {
        Path tool = directory.resolve("kafka-topics.sh");
        Files.writeString(tool, "#!/usr/bin/env bash\necho \"$@\"\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        ProcessBuilder script = new ProcessBuilder(
                        "bash", DIRECTORY.resolve("create-topics.sh").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        script.environment().put("BOOTSTRAP_SERVERS", "broker:9092");
        script.environment().put("TOPIC_PREFIX", "team.");
        script.environment().put("REPLICATION", "3");
        script.environment().put("MINIMUM_IN_SYNC", "2");
        script.environment().put("TOPICS_TOOL", tool.toString());
        Process process = script.start();
        Map<String, Definition> found = new TreeMap<>();
        try (BufferedReader calls = process.inputReader(StandardCharsets.UTF_8)) {
            for (String call = calls.readLine(); call != null; call = calls.readLine()) {
                List<String> words = new ArrayList<>(List.of(call.split(" ", -1)));
                assertThat(words)
                        .contains("--create", "--if-not-exists")
                        .containsSequence("--bootstrap-server", "broker:9092");
                found.put(
                        after("--topic", words),
                        new Definition(
                                after("--partitions", words), after("--replication-factor", words), settings(words)));
            }
        }
        assertThat(process.waitFor()).isZero();
        assertThat(found).isEqualTo(defined("team.", "3", "2"));
    }

    private static Map<String, Definition> defined(String prefix, String copies, String minimumInSync) {
        Map<String, Definition> defined = new TreeMap<>();
        for (Topic topic : Topic.all()) {
            Map<String, String> settings = new TreeMap<>(topic.configuration());
            settings.put("min.insync.replicas", minimumInSync);
            defined.put(topic.name(prefix), new Definition(Integer.toString(topic.partitions()), copies, settings));
        }
        return defined;
    }

    private static Map<String, String> settings(List<String> words) {
        Map<String, String> settings = new TreeMap<>();
        for (int index = 0; index < words.size(); index++) {
            if (!words.get(index).equals("--config")) continue;
            String[] setting = words.get(index + 1).split("=", 2);
            settings.put(setting[0], setting[1]);
        }
        return settings;
    }

    private static String after(String option, List<String> words) {
        return words.get(words.indexOf(option) + 1);
    }
}
