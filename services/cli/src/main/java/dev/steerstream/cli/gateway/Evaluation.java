package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** An evaluation on its way. */
public final class Evaluation {
    private final GatewayClient client;
    private final String task;
    private final String id;

    public Evaluation(GatewayClient client, String task, String id) {
        this.client = client;
        this.task = task;
        this.id = id;
    }

    /**
     * Shows {@code watcher} every state until the evaluation ends, and returns the last.
     *
     * @throws TimeoutException where it has not ended at the limit; it goes on
     */
    public JsonNode follow(Duration limit, Adaptation.Watcher watcher)
            throws IOException, InterruptedException, TimeoutException {
        return Adaptation.follow(() -> client.evaluation(task, id), limit, watcher, "evaluation " + id, whatNext());
    }

    /** What a user can do about one that goes on. */
    public String whatNext() {
        String evaluate = "steer evaluate --task " + task + " --id " + id;
        return "see " + evaluate + " --watch, or end it with " + evaluate + " --cancel";
    }
}
