package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** An evaluation on its way. */
public final class Evaluation {
    private final Evaluations evaluations;
    private final String id;

    public Evaluation(Evaluations evaluations, String id) {
        this.evaluations = evaluations;
        this.id = id;
    }

    /**
     * Shows {@code watcher} every state until the evaluation ends, and returns the last.
     *
     * @throws TimeoutException where it has not ended at the limit; it goes on
     */
    public JsonNode follow(Duration limit, Adaptation.Watcher watcher)
            throws IOException, InterruptedException, TimeoutException {
        return Adaptation.follow(() -> evaluations.one(id), limit, watcher, "evaluation " + id, whatNext());
    }

    /** What a user can do about one that goes on. */
    public String whatNext() {
        String evaluate = "steer evaluate --task " + evaluations.task() + " --id " + id;
        return "see " + evaluate + " --watch, or end it with " + evaluate + " --cancel";
    }
}
