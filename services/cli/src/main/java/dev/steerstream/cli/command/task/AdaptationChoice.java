package dev.steerstream.cli.command.task;

import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.gateway.GatewayClient;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which adaptation of a task. */
final class AdaptationChoice {
    @Parameters(paramLabel = "TASK", description = "Name of the task.")
    private String task;

    @Option(names = "--adaptation", paramLabel = "ID", description = "Default: the task's newest.")
    private String adaptation;

    String task() {
        return task;
    }

    /** @param verb what it is for, told where there is none */
    String id(GatewayClient client, String verb) throws Exception {
        if (adaptation != null) return adaptation;
        return client.newestAdaptation(task)
                .map(first -> first.path("adaptation").asText())
                .orElseThrow(() ->
                        new CommandException(ExitCode.NOT_FOUND, "task \"" + task + "\" has no adaptation to " + verb));
    }
}
