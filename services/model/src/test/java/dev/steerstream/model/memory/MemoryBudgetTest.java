package dev.steerstream.model.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steerstream.model.ModelFailures;
import dev.steerstream.schemas.Failure;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void whatIsReservedIsNotFreeUntilItIsGivenBackOnce() {
        MemoryBudget budget = MemoryBudget.of(100 * MEBIBYTE, "a test");
        MemoryBudget.Reservation weights = budget.reserve(MemoryPart.WEIGHTS, "The model", 60 * MEBIBYTE);
        assertThat(budget.free()).isEqualTo(40 * MEBIBYTE);
        assertThat(budget.taken(MemoryPart.WEIGHTS)).isEqualTo(60 * MEBIBYTE);
        weights.close();
        weights.close();
        assertThat(budget.free()).isEqualTo(budget.bytes());
    }

    @Test
    void aRefusalNamesNeedHaveRuleAndOwnersAndTakesNothing() {
        MemoryBudget budget = MemoryBudget.of(100 * MEBIBYTE, "steerstream.memory");
        budget.reserve(MemoryPart.WEIGHTS, "The model", 60 * MEBIBYTE);
        assertThatThrownBy(() -> budget.reserve(MemoryPart.ADAPTERS, "Attaching adapter abc", 50 * MEBIBYTE))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessage("Attaching adapter abc needs 50.0 MiB, but 40.0 MiB are free of the memory budget 100.0 MiB"
                        + " (steerstream.memory): weights 60.0 MiB, free 40.0 MiB. It can never fit in this process.");
        assertThat(budget.free()).isEqualTo(40 * MEBIBYTE);
    }

    @Test
    void whatFitsLaterIsTriedAgainAndWhatNeverFitsIsNot() {
        MemoryBudget budget = MemoryBudget.of(100 * MEBIBYTE, "a test");
        budget.reserve(MemoryPart.WEIGHTS, "The model", 20 * MEBIBYTE);
        MemoryBudget.Reservation adapter = budget.reserve(MemoryPart.ADAPTERS, "An adapter", 50 * MEBIBYTE);
        MemoryBudgetException later = refusal(budget, 70 * MEBIBYTE);
        MemoryBudgetException never = refusal(budget, 90 * MEBIBYTE);
        assertThat(later.fitsLater()).isTrue();
        assertThat(ModelFailures.of(later)).map(Failure::kind).contains(Failure.Kind.TRANSIENT);
        assertThat(never.fitsLater()).isFalse();
        assertThat(ModelFailures.of(never)).map(Failure::kind).contains(Failure.Kind.USER);
        adapter.close();
        budget.reserve(MemoryPart.ADAPTERS, "Another adapter", 70 * MEBIBYTE);
    }

    private static MemoryBudgetException refusal(MemoryBudget budget, long bytes) {
        return catchThrowableOfType(
                MemoryBudgetException.class, () -> budget.reserve(MemoryPart.ADAPTERS, "An adapter", bytes));
    }

    @Test
    void theProcessHasItsContainersOrMachinesMemoryWithoutItsVirtualMachine() {
        MemoryBudget budget = MemoryBudget.ofProcess(Optional.empty());
        assertThat(budget.bytes()).isGreaterThan(1L << 30);
        assertThat(budget.taken(MemoryPart.JVM))
                .isGreaterThan(Runtime.getRuntime().maxMemory());
        assertThat(budget.toString()).contains("jvm").contains("machine's memory");
        assertThatThrownBy(() -> MemoryBudget.ofProcess(Optional.of(64 * MEBIBYTE)))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessageContaining("The virtual machine")
                .hasMessageContaining("steerstream.memory");
    }
}
