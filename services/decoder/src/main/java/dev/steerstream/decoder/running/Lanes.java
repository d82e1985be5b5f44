package dev.steerstream.decoder.running;

import dev.steerstream.work.errors.SteerStreamException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which waiting answer joins next. A request that broke decoders before runs alone: nothing joins until the batch is empty, then nothing but it.
 * Otherwise interactive answers come first, but batch answers may take their reserved slots; while nothing interactive waits, batch answers take all
 * slots but one. Within a lane requests join in the order they came. One thread.
 */
final class Lanes {
    private final int slots;
    private final int batchSlots;
    private final Deque<RunningRequest> alone = new ArrayDeque<>();
    private final Map<Lane, Deque<RunningRequest>> waiting = new EnumMap<>(Lane.class);

    /**
     * @param slots answers that decode together, at least 1
     * @param batchSlots of them reserved for batch requests, 0 to slots - 1 (with one slot 0: then batch takes it when it is free)
     */
    Lanes(int slots, int batchSlots) {
        if (slots < 1 || batchSlots < 0 || batchSlots >= slots) {
            throw SteerStreamException.user(
                    "INVALID_SETTING",
                    "steerstream.decoder.slots is " + slots + " and steerstream.decoder.batch-slots is " + batchSlots
                            + ": there must be at least one slot, and one that is not reserved for batch requests",
                    "Give it more slots, or reserve fewer of them.");
        }
        this.slots = slots;
        this.batchSlots = batchSlots;
        for (Lane lane : Lane.values()) waiting.put(lane, new ArrayDeque<>());
    }

    void add(RunningRequest request) {
        (request.alone() ? alone : waiting.get(request.lane())).add(request);
    }

    /** The load with these requests here. */
    Load load(Collection<RunningRequest> requests) {
        int interactive = 0;
        int batch = 0;
        for (RunningRequest request : requests) {
            if (request.lane() == Lane.BATCH) batch += request.decoding();
            else interactive += request.decoding();
        }
        int waitingBatch = waiting.get(Lane.BATCH).size();
        return new Load(interactive, batch, size() - waitingBatch, waitingBatch);
    }

    /**
     * The request whose next answer joins now.
     *
     * @param aloneRunning the request that runs alone now, or null
     */
    Optional<RunningRequest> next(Load load, RunningRequest aloneRunning) {
        if (load.running() >= slots) return Optional.empty();
        return head(load, aloneRunning).filter(request -> load.running() + request.width() <= slots);
    }

    /** What joins next, once there is room for it: a wide search waits at the head of its lane until enough others have ended. */
    private Optional<RunningRequest> head(Load load, RunningRequest aloneRunning) {
        if (aloneRunning != null) return Optional.of(aloneRunning).filter(RunningRequest::waiting);
        RunningRequest suspect = head(alone);
        if (suspect != null) return load.running() == 0 ? Optional.of(suspect) : Optional.empty();
        RunningRequest first = head(waiting.get(Lane.INTERACTIVE));
        RunningRequest second = head(waiting.get(Lane.BATCH));
        if (second == null) return Optional.ofNullable(first);
        int batch = load.batch() + second.width();
        if (first == null) {
            // A search that takes all slots runs where nothing else does.
            return batch <= Math.max(1, slots - 1) || load.running() == 0 ? Optional.of(second) : Optional.empty();
        }
        return Optional.of(batch <= batchSlots ? second : first);
    }

    int size() {
        return alone.size() + waiting.values().stream().mapToInt(Deque::size).sum();
    }

    /** The first request of a lane that still has an answer to begin. */
    private static RunningRequest head(Deque<RunningRequest> lane) {
        while (!lane.isEmpty() && !lane.peek().waiting()) lane.remove();
        return lane.peek();
    }
}
