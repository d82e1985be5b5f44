package dev.steerstream.cli.command.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.gateway.DatasetPublication;
import dev.steerstream.cli.gateway.GatewayClient;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Datasets: rows of a task, published to a topic, checked, split and sealed. */
@Command(
        name = "dataset",
        mixinStandardHelpOptions = true,
        description = "Publishes and shows datasets.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DatasetCommand.Publish.class,
            DatasetSealCommand.class,
            DatasetCommand.ListDatasets.class,
            DatasetCommand.Describe.class,
            DatasetRejectsCommand.class,
            DatasetDeleteCommand.class
        })
public final class DatasetCommand {
    /** Uploads a file and waits for the seal or the rejection. */
    @Command(
            name = "publish",
            mixinStandardHelpOptions = true,
            description =
                    "Publishes a file of rows (prompt/completion, instruction/input/output, chat messages, or TruthfulQA's"
                            + " multiple choice) as a new submission, and waits until it is sealed or rejected.")
    static final class Publish implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "DATASET", description = "Name of the dataset.")
        private String dataset;

        @Parameters(
                index = "1",
                paramLabel = "FILE",
                description = "JSON Lines, one row a line, or one JSON array of rows.")
        private Path file;

        @Option(names = "--submission", paramLabel = "ID", description = "Id of this upload. Default: a new one.")
        private String submission;

        @Option(names = "--split-seed", paramLabel = "NUMBER", description = "Seed of the 80/10/10 split.")
        private Long splitSeed;

        @Option(names = "--truncation", paramLabel = "RULE", description = "What happens to rows that are too long.")
        private String truncation;

        @Option(names = "--no-wait", description = "Return as soon as the rows are uploaded.")
        private boolean noWait;

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                defaultValue = "120",
                description = "How long to wait for the seal. Default: ${DEFAULT-VALUE}.")
        private long timeout;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            if (!Files.isRegularFile(file)) throw new NoSuchFileException(file.toString());
            GatewayClient client = gateway.client();
            Map<String, String> parameters = new LinkedHashMap<>();
            if (submission != null) parameters.put("submission", submission);
            if (splitSeed != null) parameters.put("split_seed", splitSeed.toString());
            if (truncation != null) parameters.put("truncation", truncation);
            JsonNode accepted = client.publish(dataset, file, parameters);
            if (noWait) {
                output.print(
                        accepted,
                        writer -> writer.println(
                                "uploaded " + accepted.path("rows").asText("the") + " rows as submission "
                                        + accepted.path("submission").asText()));
                return ExitCode.OK.code();
            }
            JsonNode ended = new DatasetPublication(
                            client, dataset, accepted.path("submission").asText())
                    .awaitEnd(Duration.ofSeconds(timeout));
            output.print(ended, writer -> DatasetText.submission(ended, writer));
            if (DatasetPublication.sealed(ended)) return ExitCode.OK.code();
            JsonNode rejects =
                    client.rejects(dataset, accepted.path("submission").asText(), 20);
            throw new CommandException(ExitCode.FAILED, DatasetText.refusal(ended, rejects));
        }
    }

    /** All datasets. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the datasets.")
    static final class ListDatasets implements Callable<Integer> {
        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            output.list(gateway.client().datasets(), DatasetText.DATASETS);
            return ExitCode.OK.code();
        }
    }

    /** One dataset. */
    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = "Shows a dataset's submissions, or one of them with its bad rows.")
    static final class Describe implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "DATASET", description = "Name of the dataset.")
        private String dataset;

        @Parameters(index = "1", arity = "0..1", paramLabel = "SUBMISSION", description = "One of its submissions.")
        private String submission;

        @Mixin
        private GatewayOption gateway;

        @Mixin
        private Output output;

        @Override
        public Integer call() throws Exception {
            GatewayClient client = gateway.client();
            if (submission == null) {
                JsonNode answer = client.dataset(dataset);
                output.print(answer, writer -> DatasetText.submissions(answer, writer));
                return ExitCode.OK.code();
            }
            JsonNode answer = client.submission(dataset, submission);
            JsonNode rejects = answer.path("bad_rows").asLong(0) > 0
                            || answer.path("state").asText().equals("rejected")
                    ? client.rejects(dataset, submission, 100)
                    : null;
            ObjectNode whole = answer.deepCopy();
            if (rejects != null) whole.set("rejects", rejects);
            output.print(whole, writer -> describe(answer, rejects, writer));
            return ExitCode.OK.code();
        }

        private static void describe(JsonNode answer, JsonNode rejects, PrintWriter writer) {
            DatasetText.submission(answer, writer);
            if (rejects != null) writer.println(DatasetText.badRows(rejects));
        }
    }
}
