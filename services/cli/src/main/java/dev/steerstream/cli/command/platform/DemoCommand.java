package dev.steerstream.cli.command.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.ModelOption;
import dev.steerstream.cli.command.option.StateOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.demo.Demo;
import dev.steerstream.cli.demo.ModelDownload;
import dev.steerstream.cli.demo.Narrator;
import dev.steerstream.cli.gateway.GatewayClient;
import dev.steerstream.cli.platform.Installation;
import dev.steerstream.cli.platform.OperatorKey;
import dev.steerstream.cli.platform.PlatformProcess;
import dev.steerstream.cli.platform.PlatformStatus;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The guided demo. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Shows the whole flow on a real task: fetches the model, starts the platform, publishes a dataset,"
                        + " adapts the model, and compares base, warm and steered answers. Stops what it started.")
public final class DemoCommand implements Callable<Integer> {
    private static final Duration READY_LIMIT = Duration.ofMinutes(5);

    @Option(
            names = "--steps",
            paramLabel = "NUMBER",
            defaultValue = "8",
            description = "Steps of the warm start, 4 rows each. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--learning-rate",
            paramLabel = "NUMBER",
            defaultValue = "2e-4",
            description = "Of the warm start. Default: ${DEFAULT-VALUE}.")
    private double learningRate;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "Of the warm start. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--prompts",
            paramLabel = "NUMBER",
            defaultValue = "32",
            description = "Held-out messages to answer, at most 144. Default: ${DEFAULT-VALUE}.")
    private int prompts;

    @Option(names = "--keep", description = "Leave the platform running.")
    private boolean keep;

    @Mixin
    private StateOption state;

    @Mixin
    private ModelOption model;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec command;

    private final AtomicReference<Demo> story = new AtomicReference<>();
    private volatile boolean ending;

    @Override
    public Integer call() throws Exception {
        PrintWriter writer = output.json()
                ? command.commandLine().getErr()
                : command.commandLine().getOut();
        boolean terminal = System.console() != null && !output.json();
        ModelDownload.fetch(model.reference(), model.cache(), terminal, writer);
        Narrator narrator = new Narrator(writer, terminal);
        narrator.line("SteerStream's demo: a small model learns to sort a help desk's tickets.");
        var platform = new PlatformProcess(state.directory());
        PlatformStatus status = platform(platform, narrator);
        var client = new GatewayClient(
                URI.create(status.gateway()),
                null,
                OperatorKey.read(state.directory()).orElse(null));
        Path dataset = Installation.ofLauncher().directory().resolve(Path.of("ops", "demo", "support-tickets.jsonl"));
        narrator.line("");
        narrator.line("Watch it in a browser: " + status.tracker());
        Demo demo = new Demo(client, narrator, new Demo.Settings(dataset, steps, learningRate, seed, prompts));
        story.set(demo);
        ObjectNode result;
        try {
            result = demo.run();
        } catch (Exception failure) {
            // On Ctrl-C the platform stops while the story is still told: what breaks off then is no failure to report.
            if (ending) return ExitCode.FAILED.code();
            throw failure;
        }
        story.set(null);
        narrator.line("");
        narrator.line(String.format(
                java.util.Locale.ROOT, "Done in %.0f s.", result.path("seconds").asDouble()));
        String where = state.elsewhere() ? " --state " + state.directory().root() : "";
        narrator.line("What was learned stays in " + state.directory().root() + ". Ask it yourself:");
        narrator.line("  ./steer up" + where);
        narrator.line("  ./steer generate --task " + Demo.NAME + where
                + " \"Hi delivery team, my parcel is late. It has low priority.\"");
        output.print(result, text -> {});
        return 0;
    }

    /** A platform to run on: the one that runs, or a new one, which is stopped when this process ends. */
    private PlatformStatus platform(PlatformProcess platform, Narrator narrator) throws Exception {
        Optional<PlatformStatus> running = platform.running();
        boolean ours = running.isEmpty();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(platform, ours && !keep), "stop-demo"));
        narrator.line("");
        if (!ours) {
            narrator.line("The platform already runs (pid " + running.get().processId() + ").");
            return running.get();
        }
        narrator.line("Starting the platform in " + state.directory().root());
        return platform.awaitReady(platform.launch(model.arguments()), READY_LIMIT, narrator::line);
    }

    /** At the end, after a failure and on Ctrl-C alike. */
    private void stop(PlatformProcess platform, boolean ours) {
        ending = true;
        try {
            Demo interrupted = story.get();
            if (interrupted != null) {
                output.narrate(ours ? "stopping the adaptation and the platform" : "stopping the adaptation");
                interrupted.cancel();
            }
        } catch (Exception unreachable) {
            // The platform may be on its way down already; its state survives, and so does the adaptation's.
            output.narrate("the adaptation under way could not be cancelled: " + unreachable.getMessage());
        }
        if (!ours) return;
        try {
            platform.stop();
        } catch (Exception failure) {
            output.narrate("the platform did not stop: " + failure.getMessage() + "; end it with steer down");
        }
    }
}
