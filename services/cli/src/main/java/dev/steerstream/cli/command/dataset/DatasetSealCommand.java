package dev.steerstream.cli.command.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.gateway.DatasetPublication;
import dev.steerstream.cli.gateway.GatewayClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a submission whose rows went straight to the topic. */
@Command(
        name = "seal",
        mixinStandardHelpOptions = true,
        description = "Ends a submission whose rows another Kafka client has published, and waits until it is sealed or"
                + " rejected.")
final class DatasetSealCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DATASET", description = "Name of the dataset.")
    private String dataset;

    @Parameters(index = "1", paramLabel = "SUBMISSION", description = "The rows' header submission.")
    private String submission;

    @Option(names = "--rows", required = true, paramLabel = "COUNT", description = "How many rows were published.")
    private long rows;

    @Option(names = "--split-seed", paramLabel = "NUMBER", description = "Seed of the 80/10/10 split.")
    private Long splitSeed;

    @Option(names = "--truncation", paramLabel = "RULE", description = "Of rows that are too long: refuse or left.")
    private String truncation;

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
        GatewayClient client = gateway.client();
        ObjectNode body = Output.MAPPER.createObjectNode().put("rows", rows);
        if (splitSeed != null) body.put("split_seed", splitSeed);
        if (truncation != null) body.put("truncation", truncation);
        client.operations().seal(dataset, submission, body);
        JsonNode ended = new DatasetPublication(client, dataset, submission).awaitEnd(Duration.ofSeconds(timeout));
        output.print(ended, writer -> DatasetText.submission(ended, writer));
        if (DatasetPublication.sealed(ended)) return ExitCode.OK.code();
        throw new CommandException(
                ExitCode.FAILED, DatasetText.refusal(ended, client.rejects(dataset, submission, 20)));
    }
}
