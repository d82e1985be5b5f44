package dev.steerstream.model.training;

import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.training.evaluation.StopReason;
import java.util.Optional;

/**
 * What a run ended with.
 *
 * @param adapter of the step below
 * @param step whose adapter it is
 * @param best whether it was chosen for the smallest measured warm loss; else it is the last
 * @param stop why the run ended before its last step, if it did
 */
public record WarmStartResult(PeftAdapter adapter, int step, boolean best, Optional<StopReason> stop) {}
