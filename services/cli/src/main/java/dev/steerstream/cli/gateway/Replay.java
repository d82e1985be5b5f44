package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** A replay on its way. */
public final class Replay {
    private final GatewayClient client;
    private final String task;
    private final String id;

    public Replay(GatewayClient client, String task, String id) {
        this.client = client;
        this.task = task;
        this.id = id;
    }

    /**
     * Shows {@code watcher} every state until the replay ends, and returns the last.
     *
     * @throws TimeoutException where it has not ended at the limit; it goes on
     */
    public JsonNode follow(Duration limit, Adaptation.Watcher watcher)
            throws IOException, InterruptedException, TimeoutException {
        return Adaptation.follow(
                () -> client.replay(task, id),
                limit,
                watcher,
                "replay " + id,
                "follow it with --attach " + id + ", or end it with --cancel " + id);
    }
}
