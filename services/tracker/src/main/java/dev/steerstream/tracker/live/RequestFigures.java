package dev.steerstream.tracker.live;

import dev.steerstream.tracker.topology.RequestWindow;
import dev.steerstream.tracker.topology.RequestWindow.Counts;

/**
 * Requests that ended within the last seconds.
 *
 * @param seconds how long the period is
 * @param requestsPerSecond ended ones, mean over the period
 * @param tokensPerSecond answer tokens, mean over the period
 * @param queue from the request to the first start
 * @param firstToken from the request to the first token
 * @param whole from the request to its end
 */
public record RequestFigures(
        double seconds,
        Counts counts,
        double requestsPerSecond,
        double tokensPerSecond,
        LatencySummary queue,
        LatencySummary firstToken,
        LatencySummary whole) {

    static RequestFigures of(RequestWindow window, double seconds) {
        Counts counts = window.counts();
        return new RequestFigures(
                seconds,
                counts,
                counts.ended() / seconds,
                counts.tokens() / seconds,
                LatencySummary.of(window.queue()),
                LatencySummary.of(window.firstToken()),
                LatencySummary.of(window.whole()));
    }
}
