package dev.steerstream.evaluation.rule;

import dev.steerstream.model.engine.AnswerStates;

/**
 * Hidden states of a portion of the calibration rows.
 *
 * @param groupOf each row's prompt group; the array is the holder's
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeptStates(AnswerStates states, int[] groupOf) {}
