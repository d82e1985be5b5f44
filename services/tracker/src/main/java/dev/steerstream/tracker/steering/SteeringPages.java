package dev.steerstream.tracker.steering;

import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.tracker.view.TaskViews;
import dev.steerstream.work.errors.SteerStreamException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Brings together what the steering pages show. */
@Singleton
class SteeringPages {
    private static final int TASKS = 30;

    private final SteeringQueries queries;
    private final EvaluationDocuments documents;
    private final TaskViews tasks;
    private final LiveViews live;

    SteeringPages(SteeringQueries queries, EvaluationDocuments documents, TaskViews tasks, LiveViews live) {
        this.queries = queries;
        this.documents = documents;
        this.tasks = tasks;
        this.live = live;
    }

    SteeringListView list(String tenant, String after) {
        Loading loading = new Loading();
        Cursor from = Cursor.of(after);
        var page = loading.stored(() -> tasks.tasks(tenant, from, TASKS));
        return new SteeringListView(loading.obstacles(live.obstacles()), after == null, page);
    }

    /** @param asked which version; null is the one in force, else the newest */
    SteeringView one(String tenant, String task, Long asked) {
        Loading loading = new Loading();
        Section<List<ProfileRow>> versions = loading.stored(() -> {
            tasks.task(tenant, task);
            return queries.versions(tenant, task);
        });
        Section<ProfileDetail> profile = loading.stored(
                () -> versions.value() == null || versions.value().isEmpty()
                        ? null
                        : queries.profile(tenant, task, chosen(task, versions.value(), asked))
                                .orElse(null));
        ProfileDetail detail = profile.value();
        return new SteeringView(
                task,
                loading.obstacles(live.obstacles()),
                versions,
                profile,
                detail == null ? null : SteeringPlots.of(task, detail.row().version(), detail.report()),
                detail == null ? null : Box.of(detail.report()),
                loading.stored(() -> detail == null
                        ? null
                        : dose(tenant, task, detail.row().version()).orElse(null)),
                loading.stored(() -> queries.evaluations(tenant, task)));
    }

    /** Of the version's latest evaluation that measured one. */
    Optional<DoseResponse> dose(String tenant, String task, long version) {
        return queries.dosed(tenant, task, version)
                .map(dosed -> DoseResponse.of(
                        dosed.evaluation(),
                        documents.read(tenant, dosed.digest()),
                        SteeringPlots.address(task, version)));
    }

    /** @throws SteerStreamException user {@code UNKNOWN_PROFILE} */
    ProfileDetail profile(String tenant, String task, long version) {
        ProfileRow row = chosen(task, queries.versions(tenant, task), version);
        return queries.profile(tenant, task, row).orElseThrow(() -> unknown(task, version));
    }

    private static ProfileRow chosen(String task, List<ProfileRow> versions, Long asked) {
        return versions.stream()
                .filter(version -> asked == null ? version.state().equals("in_force") : version.version() == asked)
                .findFirst()
                .or(() -> asked == null ? versions.stream().findFirst() : Optional.empty())
                .orElseThrow(() -> unknown(task, asked));
    }

    private static SteerStreamException unknown(String task, Long version) {
        return SteerStreamException.user(
                "UNKNOWN_PROFILE",
                "task " + task + " has no profile version " + version,
                "The task's page lists its versions.");
    }
}
