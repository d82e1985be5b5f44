package dev.steerstream.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.schemas.SteeringOptions.Mode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run measured.
 *
 * @param profile the task's profile in force, with its report
 * @param answered the prompts with three answers each
 */
record DemoReport(JsonNode profile, List<AnswerRound.Answered> answered) {
    /** A 95% interval is this many standard errors wide on each side. */
    private static final double NORMAL_95 = 1.96;

    /**
     * One model's line of the table.
     *
     * @param loss held-out nats per token, all tokens, no mask
     * @param wellFormed share of answers in the task's form
     * @param accuracy share of right answers
     * @param error standard error of the accuracy
     */
    record Line(double loss, double wellFormed, double team, double priority, double accuracy, double error) {}

    Map<Mode, Line> lines() {
        JsonNode losses = profile.path("report").path("held_out").path("loss_full");
        Map<Mode, Line> lines = new EnumMap<>(Mode.class);
        for (Mode mode : Mode.values()) {
            List<TicketMetric.Score> scores = answered.stream()
                    .map(one -> TicketMetric.score(one.text(mode), one.ticket().answer()))
                    .toList();
            double count = scores.size();
            double accuracy = scores.stream().filter(TicketMetric.Score::right).count() / count;
            lines.put(
                    mode,
                    new Line(
                            losses.path(mode.name().toLowerCase(Locale.ROOT)).asDouble(Double.NaN),
                            scores.stream()
                                            .filter(TicketMetric.Score::wellFormed)
                                            .count()
                                    / count,
                            scores.stream().filter(TicketMetric.Score::team).count() / count,
                            scores.stream().filter(TicketMetric.Score::priority).count() / count,
                            accuracy,
                            Math.sqrt(accuracy * (1 - accuracy) / count)));
        }
        return lines;
    }

    double strength() {
        return profile.path("strength").asDouble(Double.NaN);
    }

    /** Standard error of the strength, from its bootstrap interval. */
    double strengthError() {
        return (profile.path("strength_high").asDouble(Double.NaN)
                        - profile.path("strength_low").asDouble(Double.NaN))
                / (2 * NORMAL_95);
    }

    ObjectNode json(double seconds) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("seconds", Math.round(seconds * 10) / 10.0);
        json.put("strength", strength());
        json.put("strength_error", strengthError());
        lines().forEach((mode, line) -> json.putObject(mode.name().toLowerCase(Locale.ROOT))
                .put("loss", line.loss())
                .put("accuracy", line.accuracy())
                .put("accuracy_error", line.error())
                .put("well_formed", line.wellFormed()));
        json.put("prompts", answered.size());
        return json;
    }

    /** The table, a line each. */
    List<String> table() {
        List<String> table = new ArrayList<>();
        table.add("            held-out loss   answers in    team   priority   both right");
        table.add("            (nats/token)    strict form   right  right      (+- standard error)");
        lines().forEach((mode, line) -> table.add(String.format(
                Locale.ROOT,
                "  %-8s  %8.3f %15.0f%% %8.0f%% %7.0f%% %9.0f%% +- %.0f%%",
                mode.name().toLowerCase(Locale.ROOT),
                line.loss(),
                100 * line.wellFormed(),
                100 * line.team(),
                100 * line.priority(),
                100 * line.accuracy(),
                100 * line.error())));
        return table;
    }

    /** Tickets that show the difference best: where steered is right and warm is not, then the others. */
    List<AnswerRound.Answered> examples(int count) {
        return answered.stream()
                .sorted(java.util.Comparator.comparingInt(DemoReport::rank))
                .limit(count)
                .toList();
    }

    private static int rank(AnswerRound.Answered one) {
        boolean warm =
                TicketMetric.score(one.text(Mode.WARM), one.ticket().answer()).right();
        boolean steered = TicketMetric.score(
                        one.text(Mode.STEERED), one.ticket().answer())
                .right();
        if (steered && !warm) return 0;
        return steered ? 1 : 2;
    }
}
