package dev.steerstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for every path. */
@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class DoorIT {
    @TestHTTPResource
    URI base;

    private Door door;

    @BeforeEach
    void openTheDoor() {
        door = new Door(base, "default");
    }

    private static void isProblem(Door.Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.raw().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
        assertThat(answer.body().path("type").asText()).startsWith("urn:steerstream:problem:");
        assertThat(answer.body().path("title").asText()).isNotBlank();
        assertThat(answer.detail()).isNotBlank();
        assertThat(answer.body().path("advice").asText()).isNotBlank();
    }

    @Test
    void anUnknownPathIsAProblem() {
        isProblem(door.get("/v1/nothing"), 404, "UNKNOWN_PATH");
    }

    @Test
    void aMethodThatAPathDoesNotTakeIsAProblem() {
        isProblem(door.send(door.request("/v1/tasks").DELETE()), 405, "METHOD_NOT_ALLOWED");
    }

    @Test
    void aRepresentationThatThereIsNotIsAProblem() {
        isProblem(door.get("/v1/tasks", "Accept", "image/png"), 406, "NOT_ACCEPTABLE");
    }

    @Test
    void bodiesThatAreNoJsonObjectsAreProblems() {
        isProblem(door.post("/v1/generations", "{\"prompt\": "), 400, "MALFORMED_JSON");
        isProblem(door.post("/v1/generations", ""), 400, "MALFORMED_JSON");
        isProblem(door.post("/v1/generations", "null"), 400, "MALFORMED_JSON");
        isProblem(door.post("/v1/generations", "[]"), 400, "MALFORMED_JSON");
        isProblem(door.post("/v1/generations", "{} {}"), 400, "MALFORMED_JSON");
        isProblem(door.post("/v1/generations", "{\"prompt\":\"a\",\"prompt\":\"b\"}"), 400, "MALFORMED_JSON");
    }

    @Test
    void aMemberThatIsNotKnownIsNamedWithThoseThatAre() {
        Door.Answer answer = door.post("/v1/generations", "{\"prompt\":\"a\",\"sampling\":{\"max_token\":3}}");
        isProblem(answer, 400, "UNKNOWN_MEMBER");
        assertThat(answer.detail()).contains("/sampling/max_token").contains("max_tokens");
    }

    @Test
    void aMemberOfTheWrongTypeIsNamedWithItsValue() {
        Door.Answer text = door.post("/v1/generations", "{\"prompt\":\"a\",\"sampling\":{\"n\":\"two\"}}");
        isProblem(text, 400, "WRONG_TYPE");
        assertThat(text.detail()).contains("/sampling/n").contains("two");
        isProblem(
                door.post("/v1/generations", "{\"prompt\":\"a\",\"steering\":{\"mode\":\"upside_down\"}}"),
                400,
                "WRONG_TYPE");
        isProblem(door.post("/v1/generations", "{\"prompt\":[\"a\"]}"), 400, "WRONG_TYPE");
        isProblem(door.post("/v1/generations", "{\"prompt\":\"a\",\"sampling\":{\"n\":1.5}}"), 400, "WRONG_TYPE");
    }

    @Test
    void aBodyOverTheLimitIsAProblem() {
        isProblem(door.post("/v1/generations", "{\"prompt\":\"" + "a".repeat(900_000) + "\"}"), 413, "BODY_TOO_LARGE");
    }

    @Test
    void aTenantThatCannotBeIsAProblem() {
        isProblem(new Door(base, "No Tenant").get("/v1/tasks"), 400, "INVALID_TENANT");
    }

    @Test
    void withoutATenantTheDefaultOneIsMeant() {
        HttpRequest.Builder plain =
                HttpRequest.newBuilder(base.resolve("/v1/tasks")).GET();
        assertThat(door.send(plain).status()).isEqualTo(200);
    }

    @Test
    void theOpenApiDocumentNamesEveryPathAndSnakeCaseMembers() {
        Door.Answer document = door.get("/openapi?format=json");
        assertThat(document.status()).isEqualTo(200);
        assertThat(document.body().path("paths").fieldNames())
                .toIterable()
                .contains(
                        "/v1/datasets",
                        "/v1/datasets/{dataset}",
                        "/v1/datasets/{dataset}/submissions",
                        "/v1/datasets/{dataset}/submissions/{submission}",
                        "/v1/datasets/{dataset}/submissions/{submission}/rejects",
                        "/v1/tasks",
                        "/v1/tasks/{task}",
                        "/v1/tasks/{task}/adaptations",
                        "/v1/tasks/{task}/profiles",
                        "/v1/tasks/{task}/promote",
                        "/v1/tasks/{task}/ramp",
                        "/v1/tasks/{task}/replays",
                        "/v1/tasks/{task}/replays/{replay}",
                        "/v1/tasks/{task}/replays/{replay}/items",
                        "/v1/tasks/{task}/replays/{replay}/cancel",
                        "/v1/tasks/{task}/profiles/{version}/export",
                        "/v1/decoders",
                        "/v1/adaptations",
                        "/v1/adaptations/{adaptation}",
                        "/v1/adaptations/{adaptation}/events",
                        "/v1/adaptations/{adaptation}/cancel",
                        "/v1/generations",
                        "/v1/generations/{id}",
                        "/v1/generations/{id}/detail",
                        "/v1/generations/{id}/cancel");
        assertThat(document.raw().body()).contains("max_tokens").doesNotContain("maxTokens");
    }

    @Test
    void readinessNamesItsPartsAndMetricsAreServed() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Door.Answer ready = door.get("/q/health/ready");
            assertThat(ready.status()).as(ready.raw().body()).isEqualTo(200);
            assertThat(ready.raw().body())
                    .contains("database")
                    .contains("broker")
                    .contains("outbox");
        });
        assertThat(door.get("/q/health/started").raw().body()).contains("gateway-started", "\"UP\"");
        assertThat(door.get("/q/health/live").raw().body()).doesNotContain("broker");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(door.get("/q/metrics").raw().body())
                        .contains("steerstream_gateway_dataset_rows", "steerstream_outbox_age_seconds")
                        .contains("steerstream_jobs{kind=\"warm_start\",state=\"unheld\"}")
                        .contains("steerstream_requests_oldest_age_seconds{state=\"queued\"}"));
    }

    @Test
    void refusalsAreCountedWithTheCodeThatTheClientSaw() {
        assertThat(door.get("/v1/tasks/nobody").status()).isEqualTo(404);
        assertThat(door.get("/v1/batches/nobody").status()).isEqualTo(404);
        assertThat(door.get("/q/metrics").raw().body())
                .contains("steerstream_gateway_refusals_total{code=\"batch_not_found\",status=\"404\"}")
                .containsPattern("steerstream_gateway_refusals_total\\{code=\"[A-Z_]+\",status=\"404\"}");
    }
}
