package dev.steerstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Deletion by the table of decision 008: what goes, what stays, and the audit. */
@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class DeletionsIT {
    private static final String DIGEST = "a".repeat(64);

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Inject
    Database database;

    private String tenant;
    private Door door;
    private PastRequests past;

    @BeforeEach
    void openTheDoor(TestInfo test) {
        tenant = "d" + Integer.toHexString(test.getDisplayName().hashCode());
        door = new Door(base, tenant);
        past = new PastRequests(database, tenant);
        past.task("tickets");
    }

    private Door.Answer delete(String path) {
        return door.send(door.request(path).DELETE());
    }

    private String text(String query) {
        return database.read(handle ->
                handle.select(query, tenant).mapTo(String.class).findOne().orElse(null));
    }

    private void insert(String statement) {
        database.useTransaction(handle -> handle.execute(statement, tenant));
    }

    private String audited() {
        return text("select string_agg(action || ' ' || subject, ', ' order by id) from audit where tenant = ?");
    }

    private void dataset() {
        insert("insert into dataset_submission (tenant, dataset, submission, state, rows, bad_rows, ended_at)"
                + " values (?, 'd', 's', 'rejected', 3, 1, now())");
        insert("insert into rejected_row values (?, 'd', 's', 0, 0, 'prompt', 'v', 'is bad')");
        insert("insert into submission_content values (?, 'd', 's', repeat('a', 64))");
    }

    @Test
    void aDatasetGoesWithItsSubmissionsAndASecondDeletionFindsNothing() {
        dataset();
        Door.Answer deleted = delete("/v1/datasets/d");
        assertThat(deleted.status()).as(deleted.raw().body()).isEqualTo(200);
        assertThat(deleted.body().path("rows").path("rejected_row").asInt()).isEqualTo(1);
        assertThat(door.get("/v1/datasets/d").status()).isEqualTo(404);
        assertThat(delete("/v1/datasets/d").code()).isEqualTo("UNKNOWN_DATASET");
        Door.Answer again = door.publish(
                "/v1/datasets/d/submissions?submission=s",
                new ByteArrayInputStream("{\"prompt\":\"p\",\"completion\":\"c\"}".getBytes(StandardCharsets.UTF_8)));
        assertThat(again.code()).isEqualTo("SUBMISSION_DELETED");
        assertThat(again.status()).isEqualTo(409);
        assertThat(door.post("/v1/datasets/d/submissions/s/seal", "{\"rows\":1}")
                        .code())
                .isEqualTo("SUBMISSION_DELETED");
        assertThat(audited()).isEqualTo("delete dataset d");
    }

    @Test
    void ofARequestTheIdStaysSoThatItIsNotRunAgain() {
        past.answered("r", "tickets", Instant.now(), "secret question", "secret answer", null);
        assertThat(door.post("/v1/generations", "{\"id\":\"open\",\"prompt\":\"x\"}")
                        .status())
                .isEqualTo(202);
        assertThat(delete("/v1/generations/open").code()).isEqualTo("NOT_ENDED");

        assertThat(delete("/v1/generations/r").status()).isEqualTo(200);
        assertThat(door.get("/v1/generations/r").code()).isEqualTo("UNKNOWN_GENERATION");
        assertThat(door.get("/v1/generations/r/detail").status()).isEqualTo(404);
        assertThat(text("select string_agg(g::text, ' ') from generation g where tenant = ? and request = 'r'"))
                .doesNotContain("secret")
                .contains("succeeded");
        assertThat(text("select count(*) from generation_detail where tenant = ?"))
                .isEqualTo("0");
        assertThat(door.post("/v1/generations", "{\"id\":\"r\",\"prompt\":\"x\"}")
                        .status())
                .isEqualTo(409);
        assertThat(delete("/v1/generations/r").code()).isEqualTo("UNKNOWN_GENERATION");
        assertThat(audited()).isEqualTo("delete request r");
    }

    @Test
    void anAdapterThatRequestsMayTakeIsRefusedByNameAndAnotherGoesWithItsProfiles() {
        Door.Answer used = delete("/v1/adapters/" + DIGEST);
        assertThat(used.code()).isEqualTo("ADAPTER_IN_USE");
        assertThat(used.detail()).contains("task tickets");
        insert("update steering_profile set state = 'retired' where tenant = ?");
        insert(
                "insert into profile_ramp (tenant, task, salt, version, beside, share) values (?, 'tickets', 'r', 1, 2, 0.5)");
        assertThat(delete("/v1/adapters/" + DIGEST).code()).isEqualTo("ADAPTER_IN_USE");
        insert("update profile_ramp set state = 'stopped', ended_at = now() where tenant = ?");

        assertThat(delete("/v1/adapters/" + DIGEST).status()).isEqualTo(200);
        assertThat(
                        text(
                                "select (select count(*) from adapter a where a.tenant = t.tenant) || ' '"
                                        + " || (select count(*) from steering_profile p where p.tenant = t.tenant) || ' '"
                                        + " || (select count(*) from artefact f where f.tenant = t.tenant) from task t where tenant = ?"))
                .isEqualTo("0 0 0");
        assertThat(delete("/v1/adapters/" + DIGEST).code()).isEqualTo("UNKNOWN_ADAPTER");
        assertThat(delete("/v1/adapters/short").code()).isEqualTo("INVALID_VALUE");
        assertThat(audited()).isEqualTo("delete adapter " + DIGEST);
    }

    @Test
    void aTaskIsRetiredAndDeletedByCommand() {
        assertThat(door.post("/v1/tasks/tickets/retire", "{\"reason\":\"old\"}").status())
                .isEqualTo(202);
        assertThat(delete("/v1/tasks/tickets?reason=wrong").status()).isEqualTo(202);
        assertThat(delete("/v1/tasks/none").code()).isEqualTo("UNKNOWN_TASK");
        assertThat(door.post("/v1/tasks/none/retire", "").code()).isEqualTo("UNKNOWN_TASK");
        assertThat(commands(2))
                .extracting(command -> command.action() + " " + command.task() + " " + command.reason())
                .containsExactly("RETIRE tickets old", "DELETE tickets wrong");
        assertThat(audited()).isEqualTo("ask to retire task tickets, ask to delete task tickets");
    }

    @Test
    void aTenantLosesAllButTheAuditAndWhatIsBeingWorkedOn() {
        dataset();
        past.answered("r", "tickets", Instant.now(), "secret question", "secret answer", null);
        assertThat(door.post("/v1/generations", "{\"id\":\"open\",\"prompt\":\"x\"}")
                        .status())
                .isEqualTo(202);
        assertThat(door.post("/v1/keys", "{\"name\":\"k\"}").status()).isEqualTo(201);
        assertThat(door.post("/v1/keys", "{\"name\":\"l\"}").status()).isEqualTo(201);
        Door.Answer page = door.get("/v1/keys?limit=1");
        assertThat(page.body().path("items").findValuesAsText("name")).containsExactly("l");
        Door.Answer rest =
                door.get("/v1/keys?limit=1&after=" + page.body().path("next").asText());
        assertThat(rest.body().path("items").findValuesAsText("name")).containsExactly("k");
        assertThat(rest.body().has("next")).isFalse();

        Door.Answer first = delete("/v1/tenants/" + tenant);
        assertThat(first.status()).as(first.raw().body()).isEqualTo(200);
        assertThat(first.body().path("rows").path("generation").asInt()).isEqualTo(2);
        assertThat(first.body().path("remains").asText()).contains("0 requests").contains("1 tasks");
        assertThat(commands(1)).extracting(AdaptationCommand::action).containsExactly(AdaptationCommand.Action.DELETE);
        assertThat(text("select state from generation where tenant = ? and request = 'open'"))
                .isEqualTo("cancelled");
        assertThat(text("select string_agg(body::text, '') from generation where tenant = ?"))
                .isEqualTo("{}{}");
        assertThat(door.get("/v1/datasets").body().path("items")).isEmpty();
        assertThat(text("select count(*) from api_keys where tenant = ? and revoked_at is null"))
                .isEqualTo("0");

        insert("update task set state = 'deleted' where tenant = ?");
        assertThat(delete("/v1/tenants/" + tenant).body().has("remains")).isFalse();
        assertThat(audited())
                .startsWith("create key ")
                .endsWith("delete tenant " + tenant + ", delete tenant " + tenant);
    }

    private List<AdaptationCommand> commands(int count) {
        List<ConsumerRecord<byte[], byte[]>> found = new Log(bootstrap, prefix)
                .read(Topic.ADAPTATION_COMMANDS, count, message -> tenant.equals(Log.header(message, "ce_tenant")));
        return found.stream()
                .map(message -> Contracts.read(AdaptationCommand.class, message.value()))
                .toList();
    }
}
