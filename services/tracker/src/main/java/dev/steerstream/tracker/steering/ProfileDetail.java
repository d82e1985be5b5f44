package dev.steerstream.tracker.steering;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.tracker.history.ProfileRow;

/**
 * One version with all that its calibration found.
 *
 * @param profile the message on steering-profiles
 */
public record ProfileDetail(ProfileRow row, Report report, JsonNode profile) {
    /** A text member of the profile, or null. */
    public String of(String member) {
        JsonNode found = profile.path(member);
        return found.isValueNode() && !found.isNull() && !found.asText().isEmpty() ? found.asText() : null;
    }
}
