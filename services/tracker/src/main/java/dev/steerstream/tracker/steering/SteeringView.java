package dev.steerstream.tracker.steering;

import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.steering.SteeringQueries.EvaluationRow;
import dev.steerstream.tracker.view.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * What the steering page of one task shows.
 *
 * @param versions newest first
 * @param profile missing where the task has no version
 * @param spread of the tokens' own strengths; null where the report has none
 */
record SteeringView(
        String task,
        List<String> obstacles,
        Section<List<ProfileRow>> versions,
        Section<ProfileDetail> profile,
        SteeringPlots plots,
        Box spread,
        Section<List<EvaluationRow>> evaluations) {

    /**
     * Held-out losses of one kind of tokens.
     *
     * @param low lower end of the gain's interval, or null
     */
    public record Kind(
            String name, Long tokens, Double base, Double warm, Double steered, Double gain, Double low, Double high) {}

    /** All tokens, then those of the template and those of the content, where the report has them. */
    public List<Kind> kinds() {
        if (profile.value() == null) return List.of();
        Report report = profile.value().report();
        List<Kind> kinds = new ArrayList<>();
        for (String[] place : new String[][] {
            {"all", "/held_out"}, {"template", "/held_out/template"}, {"content", "/held_out/content"}
        }) {
            String at = place[1] + "/loss_full";
            if (!report.has(at)) continue;
            kinds.add(new Kind(
                    place[0],
                    report.count(place[1] + "/tokens"),
                    report.number(at + "/base"),
                    report.number(at + "/warm"),
                    report.number(at + "/steered"),
                    report.number(at + "/gain/value"),
                    report.number(at + "/gain/low"),
                    report.number(at + "/gain/high")));
        }
        return kinds;
    }
}
