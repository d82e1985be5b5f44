package dev.steerstream.work.evaluations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvaluationStateTest {
    @ParameterizedTest
    @EnumSource(EvaluationState.class)
    void anEndIsAnEndAndNothingBecomesItself(EvaluationState state) {
        assertThat(state.mayBecome(state)).isFalse();
        for (EvaluationState next : EvaluationState.values()) {
            if (state.terminal()) assertThat(state.mayBecome(next)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(EvaluationState.class)
    void aResultIsCommittedOnlyFromEvaluating(EvaluationState state) {
        assertThat(state.mayBecome(EvaluationState.SUCCEEDED)).isEqualTo(state == EvaluationState.EVALUATING);
    }
}
