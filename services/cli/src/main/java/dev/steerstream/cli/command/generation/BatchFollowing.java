package dev.steerstream.cli.command.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.follow.FollowFlags;
import dev.steerstream.cli.command.follow.FollowLimit;
import dev.steerstream.cli.command.follow.Followed;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.gateway.Batches;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A batch from its file to its results. Ctrl-C ends only the following. */
abstract class BatchFollowing implements Callable<Integer> {
    @Mixin
    GatewayOption gateway;

    @Mixin
    Output output;

    int follow(Batches batches, String batch, Duration limit) throws Exception {
        JsonNode ended = Followed.toItsEnd(
                bars -> batches.follow(batch, limit, bars),
                "batch " + batch + " goes on: " + Batches.whatNext(batch),
                output);
        output.print(ended, writer -> BatchText.describe(ended, writer));
        if (ended.path("status").asText().equals("completed")) return ExitCode.OK.code();
        throw new CommandException(ExitCode.FAILED, BatchText.end(ended));
    }

    /** Sends a file and starts its batch. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Sends a file of requests, one a line (custom_id, method, url, body), and follows their batch"
                    + " unless told otherwise.")
    static final class Create extends BatchFollowing {
        @Parameters(paramLabel = "FILE", description = "JSON lines. The first one's url says which endpoint is asked.")
        private Path file;

        @Option(
                names = "--window",
                paramLabel = "HOURS",
                defaultValue = "24h",
                description = "When it is to have ended, 1h to 24h. Default: ${DEFAULT-VALUE}.")
        private String window;

        @Mixin
        private FollowFlags following;

        @Override
        public Integer call() throws Exception {
            String endpoint = endpoint();
            Batches batches = gateway.client().batches();
            ObjectNode body = Output.MAPPER.createObjectNode();
            body.put("input_file_id", batches.upload(file).path("id").asText());
            body.put("endpoint", endpoint).put("completion_window", window);
            JsonNode started = batches.start(body);
            String batch = started.path("id").asText();
            if (!following.follows()) {
                output.print(started, writer -> writer.println("accepted as batch " + batch));
                return ExitCode.OK.code();
            }
            output.narrate("batch " + batch);
            return follow(batches, batch, following.limit());
        }

        private String endpoint() throws IOException {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                String first = lines.readLine();
                JsonNode url =
                        first == null ? null : Output.MAPPER.readTree(first).path("url");
                if (url != null && url.isTextual()) return url.asText();
            } catch (com.fasterxml.jackson.core.JsonProcessingException noJson) {
                // Said below.
            }
            throw new CommandException(
                    ExitCode.USAGE,
                    file
                            + " line 1 names no url: a line is such as {\"custom_id\": \"1\", \"method\": \"POST\", \"url\":"
                            + " \"/v1/chat/completions\", \"body\": {\"model\": \"base\", \"messages\": [...]}}");
        }
    }

    /** Comes back to one. */
    @Command(name = "watch", mixinStandardHelpOptions = true, description = "Follows a batch to its end.")
    static final class Watch extends BatchFollowing {
        @Parameters(paramLabel = "BATCH", description = "Its id, as steer batch list shows it.")
        private String batch;

        @Mixin
        private FollowLimit limit;

        @Override
        public Integer call() throws Exception {
            return follow(gateway.client().batches(), batch, limit.duration());
        }
    }

    /** Fetches what came of one. */
    @Command(
            name = "results",
            mixinStandardHelpOptions = true,
            description =
                    "Writes the answers of a batch that has ended to a file, a line each, and those without one to another.")
    static final class Results extends BatchFollowing {
        @Parameters(paramLabel = "BATCH", description = "Its id, as steer batch list shows it.")
        private String batch;

        @Option(names = "--to", required = true, paramLabel = "FILE", description = "Where the answers go.")
        private Path to;

        @Option(names = "--errors", paramLabel = "FILE", description = "Where the requests without an answer go.")
        private Path errors;

        @Override
        public Integer call() throws Exception {
            Batches batches = gateway.client().batches();
            JsonNode found = batches.one(batch);
            if (!Batches.ended(found)) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "batch " + batch + " is " + found.path("status").asText()
                                + ": its results are there once it has ended; " + Batches.whatNext(batch));
            }
            fetch(batches, found.path("output_file_id"), to);
            if (errors != null) fetch(batches, found.path("error_file_id"), errors);
            output.print(found, writer -> {
                writer.println(found.path("request_counts").path("completed").asText("0") + " answers in " + to);
                if (!found.hasNonNull("error_file_id")) return;
                writer.println(found.path("request_counts").path("failed").asText("0") + " without one"
                        + (errors == null ? ": --errors FILE fetches them" : " in " + errors));
            });
            return ExitCode.OK.code();
        }

        /** A file without lines is none at the gateway, and an empty one here. */
        private static void fetch(Batches batches, JsonNode file, Path to) throws Exception {
            if (file.isTextual()) batches.download(file.asText(), to);
            else Files.write(to, new byte[0]);
        }
    }
}
