package dev.steerstream.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.follow.AdaptationBars;
import dev.steerstream.cli.gateway.Adaptation;
import dev.steerstream.cli.gateway.DatasetPublication;
import dev.steerstream.cli.gateway.GatewayClient;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.SteeringOptions.Mode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The main job from a dataset to steered answers, told while it happens. */
public final class Demo {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    public static final String NAME = "support-tickets";
    private static final Duration SEAL_LIMIT = Duration.ofMinutes(2);
    private static final Duration ADAPTATION_LIMIT = Duration.ofMinutes(30);
    private static final Duration ANSWERS_LIMIT = Duration.ofMinutes(15);
    private static final int EXAMPLES = 3;

    private final GatewayClient client;
    private final Narrator narrator;
    private final Settings settings;
    private volatile String running;

    /**
     * How the demo runs.
     *
     * @param dataset JSON Lines with messages and split
     * @param steps of the warm start, 4 rows each
     * @param learningRate of the warm start
     * @param seed of the warm start
     * @param prompts how many held-out rows are answered
     */
    public record Settings(Path dataset, int steps, double learningRate, long seed, int prompts) {}

    public Demo(GatewayClient client, Narrator narrator, Settings settings) {
        this.client = client;
        this.narrator = narrator;
        this.settings = settings;
    }

    /** Runs all of it and returns the line that {@code -o json} ends with. */
    public ObjectNode run() throws Exception {
        publish();
        adapt();
        JsonNode profile = profile();
        List<AnswerRound.Answered> answered = answers();
        DemoReport report = new DemoReport(profile, answered);
        show(report);
        return report.json(narrator.seconds());
    }

    /** Ends the adaptation that is under way, if any: what a Ctrl-C leaves must not go on by itself. */
    public void cancel() throws Exception {
        String adaptation = running;
        if (adaptation != null) client.cancel(adaptation);
    }

