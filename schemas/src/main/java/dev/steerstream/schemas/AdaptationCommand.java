package dev.steerstream.schemas;

/**
 * A command on {@code adaptation-commands}.
 *
 * @param id the command's own id: the same id with the same content is a no-op, with other content a conflict
 * @param adaptation id of the adaptation to start or cancel, or under which a profile is imported (start, cancel, import)
 * @param dataset name of a sealed dataset (start)
 * @param submission which version of it; null is the newest sealed one (start)
 * @param profileVersion version to put in force (promote), or to ramp (ramp)
 * @param reason free text (cancel, retire, delete)
 * @param artefact sha256 of the stored bundle with an exported profile (import)
 * @param share of requests that the version gets, [0, 1); 0 ends the ramp (ramp)
 */
public record AdaptationCommand(
        String id,
        Action action,
        String task,
        String adaptation,
        String dataset,
        String submission,
        WarmStartConfiguration warmStart,
        CalibrationConfiguration calibration,
        Long profileVersion,
        String reason,
        String artefact,
        Double share) {

    public enum Action {
        START,
        CANCEL,
        PROMOTE,
        RETIRE,
        DELETE,
        IMPORT,
        RAMP
    }

    /** The members of the first release. */
    public AdaptationCommand(
            String id,
            Action action,
            String task,
            String adaptation,
            String dataset,
            String submission,
            WarmStartConfiguration warmStart,
            CalibrationConfiguration calibration,
            Long profileVersion,
            String reason) {
        this(
                id,
                action,
                task,
                adaptation,
                dataset,
                submission,
                warmStart,
                calibration,
                profileVersion,
                reason,
                null,
                null);
    }
}
