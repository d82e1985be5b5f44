package dev.steerstream.tracker.tasks;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.GenerationRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.page.Plot;
import dev.steerstream.tracker.view.RequestSummary;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.tracker.view.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What a task's page shows.
 *
 * @param commanded the word for what was commanded a moment ago, or null
 * @param notice the sentence of that word, or null
 * @param profiles newest first
 * @param strengths over the versions; null where the profiles are missing
 * @param losses held out, over the versions; null where the profiles are missing
 * @param ramp missing where the task never had one
 * @param feed newest first
 */
record TaskDetailView(
        String name,
        String stream,
        String commanded,
        String notice,
        List<String> obstacles,
        Section<TaskView> task,
        Section<RequestSummary> requests,
        Section<List<ProfileRow>> profiles,
        Plot strengths,
        Plot losses,
        Section<RampRow> ramp,
        Section<Page<AdaptationRow>> adaptations,
        Section<Page<GenerationRow>> generations,
        Section<List<FeedEntry>> feed) {

    private static final String NOTHING = "ignored";
    private static final Duration JUST_NOW = Duration.ofMinutes(2);

    /** For the forms: what is not in force comes first, since commanding what is in force changes nothing. */
    public List<ProfileRow> choices() {
        return profiles.value().stream()
                .sorted(Comparator.comparing(profile -> profile.state().equals("in_force")))
                .toList();
    }

    /** The newest version where calibration held it back; null where none waits for a decision. */
    public ProfileRow heldBack() {
        List<ProfileRow> versions = profiles.value();
        return versions == null
                        || versions.isEmpty()
                        || !versions.get(0).state().equals("candidate")
                ? null
                : versions.get(0);
    }

    /** What became of the command that was sent a moment ago; null while nothing is known of it. */
    public FeedEntry outcome() {
        if (notice == null || feed.value() == null) return null;
        return feed.value().stream()
                .filter(line -> line.event().equals(NOTHING) || line.event().equals(commanded) || ramp(line))
                .findFirst()
                .filter(line -> line.at().isAfter(Instant.now().minus(JUST_NOW)))
                .orElse(null);
    }

    private boolean ramp(FeedEntry line) {
        return line.event().equals("ramped") && commanded.startsWith("ramp");
    }

    /** Whether the newest adaptation can still be cancelled or the task commanded at all. */
    public boolean known() {
        return task.value() != null;
    }
}
