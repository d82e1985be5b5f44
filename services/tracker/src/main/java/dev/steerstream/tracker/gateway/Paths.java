package dev.steerstream.tracker.gateway;

import dev.steerstream.work.adaptations.ResourceIds;

/** The gateway's addresses. Ids follow their rule, so that none leaves its place in a path. */
public final class Paths {
    private Paths() {}

    public static String task(String task, String end) {
        return "/v1/tasks/" + ResourceIds.require("task", task) + end;
    }

    public static String adaptation(String adaptation, String end) {
        return "/v1/adaptations/" + ResourceIds.require("adaptation", adaptation) + end;
    }

    public static String submissions(String dataset) {
        return "/v1/datasets/" + ResourceIds.require("dataset", dataset) + "/submissions";
    }

    public static String generation(String request, String end) {
        return "/v1/generations/" + ResourceIds.require("request", request) + end;
    }
}
