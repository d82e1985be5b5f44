package dev.steerstream.cli.command.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.follow.FollowFlags;
import dev.steerstream.cli.command.follow.Followed;
import dev.steerstream.cli.command.option.GatewayOption;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.gateway.Adaptation;
import dev.steerstream.cli.gateway.GatewayClient;
import dev.steerstream.cli.gateway.Replay;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Decodes past requests again under another version of the profile, and says what changed. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Decodes past requests of a task again under another version of its profile, with the same seeds, and"
                        + " reports what changed. Follows it unless told otherwise; it goes on without this command, and --attach"
                        + " follows it again.")
public final class ReplayCommand implements Callable<Integer> {
    private static final int SHOWN = 10;

    @Option(names = "--task", required = true, paramLabel = "TASK", description = "Name of the task.")
    private String task;

    @Option(names = "--profile", paramLabel = "N", description = "Version to decode under.")
    private Long profile;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Requests from then on: a time such as 2026-01-31T12:00:00Z, or an age such as 90m, 24h, 7d.")
    private String since;

    @Option(names = "--until", paramLabel = "TIME", description = "And before then. Default: now.")
    private String until;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, the newest. Default: 1000.")
    private Integer limit;

    @Option(names = "--mode", paramLabel = "MODE", description = "base, warm or steered. Default: each request's own.")
    private String mode;

    @Option(
            names = "--gold",
            paramLabel = "FILE",
            description =
                    "Right answers as JSON lines, each with reference (or completion) and one of request, messages and"
                            + " prompt. Default: those that came with the requests, else the dataset's.")
    private Path gold;

    @Option(names = "--id", paramLabel = "ID", description = "Id of the replay. Default: a new one.")
    private String id;

    @Option(names = "--attach", paramLabel = "ID", description = "Follow a replay that was started before.")
    private String attach;

    @Option(names = "--cancel", paramLabel = "ID", description = "End a replay.")
    private String cancel;

    @Mixin
    private FollowFlags following;

    @Mixin
    private GatewayOption gateway;

    @Mixin
    private Output output;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        GatewayClient client = gateway.client();
        if (cancel != null) {
            JsonNode asked = client.cancelReplay(task, cancel);
            output.print(asked, writer -> writer.println(Followed.askedToEnd("replay " + cancel, asked)));
            return ExitCode.OK.code();
        }
        String replay = attach != null ? attach : start(client);
        if (replay == null) return ExitCode.OK.code();
        JsonNode ended = follow(client, replay);
        JsonNode changed = client.changedAnswers(task, replay, SHOWN);
        ObjectNode whole = ended.deepCopy();
        whole.set("changed_answers", changed.path("items"));
        output.print(whole, writer -> ReplayText.report(ended, changed.path("items"), writer));
        if (ended.path("state").asText().equals("succeeded")) return ExitCode.OK.code();
        throw new CommandException(ExitCode.FAILED, ReplayText.end(replay, ended));
    }

    /** The id to follow, or null where nobody waits. */
    private String start(GatewayClient client) throws Exception {
        if (profile == null || since == null) {
            throw new ParameterException(
                    command.commandLine(), "a replay needs --profile and --since: which version, and from when on");
        }
        Instant now = Clock.systemUTC().instant();
        ObjectNode body = Output.MAPPER.createObjectNode();
        if (id != null) body.put("id", id);
        body.put("profile_version", profile);
        body.put("since", time("--since", since, now).toString());
        if (until != null) body.put("until", time("--until", until, now).toString());
        if (limit != null) body.put("limit", limit);
        if (mode != null) body.put("mode", mode);
        if (gold != null) body.set("references", GoldFile.read(gold));
        JsonNode accepted = client.replay(task, body);
        String replay = accepted.path("replay").asText();
        if (!following.follows()) {
            output.print(accepted, writer -> writer.println("accepted as replay " + replay));
            return null;
        }
        output.narrate("replay " + replay + " of task " + task);
        return replay;
    }

    /** Tells how far it is whenever that has changed. */
    private JsonNode follow(GatewayClient client, String replay) throws Exception {
        AtomicReference<String> told = new AtomicReference<>("");
        return new Replay(client, task, replay).follow(following.limit(), now -> {
            if (Adaptation.ended(now)) return;
            String progress = ReplayText.progress(now);
            if (!progress.equals(told.getAndSet(progress))) output.narrate(progress);
        });
    }

    private Instant time(String option, String text, Instant now) {
        try {
            if (text.matches("[0-9]{1,9}[smhd]")) {
                long number = Long.parseLong(text.substring(0, text.length() - 1));
                return now.minus(
                        switch (text.charAt(text.length() - 1)) {
                            case 's' -> Duration.ofSeconds(number);
                            case 'm' -> Duration.ofMinutes(number);
                            case 'h' -> Duration.ofHours(number);
                            default -> Duration.ofDays(number);
                        });
            }
            return Instant.parse(text);
        } catch (java.time.DateTimeException | ArithmeticException noTime) {
            throw new ParameterException(
                    command.commandLine(),
                    option + " is \"" + text + "\": it is a time such as 2026-01-31T12:00:00Z or an age such as 24h",
                    noTime);
        }
    }
}
