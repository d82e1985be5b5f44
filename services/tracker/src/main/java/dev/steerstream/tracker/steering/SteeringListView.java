package dev.steerstream.tracker.steering;

import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.tracker.view.TaskView;
import java.util.List;

/** Tasks by the strength that is in force. */
record SteeringListView(List<String> obstacles, boolean firstPage, Section<Page<TaskView>> tasks) {}
