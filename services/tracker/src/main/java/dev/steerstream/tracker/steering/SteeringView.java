package dev.steerstream.tracker.steering;

import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.steering.SteeringQueries.EvaluationRow;
import dev.steerstream.tracker.view.Section;
import java.util.List;

/**
 * What the steering page of one task shows.
 *
 * @param versions newest first
 * @param profile missing where the task has no version
 * @param spread of the tokens' own strengths; null where the report has none
 * @param dose of the shown version's latest evaluation that measured one
 */
record SteeringView(
        String task,
        List<String> obstacles,
        Section<List<ProfileRow>> versions,
        Section<ProfileDetail> profile,
        SteeringPlots plots,
        Box spread,
        Section<DoseResponse> dose,
        Section<List<EvaluationRow>> evaluations) {

    /** What is in force where several directions steer together: then the curves of the configured one alone do not tell the strength. */
    public List<Report> together() {
        if (profile.value() == null) return List.of();
        List<Report> strengths = profile.value().report().list("/selection/strengths");
        return strengths.size() > 1 ? strengths : List.of();
    }

    /** The direction that calibration fitted alone, in words. */
    public String alone() {
        String direction =
                profile.value() == null ? null : profile.value().report().text("/unmasked/direction");
        return direction == null ? "the configured direction" : direction;
    }

    public List<TokenKind> kinds() {
        return profile.value() == null
                ? List.of()
                : TokenKind.of(profile.value().report());
    }
}
