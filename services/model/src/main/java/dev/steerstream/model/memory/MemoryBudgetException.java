package dev.steerstream.model.memory;

/** Something would take more memory than the process may have. Nothing was taken. */
public final class MemoryBudgetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long needed;
    private final long free;
    private final boolean fitsLater;

    MemoryBudgetException(String what, long needed, long free, boolean fitsLater, String budget) {
        super(what + " needs " + MemoryBudget.text(needed) + ", but " + MemoryBudget.text(Math.max(0, free))
                + " are free of the " + budget
                + (fitsLater ? ". It fits when others are done." : ". It can never fit in this process."));
        this.needed = needed;
        this.free = free;
        this.fitsLater = fitsLater;
    }

    public long needed() {
        return needed;
    }

    public long free() {
        return free;
    }

    /** Whether it fits once what comes and goes is gone. */
    public boolean fitsLater() {
        return fitsLater;
    }
}
