package dev.steerstream.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** A submission on its way through ingest. */
public final class DatasetPublication {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int NOT_FOUND = 404;

    private final GatewayClient client;
    private final String dataset;
    private final String submission;

    public DatasetPublication(GatewayClient client, String dataset, String submission) {
        this.client = client;
        this.dataset = dataset;
        this.submission = submission;
    }

    /** Whether an ended submission can be trained on. */
    public static boolean sealed(JsonNode ended) {
        return ended.path("state").asText().equalsIgnoreCase("sealed");
    }

    /**
     * Waits until the submission is sealed, rejected or incomplete, and returns it.
     *
     * @throws TimeoutException where it is still received at the limit
     */
    public JsonNode awaitEnd(Duration limit) throws IOException, InterruptedException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            try {
                JsonNode state = client.submission(dataset, submission);
                if (!state.path("state").asText().equalsIgnoreCase("receiving")) return state;
            } catch (ProblemException answered) {
                // Its rows are on the way: the registry does not know the submission before they end.
                if (answered.problem().status() != NOT_FOUND) throw answered;
            }
            Thread.sleep(POLL.toMillis());
        }
        throw new TimeoutException("submission " + submission + " of dataset " + dataset + " has not ended after "
                + limit.toSeconds() + " s; look again with steer dataset describe " + dataset);
    }
}
