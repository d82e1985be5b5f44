package dev.steerstream.decoder.running;

/**
 * How busy a decoding loop is.
 *
 * @param interactive answers that decode now in that lane
 * @param batch answers that decode now in that lane
 * @param waitingInteractive requests of that lane, or that must run alone, with answers that wait for a slot
 * @param waitingBatch requests of that lane with answers that wait for a slot
 */
public record Load(int interactive, int batch, int waitingInteractive, int waitingBatch) {
    static final Load NONE = new Load(0, 0, 0, 0);

    public int running() {
        return interactive + batch;
    }

    public int waiting() {
        return waitingInteractive + waitingBatch;
    }

    /**
     * Whether a record of this lane should be taken now: one that could not run soon would run sooner in another decoder.
     *
     * @param slots answers that decode together
     * @param batchSlots of them reserved for batch requests
     */
    public boolean admits(Lane lane, int slots, int batchSlots) {
        if (lane == Lane.INTERACTIVE) return waitingInteractive == 0 && running() < slots;
        return waitingBatch == 0 && (running() < Math.max(1, slots - 1) || batch < batchSlots);
    }
}