    private void publish() throws Exception {
        narrator.chapter("Publish the dataset: customer messages and the JSON that a help desk wants for each");
        JsonNode accepted = client.publish(NAME, settings.dataset(), Map.of());
        String submission = accepted.path("submission").asText();
        narrator.line("   " + accepted.path("rows").asText("all") + " rows on their way through the topic"
                + " dataset-submissions, submission " + submission);
        JsonNode ended = new DatasetPublication(client, NAME, submission).awaitEnd(SEAL_LIMIT);
        if (!DatasetPublication.sealed(ended)) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "the demo's dataset was " + ended.path("state").asText() + ": see steer dataset describe " + NAME
                            + " " + submission);
        }
        narrator.line("   sealed: " + ended.path("rows").asText() + " rows, " + splits(ended) + "; sha256 "
                + ended.path("sha256").asText());
    }

    private static String splits(JsonNode sealed) {
        var text = new StringBuilder();
        sealed.path("splits").fields().forEachRemaining(split -> text.append(text.isEmpty() ? "" : ", ")
                .append(split.getKey().toLowerCase(Locale.ROOT).replace('_', '-'))
                .append(' ')
                .append(split.getValue().asText()));
        return text.toString();
    }

    private void adapt() throws Exception {
        narrator.chapter("Adapt: a short LoRA warm start gives a direction, calibration its strength");
        ObjectNode body = MAPPER.createObjectNode().put("dataset", NAME);
        body.putObject("warm_start")
                .put("max_steps", settings.steps())
                .put("learning_rate", settings.learningRate())
                .put("seed", settings.seed())
                .put("schedule", "constant");
        running = client.adapt(NAME, body).path("adaptation").asText();
        narrator.line(String.format(
                Locale.ROOT,
                "   adaptation %s: %d steps of 4 rows, learning rate %s",
                running,
                settings.steps(),
                BigDecimal.valueOf(settings.learningRate()).stripTrailingZeros().toPlainString()));
        JsonNode ended;
        try (var bars = new AdaptationBars(narrator.terminal(), line -> narrator.line(" " + line))) {
            ended = new Adaptation(client, NAME, running).follow(ADAPTATION_LIMIT, bars);
        }
        String adaptation = running;
        running = null;
        if (!Adaptation.state(ended).equals("succeeded")) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "adaptation " + adaptation + " " + Adaptation.state(ended) + ": "
                            + ended.path("failure").path("message").asText("no reason was given"));
        }
    }

    private JsonNode profile() throws Exception {
        JsonNode profile = client.task(NAME).path("profile");
        narrator.line(String.format(
                Locale.ROOT,
                "   profile %s: strength %.3f, 95%% interval [%.3f, %.3f]%s",
                profile.path("version").asText(),
                profile.path("strength").asDouble(Double.NaN),
                profile.path("strength_low").asDouble(Double.NaN),
                profile.path("strength_high").asDouble(Double.NaN),
                profile.path("insufficient").asBoolean() ? " (insufficient data: no steering)" : ""));
        if (profile.path("strength").asDouble() < 0) {
            narrator.line("   negative: it leads away from the base model, the way that the warm start went");
        }
        JsonNode promoted = profile.path("report").path("promoted");
        if (promoted.isArray() && !promoted.isEmpty()) {
            narrator.line("   most promoted tokens: " + tokens(promoted));
            narrator.line(
                    "   most demoted tokens:  " + tokens(profile.path("report").path("demoted")));
        }
        return profile;
    }

    private static String tokens(JsonNode tokens) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(8, tokens.size()); i++) {
            text.append(i == 0 ? "" : " ").append(tokens.get(i).path("text"));
        }
        return text.toString();
    }

    private List<AnswerRound.Answered> answers() throws Exception {
        List<Ticket> heldOut = Ticket.heldOut(settings.dataset());
        List<Ticket> asked = heldOut.subList(0, Math.min(settings.prompts(), heldOut.size()));
        narrator.chapter("Answer " + asked.size() + " held-out messages with each model, greedily");
        int requests = asked.size() * Mode.values().length;
        try (var bar = narrator.bar("answers", requests, "", 1)) {
            return new AnswerRound(client, NAME).run(asked, ANSWERS_LIMIT, bar::at);
        }
    }

    private void show(DemoReport report) throws JsonProcessingException {
        narrator.chapter("Side by side, first where steering made the difference (+ team and priority are right)");
        for (AnswerRound.Answered one : report.examples(EXAMPLES)) {
            narrator.line("");
            narrator.line("   customer  " + one.ticket().message());
            narrator.line("   wanted    " + one.ticket().answer());
            for (Mode mode : Mode.values()) {
                boolean right = TicketMetric.score(one.text(mode), one.ticket().answer())
                        .right();
                narrator.line(String.format(
                        Locale.ROOT,
                        "   %-8s %s %s",
                        mode.name().toLowerCase(Locale.ROOT),
                        right ? "+" : "-",
                        one.text(mode).strip().replace("\n", "\\n") + (one.cut(mode) ? " ..." : "")));
            }
        }
        narrator.chapter("What it measured, on " + report.answered().size() + " held-out messages");
        report.table().forEach(narrator::line);
        JsonNode gain = report.profile()
                .path("report")
                .path("held_out")
                .path("loss_full")
                .path("gain");
        if (gain.hasNonNull("value")) {
            narrator.line(String.format(
                    Locale.ROOT,
                    "  steering's gain over warm: %.3f nats/token, 95%% interval [%.3f, %.3f]",
                    gain.path("value").asDouble(),
                    gain.path("low").asDouble(),
                    gain.path("high").asDouble()));
        }
        narrator.chapter("One answer's receipt: with it the answer can be made again");
        AnswerRound.Answered first = report.examples(1).get(0);
        inOrder(first.results().get(Mode.STEERED).path("receipt")).properties().forEach(member -> {
            if (!member.getValue().isNull() && !text(member.getValue()).equals("[]")) {
                narrator.line(String.format(Locale.ROOT, "   %-20s %s", member.getKey(), text(member.getValue())));
            }
        });
    }

    /** The database keeps a document's members in no order that helps a reader; the contract's record does. */
    private static JsonNode inOrder(JsonNode receipt) throws JsonProcessingException {
        return Contracts.mapper().valueToTree(Contracts.mapper().treeToValue(receipt, Receipt.class));
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
