package dev.steerstream.tracker.system;

import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.system.StorageQueries.AuditRow;
import dev.steerstream.tracker.system.StorageQueries.Storage;
import dev.steerstream.tracker.view.Section;
import java.util.List;

/** What the system page shows. */
record SystemView(
        List<String> obstacles,
        SystemFacts facts,
        Section<Storage> storage,
        boolean firstPage,
        Section<Page<AuditRow>> audit) {}
