package dev.steerstream.gateway;

import dev.steerstream.work.keys.Scope;
import java.util.HashMap;
import java.util.Map;

/**
 * How an endpoint is asked by one tenant for another's possessions.
 *
 * @param scope that it needs
 * @param body null for none
 * @param seen whether its owner gets what is called {@code alpha} from it
 */
record EndpointCase(Scope scope, String type, String body, boolean seen) {

    static Map<String, EndpointCase> all() {
        Map<String, EndpointCase> cases = new HashMap<>();
        for (String list : new String[] {
            "/v1/datasets",
            "/v1/datasets/{dataset}",
            "/v1/datasets/{dataset}/submissions/{submission}",
            "/v1/datasets/{dataset}/submissions/{submission}/rejects",
            "/v1/tasks",
            "/v1/tasks/{task}",
            "/v1/tasks/{task}/evaluations",
            "/v1/tasks/{task}/evaluations/{evaluation}",
            "/v1/tasks/{task}/ramp",
            "/v1/tasks/{task}/replays",
            "/v1/tasks/{task}/replays/{replay}",
            "/v1/tasks/{task}/replays/{replay}/items",
            "/v1/adaptations",
            "/v1/adaptations/{adaptation}",
            "/v1/generations/{id}"
        }) cases.put("GET " + list, new EndpointCase(Scope.READ, null, null, true));
        cases.put("GET /v1/adaptations/{adaptation}/events (events)", new EndpointCase(Scope.READ, null, null, true));
        // Tokens have no names; the report and the export need what only a worker makes; decoders are everybody's.
        for (String nameless : new String[] {
            "/v1/generations/{id}/detail",
            "/v1/tasks/{task}/evaluations/{evaluation}/report",
            "/v1/tasks/{task}/profiles/{version}/export",
            "/v1/decoders"
        }) cases.put("GET " + nameless, new EndpointCase(Scope.READ, null, null, false));

        submit(
                cases,
                "POST /v1/tasks/{task}/adaptations",
                "{\"dataset\":\"alpha-dataset\",\"adaptation\":\"alpha-adaptation\"}");
        submit(cases, "POST /v1/adaptations/{adaptation}/cancel", "{}");
        submit(cases, "POST /v1/tasks/{task}/evaluations", "{\"evaluation\":\"alpha-evaluation\"}");
        submit(cases, "POST /v1/tasks/{task}/evaluations/{evaluation}/cancel", "{}");
        submit(cases, "POST /v1/tasks/{task}/replays", "{\"profile_version\":1,\"since\":\"2026-01-01T00:00:00Z\"}");
        submit(cases, "POST /v1/tasks/{task}/replays/{replay}/cancel", null);
        submit(cases, "POST /v1/generations", "{\"id\":\"alpha-request\",\"prompt\":\"x\",\"task\":\"alpha-task\"}");
        submit(
                cases,
                "POST /v1/generations (events)",
                "{\"id\":\"alpha-request\",\"prompt\":\"x\",\"task\":\"alpha-task\"}");
        submit(cases, "POST /v1/generations/{id}/cancel", null);
        cases.put(
                "POST /v1/datasets/{dataset}/submissions",
                new EndpointCase(
                        Scope.SUBMIT, "application/jsonl", "{\"prompt\":\"a\",\"completion\":\"b\"}\n", false));

        operate(cases, "POST /v1/tasks/{task}/promote", "{\"version\":1}");
        operate(cases, "POST /v1/tasks/{task}/ramp", "{\"version\":1,\"share\":0.25}");
        cases.put(
                "POST /v1/tasks/{task}/profiles",
                new EndpointCase(Scope.OPERATE, "application/zip", "not a zip", false));
        operate(cases, "POST /v1/keys", "{\"name\":\"mine\"}");
        operate(cases, "DELETE /v1/keys/{key}", null);
        submit(cases, "POST /v1/adaptations/{adaptation}/retry", null);
        submit(cases, "POST /v1/datasets/{dataset}/submissions/{submission}/seal", "{\"rows\":3}");
        operate(cases, "POST /v1/tasks/{task}/retire", "{}");
        operate(cases, "POST /v1/dead-letters/redrive", "{\"ids\":[\"" + Possessions.LETTER + "\"]}");
        operate(cases, "POST /v1/dead-letters/discard", "{\"reason\":\"CONTRACT_VIOLATION\"}");
        for (String deleted : new String[] {
            "/v1/adapters/{digest}",
            "/v1/datasets/{dataset}",
            "/v1/generations/{id}",
            "/v1/tasks/{task}",
            "/v1/tenants/{tenant}"
        }) operate(cases, "DELETE " + deleted, null);
        for (String list : new String[] {"/v1/keys", "/v1/audit", "/v1/dead-letters", "/v1/dead-letters/{letter}"}) {
            cases.put("GET " + list, new EndpointCase(Scope.OPERATE, null, null, true));
        }
        // Of the whole installation: no tenant's key sees them.
        for (String all : new String[] {"/v1/groups", "/v1/groups/{group}"}) {
            cases.put("GET " + all, new EndpointCase(Scope.OPERATE, null, null, false));
        }
        openAi(cases);
        return cases;
    }

    private static void openAi(Map<String, EndpointCase> cases) {
        for (String read : new String[] {
            "/v1/models",
            "/v1/models/{model: .+}",
            "/v1/files",
            "/v1/files/{file}",
            "/v1/fine_tuning/jobs",
            "/v1/fine_tuning/jobs/{job}",
            "/v1/fine_tuning/jobs/{job}/events",
            "/v1/batches",
            "/v1/batches/{batch}",
            "/v1/evals",
            "/v1/evals/{eval}",
            "/v1/evals/{eval}/runs",
            "/v1/evals/{eval}/runs/{run}"
        }) cases.put("GET " + read, new EndpointCase(Scope.READ, null, null, true));
        // A file's bytes need what only an upload makes; a job that has not succeeded has made no model.
        for (String nameless : new String[] {"/v1/files/{file}/content", "/v1/fine_tuning/jobs/{job}/checkpoints"}) {
            cases.put("GET " + nameless, new EndpointCase(Scope.READ, null, null, false));
        }
        submit(
                cases,
                "POST /v1/chat/completions",
                "{\"model\":\"alpha-task\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        submit(cases, "POST /v1/completions", "{\"model\":\"alpha-task\",\"prompt\":\"x\"}");
        submit(cases, "POST /v1/fine_tuning/jobs", "{\"model\":\"alpha-task\",\"training_file\":\"alpha-training\"}");
        submit(cases, "POST /v1/fine_tuning/jobs/{job}/cancel", null);
        submit(
                cases,
                "POST /v1/batches",
                "{\"input_file_id\":\"alpha-file\",\"endpoint\":\"/v1/completions\",\"completion_window\":\"24h\"}");
        submit(cases, "POST /v1/batches/{batch}/cancel", null);
        cases.put(
                "POST /v1/files",
                new EndpointCase(
                        Scope.SUBMIT,
                        "multipart/form-data; boundary=piece",
                        "--piece\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--piece\r\n"
                                + "Content-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\n{}\r\n--piece--\r\n",
                        false));
        operate(cases, "DELETE /v1/files/{file}", null);
    }

    private static void submit(Map<String, EndpointCase> cases, String endpoint, String body) {
        cases.put(endpoint, new EndpointCase(Scope.SUBMIT, "application/json", body, false));
    }

    private static void operate(Map<String, EndpointCase> cases, String endpoint, String body) {
        cases.put(endpoint, new EndpointCase(Scope.OPERATE, "application/json", body, false));
    }
}
