package dev.steerstream.decoder.running;

import dev.steerstream.core.decoding.batch.ContinuousBatch;
import dev.steerstream.core.decoding.sequence.SequenceModel;
import dev.steerstream.decoder.topic.Cancellations.RequestName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one decoding thread: requests of any task join and leave between its steps. {@link #submit}, {@link #stop}, {@link #stopAll} and the
 * counters are safe from any thread; all else happens on the loop's own.
 */
public final class DecodingLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecodingLoop.class);

    /** A prompt's forward holds running answers up, so one joins between two steps. */
    private static final int OPENS_PER_STEP = 1;

    private final ContinuousBatch batch;
    private final Lanes lanes;
    private final LinkedBlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();
    private final Map<RequestName, RunningRequest> requests = new HashMap<>();
    private final Thread thread = new Thread(this::run, "decoding");
    private RunningRequest alone;
    private volatile boolean closing;
    private volatile Load load = Load.NONE;

    private DecodingLoop(SequenceModel model, int slots, int batchSlots) {
        this.lanes = new Lanes(slots, batchSlots);
        this.batch = new ContinuousBatch(model, slots, OPENS_PER_STEP);
    }

    /**
     * @param slots answers that decode together
     * @param batchSlots of them reserved for batch requests
     */
    public static DecodingLoop start(SequenceModel model, int slots, int batchSlots) {
        DecodingLoop loop = new DecodingLoop(model, slots, batchSlots);
        loop.thread.setDaemon(true);
        loop.thread.start();
        return loop;
    }

    /** Queues a request; what becomes of it is told by {@link RunningRequest#decoded()}. */
    public CompletableFuture<Decoded> submit(RunningRequest request) {
        commands.add(() -> {
            if (closing) request.stop(StopReason.SHUTDOWN);
            if (request.ended()) return;
            requests.put(request.name(), request);
            lanes.add(request);
        });
        return request.decoded();
    }

    /** Stops a request at its next token; one that is not here is ignored. */
    public void stop(RequestName name, StopReason reason) {
        commands.add(() -> stopNow(requests.get(name), reason));
    }

    /** Stops every request that is here. */
    public void stopAll(StopReason reason) {
        commands.add(() -> List.copyOf(requests.values()).forEach(request -> stopNow(request, reason)));
    }

    /** How busy the loop is, as of its last step. */
    public Load load() {
        return load;
    }

    private void stopNow(RunningRequest request, StopReason reason) {
        if (request == null) return;
        request.stop(reason);
        batch.cancel(request.name().toString());
    }

    private void run() {
        try {
            while (!closing || !requests.isEmpty()) {
                obey();
                admit();
                if (batch.load() > 0) batch.step();
                forgetEnded();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (Throwable broken) {
            // Nothing that a request does can come here: core fails the request alone. The process is no good any more;
            // liveness shows it.
            LOG.error("the decoding loop ended by a defect", broken);
        } finally {
            batch.close();
        }
    }

    /** Runs what others asked for; waits for it where there is nothing to decode. */
    private void obey() throws InterruptedException {
        Runnable command =
                batch.load() == 0 && lanes.size() == 0 ? commands.poll(1, TimeUnit.SECONDS) : commands.poll();
        while (command != null) {
            command.run();
            command = commands.poll();
        }
    }

    private void admit() {
        for (var next = next(); next != null; next = next()) {
            if (next.alone()) alone = next;
            batch.submit(next.join());
        }
        load = lanes.load(requests.values());
    }

    private RunningRequest next() {
        return lanes.next(lanes.load(requests.values()), alone).orElse(null);
    }

    private void forgetEnded() {
        requests.values().removeIf(RunningRequest::ended);
        if (alone != null && alone.ended()) alone = null;
        load = lanes.load(requests.values());
    }

    /** Whether the thread lives; where it does not, this process answers nothing any more. */
    public boolean alive() {
        return thread.isAlive();
    }

    /** Takes no more requests, stops those that are here as {@link StopReason#SHUTDOWN}, and ends the thread. */
    @Override
    public void close() {
        closing = true;
        stopAll(StopReason.SHUTDOWN);
        try {
            thread.join(Duration.ofSeconds(30).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
