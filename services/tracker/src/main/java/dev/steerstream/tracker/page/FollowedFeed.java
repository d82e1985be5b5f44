package dev.steerstream.tracker.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.stream.Followed;
import java.util.Map;

/**
 * The feed alone, as JSON, for programs.
 *
 * @param task only its lines, or null for all
 */
record FollowedFeed(String tenant, String task) implements Followed {

    @Override
    public boolean shows(FeedEntry line) {
        return task == null || task.equals(line.task());
    }

    @Override
    public String line(FeedEntry line) {
        try {
            return Contracts.mapper().writeValueAsString(line);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a line of the feed cannot be written as JSON", impossible);
        }
    }

    @Override
    public int mostLines() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Map<String, String> parts() {
        return Map.of();
    }
}
