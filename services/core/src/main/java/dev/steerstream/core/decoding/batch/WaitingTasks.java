package dev.steerstream.core.decoding.batch;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The door of a batch, through which other threads reach it: tasks that wait to join, requests that are to be cancelled, and how many tasks have
 * come and not ended. {@link #add}, {@link #cancel} and {@link #load} may be called from any thread, the rest from the batch's own.
 */
final class WaitingTasks {
    private final Queue<DecodingTask> tasks = new ConcurrentLinkedQueue<>();
    private final Queue<String> cancellations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger load = new AtomicInteger();

    void add(DecodingTask task) {
        load.incrementAndGet();
        tasks.add(task);
    }

    void cancel(String request) {
        cancellations.add(request);
    }

    /** Tasks that came and have not {@link #ended}. */
    int load() {
        return load.get();
    }

    void ended() {
        load.decrementAndGet();
    }

    /** The first in the queue, or null. */
    DecodingTask peek() {
        return tasks.peek();
    }

    /** The first one leaves the queue, and goes on to count. */
    void join() {
        tasks.remove();
    }

    /** Requests that were to be cancelled since the last call. */
    Set<String> takeCancellations() {
        if (cancellations.isEmpty()) {
            return Set.of();
        }
        Set<String> requests = new HashSet<>();
        for (String request = cancellations.poll(); request != null; request = cancellations.poll()) {
            requests.add(request);
        }
        return requests;
    }

    /** The waiting tasks of these requests leave the queue, one after another as they are taken. */
    void take(Set<String> requests, Consumer<DecodingTask> taker) {
        for (Iterator<DecodingTask> all = tasks.iterator(); all.hasNext(); ) {
            DecodingTask task = all.next();
            if (requests.contains(task.request())) {
                all.remove();
                taker.accept(task);
            }
        }
    }

    /** Every task that waits is to be cancelled. */
    void cancelAll() {
        for (DecodingTask task : tasks) {
            cancellations.add(task.request());
        }
    }
}
