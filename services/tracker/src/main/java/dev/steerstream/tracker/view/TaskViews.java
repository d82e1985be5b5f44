package dev.steerstream.tracker.view;

import dev.steerstream.tracker.history.AdaptationQueries;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.history.TaskQueries;
import dev.steerstream.tracker.history.TaskRow;
import dev.steerstream.tracker.live.RequestFigures;
import dev.steerstream.work.errors.SteerStreamException;
import jakarta.inject.Singleton;
import java.util.List;

/** Tasks and adaptations: the database's rows with what is known of them live. */
@Singleton
public class TaskViews {
    private final TaskQueries tasks;
    private final AdaptationQueries adaptations;
    private final LiveViews live;

    public TaskViews(TaskQueries tasks, AdaptationQueries adaptations, LiveViews live) {
        this.tasks = tasks;
        this.adaptations = adaptations;
        this.live = live;
    }

    /** By name. */
    public Page<TaskView> tasks(String tenant, Cursor after, int limit) {
        Page<TaskRow> rows = tasks.tasks(tenant, after, limit);
        List<TaskView> shown =
                rows.items().stream().map(row -> view(tenant, row)).toList();
        return new Page<>(shown, rows.next());
    }

    /** @throws SteerStreamException user {@code UNKNOWN_TASK} */
    public TaskView task(String tenant, String task) {
        return tasks.task(tenant, task)
                .map(row -> view(tenant, row))
                .orElseThrow(() -> SteerStreamException.user(
                        "UNKNOWN_TASK",
                        "task \"" + task.substring(0, Math.min(200, task.length())) + "\" is not known in tenant "
                                + tenant,
                        "The overview lists the tasks; a task begins with its first adaptation."));
    }

    /** @param task of which task, or null for all */
    public Page<AdaptationRow> adaptations(String tenant, String task, Cursor after, int limit) {
        Page<AdaptationRow> rows = adaptations.adaptations(tenant, task, after, limit);
        return new Page<>(
                rows.items().stream().map(row -> live.progress(tenant, row)).toList(), rows.next());
    }

    private TaskView view(String tenant, TaskRow row) {
        RequestFigures figures =
                new Loading().live(() -> live.figures(tenant, row.task())).value();
        return TaskView.of(row, live.progress(tenant, row.adaptation()), figures);
    }
}
