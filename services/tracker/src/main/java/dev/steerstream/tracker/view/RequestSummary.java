package dev.steerstream.tracker.view;

import dev.steerstream.tracker.live.RequestFigures;
import dev.steerstream.tracker.live.RequestMinute;
import java.util.List;

/**
 * Requests as the topology counted them.
 *
 * @param recent the last minutes
 * @param minutes the last hour, oldest first
 */
public record RequestSummary(RequestFigures recent, List<RequestMinute> minutes) {
    public RequestSummary {
        minutes = List.copyOf(minutes);
    }
}
