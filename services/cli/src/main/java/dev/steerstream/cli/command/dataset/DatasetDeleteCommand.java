package dev.steerstream.cli.command.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a dataset. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Deletes a dataset with all its submissions for good; adapters made of it stay. Audited.")
final class DatasetDeleteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DATASET", description = "Name of the dataset.")
    private String dataset;

    @Option(names = "--yes", required = true, description = "Must be given: nothing brings it back.")
    private boolean yes;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        JsonNode deleted = gateway.client().operations().deleteDataset(dataset);
        output.print(deleted, writer -> writer.println("deleted dataset " + dataset));
        return ExitCode.OK.code();
    }
}
