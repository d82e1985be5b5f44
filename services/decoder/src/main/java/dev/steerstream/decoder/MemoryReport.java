package dev.steerstream.decoder;

import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.memory.MemoryPart;

/** The memory budget as metrics show it: the limit, and what each part has reserved of it. */
final class MemoryReport {
    private MemoryReport() {}

    static void show(MemoryBudget budget, GenerationMetrics metrics) {
        metrics.gauge("memory.budget.bytes", "memory that this process may take", budget::bytes);
        metrics.gauge("memory.free.bytes", "memory of the budget that nobody has reserved", budget::free);
        for (MemoryPart part : MemoryPart.values()) {
            metrics.gauge(
                    "memory.reserved." + part.label() + ".bytes",
                    "memory of the budget reserved for " + part.label(),
                    () -> budget.taken(part));
        }
    }
}
