package dev.steerstream.work.evaluations;

import dev.steerstream.schemas.EvaluationConfiguration;

/**
 * An evaluation as it is stored.
 *
 * @param adaptation whose profile is judged; null where it was cancelled before its start came, or refused
 * @param profileVersion as adaptation
 * @param dataset as adaptation
 * @param submission as adaptation
 * @param contentHash of the start command, null where none came
 * @param sequence counts its stored changes from 1
 * @param settings complete: every default written out; null as adaptation
 * @param measuresDigest of the stored measures, succeeded only
 * @param reportDigest of the stored report page, succeeded only
 * @param doseDigest of the stored dose-response, succeeded only; null where none was asked for
 */
public record Evaluation(
        String tenant,
        String evaluation,
        String task,
        String adaptation,
        Long profileVersion,
        String dataset,
        String submission,
        String contentHash,
        EvaluationState state,
        long sequence,
        EvaluationConfiguration settings,
        String measuresDigest,
        String reportDigest,
        String doseDigest) {

    /** The key of its events. */
    public String key() {
        return tenant + "/" + task;
    }

    /** One that judges nothing: cancelled before its start came, or refused. */
    static Evaluation ended(String tenant, String evaluation, String task, String contentHash, EvaluationState state) {
        return new Evaluation(
                tenant, evaluation, task, null, null, null, null, contentHash, state, 1, null, null, null, null);
    }
}
