package dev.steerstream.tracker.tasks;

import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.live.RequestFigures;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.tracker.view.TaskView;
import java.util.List;

/**
 * The list of tasks.
 *
 * @param base requests without a task; missing where there were none
 */
record TasksView(
        String stream,
        boolean firstPage,
        List<String> obstacles,
        Section<Page<TaskView>> tasks,
        Section<RequestFigures> base) {}
