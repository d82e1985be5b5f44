package dev.steerstream.gateway.adaptations;

import dev.steerstream.gateway.adaptations.AcceptedAdaptations.Accepted;
import dev.steerstream.gateway.http.RecentlyAccepted;
import jakarta.inject.Singleton;

/** Starts that this replica sent and the trainer may not have stored yet. */
@Singleton
public class AcceptedAdaptations extends RecentlyAccepted<Accepted> {

    /** What was asked for. */
    public record Accepted(String task, String dataset, String submission, String contentHash) {}
}
