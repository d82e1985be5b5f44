package dev.steerstream.cli.command.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.dataset.DatasetText;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.gateway.DatasetPublication;
import dev.steerstream.cli.gateway.GatewayClient;
import dev.steerstream.model.files.FileDigest;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which rows judge: a file, which is published first, or a dataset; the held-out rows of the profile's own without either. */
final class EvaluationRows {
    private static final Duration SEAL_LIMIT = Duration.ofMinutes(10);
    private static final int SHORT_DIGEST = 16;
    private static final int LONGEST_TASK = 96;

    @ArgGroup(exclusive = true)
    private Where where;

    /** One of the two. */
    static final class Where {
        @Option(
                names = "--data",
                paramLabel = "FILE",
                description =
                        "Rows to judge on (JSON Lines or one JSON array), published as a dataset of this task's evaluations; the"
                                + " same file again is published once.")
        private Path file;

        @Option(names = "--dataset", paramLabel = "NAME", description = "A sealed dataset to judge on.")
        private String dataset;
    }

    @Option(names = "--submission", paramLabel = "ID", description = "Which of the dataset's. Default: the newest.")
    private String submission;

    /** Writes dataset and submission into the body of a start. */
    void into(ObjectNode body, String task, GatewayClient client, Output output) throws Exception {
        if (where != null && where.file != null) {
            if (submission != null) {
                throw new CommandException(
                        ExitCode.USAGE, "--submission " + submission + ": a file of --data is a submission of its own");
            }
            publish(body, task, client, output);
            return;
        }
        if (where != null) body.put("dataset", where.dataset);
        if (submission != null) body.put("submission", submission);
    }

    /** Named by the file's content, so that the same file is the same submission. */
    private void publish(ObjectNode body, String task, GatewayClient client, Output output) throws Exception {
        if (!Files.isRegularFile(where.file)) throw new NoSuchFileException(where.file.toString());
        String dataset = task.substring(0, Math.min(task.length(), LONGEST_TASK)) + "-evaluation";
        String named = "sha256-" + FileDigest.of(where.file).substring(0, SHORT_DIGEST);
        output.narrate("publishing " + where.file + " as dataset " + dataset + ", submission " + named);
        client.publish(dataset, where.file, Map.of("submission", named));
        JsonNode ended = new DatasetPublication(client, dataset, named).awaitEnd(SEAL_LIMIT);
        if (!DatasetPublication.sealed(ended)) {
            throw new CommandException(ExitCode.FAILED, DatasetText.refusal(ended, client.rejects(dataset, named, 20)));
        }
        body.put("dataset", dataset);
        body.put("submission", named);
    }
}
