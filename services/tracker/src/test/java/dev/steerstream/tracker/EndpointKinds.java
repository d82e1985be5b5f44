package dev.steerstream.tracker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each endpoint of the tracker is, for the test of one tenant against another. */
final class EndpointKinds {
    private EndpointKinds() {}

    /** What an endpoint is. */
    enum Kind {
        /** Has a tenant's things: its owner sees them. */
        OWN,
        /** The same, for the tenant's operators. */
        OPERATORS,
        /** Numbers without a name in them: of who has nothing all are zero. */
        NUMBERS,
        /** For keys of every tenant. */
        INSTALLATION,
        /** For everybody. */
        OPEN,
        /** Has a test of its own. */
        STREAM,
        /** A form. */
        FORM
    }

    /** By method and path as declared. */
    static Map<String, Kind> all() {
        Map<String, Kind> cases = new LinkedHashMap<>();
        List.of("/", "/tasks", "/tasks/{task}", "/jobs", "/jobs/{job}", "/steering", "/steering/{task}")
                .forEach(path -> cases.put("GET " + path, Kind.OWN));
        List.of("/datasets", "/datasets/{dataset}", "/requests", "/requests/{request}", "/playground")
                .forEach(path -> cases.put("GET " + path, Kind.OWN));
        List.of("overview", "requests", "requests.csv")
                .forEach(path -> cases.put("GET /v1/tracker/" + path, Kind.NUMBERS));
        List.of(
                        "tasks",
                        "tasks/{task}",
                        "adaptations",
                        "generations",
                        "datasets",
                        "feed",
                        "tasks.csv",
                        "jobs.csv",
                        "jobs/{job}/{plot}.csv",
                        "tasks/{task}/strengths.csv",
                        "tasks/{task}/losses.csv",
                        "tasks/{task}/ramp.csv",
                        "steering/{task}/{version}/{plot}.csv",
                        "datasets/{dataset}/{submission}/lengths.csv",
                        "datasets/{dataset}/{submission}/tokens.csv",
                        "datasets/{dataset}/{submission}/rejected.csv",
                        "generations/{request}/tokens.csv")
                .forEach(path -> cases.put("GET /v1/tracker/" + path, Kind.OWN));
        List.of("/dead-letters", "/dead-letters/{id}", "/v1/tracker/audit.csv")
                .forEach(path -> cases.put("GET " + path, Kind.OPERATORS));
        List.of("/topics", "/topics/{topic}", "/system", "/tenant", "/v1/tracker/topics.csv", "/v1/tracker/groups.csv")
                .forEach(path -> cases.put("GET " + path, Kind.INSTALLATION));
        List.of("GET /login", "POST /login", "POST /theme", "GET /assets/{name}")
                .forEach(endpoint -> cases.put(endpoint, Kind.OPEN));
        cases.put("GET /events", Kind.STREAM);
        List.of("promote", "ramp", "ramp/end", "retire")
                .forEach(command -> cases.put("POST /tasks/{task}/" + command, Kind.FORM));
        List.of(
                        "/jobs/{job}/cancel",
                        "/jobs/{job}/retry",
                        "/datasets/publish",
                        "/datasets/adapt",
                        "/requests/{request}/cancel",
                        "/dead-letters/try",
                        "/dead-letters/settle",
                        "/playground",
                        "/tenant",
                        "/logout")
                .forEach(path -> cases.put("POST " + path, Kind.FORM));
        return cases;
    }
}
