package dev.steerstream.work.adaptations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdaptationStateTest {
    @Property
    void nothingFollowsATerminalState(@ForAll AdaptationState from, @ForAll AdaptationState to) {
        if (from.terminal()) assertThat(from.mayBecome(to)).isFalse();
    }

    @Property
    void noStateBecomesItself(@ForAll AdaptationState state) {
        assertThat(state.mayBecome(state)).isFalse();
    }

    @Property
    void nothingGoesBack(@ForAll AdaptationState from, @ForAll AdaptationState to) {
        if (from.mayBecome(to)) assertThat(to.ordinal()).isGreaterThan(from.ordinal());
    }

    @ParameterizedTest
    @EnumSource
    void everyStateReachesAnEnd(AdaptationState start) {
        Set<AdaptationState> seen = EnumSet.of(start);
        Deque<AdaptationState> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            AdaptationState from = open.pop();
            for (AdaptationState to : AdaptationState.values()) {
                if (from.mayBecome(to) && seen.add(to)) open.push(to);
            }
        }
        assertThat(seen).anyMatch(AdaptationState::terminal);
    }

    @ParameterizedTest
    @EnumSource
    void theDatabasesNameComesBack(AdaptationState state) {
        assertThat(AdaptationState.of(state.id())).isEqualTo(state);
    }
}
