package dev.steerstream.decoder;

import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.memory.MemoryPart;

/** The memory budget as metrics show it: the limit, and what each part has reserved of it. */
final class MemoryReport {
    private MemoryReport() {}

    static void show(MemoryBudget budget, GenerationMetrics metrics) {
        metrics.memory("budget", "", "Memory that this process may take", budget::bytes);
        metrics.memory("free", "", "Memory of the budget that nobody has reserved", budget::free);
        for (MemoryPart part : MemoryPart.values()) {
            metrics.memory(
                    "reserved",
                    part.label(),
                    "Memory of the budget by what it is reserved for",
                    () -> budget.taken(part));
        }
    }
}
