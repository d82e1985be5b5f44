package dev.steerstream.work.database;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Answers many callers at once: while the work on some goes on, those that come meanwhile gather and go together next. So a group is as large as the load
 * makes it, one transaction and one write to the disk serve all of it, and who comes alone waits for nobody.
 *
 * <p>One thread of its own, until {@link #close()}; safe from any thread.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class Gathering<Q, A> implements AutoCloseable {
    private static final int MOST = 256;

    private final BlockingQueue<Asked<Q, A>> waiting = new LinkedBlockingQueue<>();
    private final ToLongFunction<Q> weight;
    private final long heaviest;
    private final Function<List<Q>, List<A>> work;
    private final Thread thread;
    private volatile boolean closed;

    private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

    private Gathering(String name, ToLongFunction<Q> weight, long heaviest, Function<List<Q>, List<A>> work) {
        this.weight = weight;
        this.heaviest = heaviest;
        this.work = work;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /**
     * Begins.
     *
     * @param name of the thread
     * @param work an answer for each question, in their order. It must be repeatable: a group that fails is worked off again one by one, so that a question
     *     that cannot be answered fails alone
     */
    public static <Q, A> Gathering<Q, A> start(String name, Function<List<Q>, List<A>> work) {
        return start(name, question -> 0, 0, work);
    }

    /**
     * As above with questions of different sizes.
     *
     * @param heaviest that the weights of a group add up to, unless a single one is heavier
     */
    public static <Q, A> Gathering<Q, A> start(
            String name, ToLongFunction<Q> weight, long heaviest, Function<List<Q>, List<A>> work) {
        Gathering<Q, A> gathering = new Gathering<>(name, weight, heaviest, work);
        gathering.thread.start();
        return gathering;
    }

    /** The answer as soon as it is there; completed on this gathering's thread, where nobody may linger. */
    public CompletableFuture<A> ask(Q question) {
        Asked<Q, A> asked = new Asked<>(question, new CompletableFuture<>());
        waiting.add(asked);
        if (closed) refuse();
        return asked.answer();
    }

    /** Waits for the answer. Throws what the work threw. */
    public A answer(Q question) {
        try {
            return ask(question).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException thrown) throw thrown;
            throw failed;
        }
    }

    private void run() {
        List<Asked<Q, A>> group = new ArrayList<>();
        try {
            while (!closed) {
                gather(waiting.take(), group);
                answer(group);
                group.clear();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            refuse();
        }
    }

    /** The first of those that wait, and what goes with it. */
    private void gather(Asked<Q, A> first, List<Asked<Q, A>> group) {
        long together = 0;
        for (Asked<Q, A> next = first; next != null; next = waiting.poll()) {
            group.add(next);
            together += weight.applyAsLong(next.question());
            Asked<Q, A> coming = waiting.peek();
            if (coming == null || group.size() == MOST) return;
            if (together + weight.applyAsLong(coming.question()) > heaviest) return;
        }
    }

    private void answer(List<Asked<Q, A>> group) {
        try {
            List<A> answers = work.apply(group.stream().map(Asked::question).toList());
            for (int i = 0; i < group.size(); i++) group.get(i).answer().complete(answers.get(i));
        } catch (RuntimeException | Error thrown) {
            // Where the database is away it is away for each of them.
            if (group.size() > 1 && Failures.of(thrown).kind() != Failure.Kind.TRANSIENT) {
                group.forEach(one -> answer(List.of(one)));
            } else {
                group.forEach(one -> one.answer().completeExceptionally(thrown));
            }
        }
    }

    private void refuse() {
        List<Asked<Q, A>> left = new ArrayList<>();
        waiting.drainTo(left);
        left.forEach(one -> one.answer()
                .completeExceptionally(SteerStreamException.passing(
                        "STOPPING", "the service is stopping", "Send the same again: another one takes over.")));
    }

    /** Ends the thread; what still waits fails. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
