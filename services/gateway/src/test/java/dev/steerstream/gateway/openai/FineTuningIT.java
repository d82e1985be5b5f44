package dev.steerstream.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import com.openai.models.finetuning.jobs.FineTuningJob;
import com.openai.models.finetuning.jobs.JobCreateParams;
import com.openai.models.finetuning.jobs.JobCreateParams.Hyperparameters;
import dev.steerstream.gateway.Door;
import dev.steerstream.gateway.GatewayParts;
import dev.steerstream.gateway.Log;
import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.SubmissionEnd;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The official Java client against fine-tuning jobs; rows stand in for what ingest and trainer store. */
@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class FineTuningIT {
    private static final String ROW =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Ho\"}]}";

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Inject
    Database database;

    @TempDir
    Path folder;

    private String tenant;
    private Door door;
    private Log log;
    private OpenAIClient client;

    @BeforeEach
    void openTheDoor(TestInfo test) {
        tenant = "f" + Integer.toHexString(test.getDisplayName().hashCode());
        door = new Door(base, tenant);
        log = new Log(bootstrap, prefix);
        client = OpenAIOkHttpClient.builder()
                .baseUrl(base.resolve("/v1").toString())
                .apiKey("none")
                .putHeader("X-Tenant", tenant)
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void closeTheDoor() {
        client.close();
    }

    private String upload(String name, String... rows) throws Exception {
        Path file = Files.writeString(folder.resolve(name), String.join("\n", rows));
        return client.files()
                .create(FileCreateParams.builder()
                        .file(file)
                        .purpose(FilePurpose.FINE_TUNE)
                        .build())
                .id();
    }

    private List<ConsumerRecord<byte[], byte[]>> records(Topic topic, int count) {
        return log.read(topic, count, message -> tenant.equals(Log.header(message, "ce_tenant")));
    }

    private void sealed(String file, String submission, String state) {
        database.useTransaction(handle -> handle.execute(
                "insert into dataset_submission (tenant, dataset, submission, state, rows, sha256, splits, rows_partition,"
                        + " rows_first_timestamp, bad_rows, ended_at) values (?, ?, ?, ?, 3, ?, '{}', 0, 0, ?, now())",
                tenant,
                file,
                submission,
                state,
                state.equals("sealed") ? "b".repeat(64) : null,
                state.equals("sealed") ? 0 : 1));
    }

    private String status(String job, String wanted) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> client.fineTuning().jobs().retrieve(job).status().asString(), wanted::equals);
    }

    private JobCreateParams.Builder job(String file) {
        return JobCreateParams.builder().model("base").trainingFile(file);
    }

    @Test
    void aJobPublishesItsFileStartsAnAdaptationAndStandsAsItDoes() throws Exception {
        String training = upload("train.jsonl", ROW, ROW);
        String validation = upload("valid.jsonl", ROW.replace("Hi", "Hey"));
        FineTuningJob job = client.fineTuning()
                .jobs()
                .create(job(training)
                        .validationFile(validation)
                        .suffix("greeter")
                        .seed(7)
                        .hyperparameters(Hyperparameters.builder()
                                .nEpochs(2)
                                .batchSize(8)
                                .learningRateMultiplier(2)
                                .build())
                        .build());
        job.validate();
        assertThat(job.status().asString()).isEqualTo("validating_files");
        List<ConsumerRecord<byte[], byte[]>> rows = records(Topic.DATASET_SUBMISSIONS, 4);
        assertThat(rows).hasSize(4);
        assertThat(new String(rows.get(1).value(), StandardCharsets.UTF_8)).isEqualTo(ROW);
        assertThat(new String(rows.get(2).value(), StandardCharsets.UTF_8)).contains("\"split\":\"held_out\"");
        assertThat(Contracts.read(SubmissionEnd.class, rows.get(3).value()).splitShares())
                .hasSize(2);
        String submission = job.id();
        assertThat(Log.header(rows.get(3), "submission")).isEqualTo(submission);
        sealed(training, submission, "sealed");
        AdaptationCommand command = Contracts.read(
                AdaptationCommand.class,
                records(Topic.ADAPTATION_COMMANDS, 1).get(0).value());
        assertThat(command.adaptation()).isEqualTo(job.id());
        assertThat(command.task()).isEqualTo("greeter");
        assertThat(command.dataset()).isEqualTo(training);
        assertThat(command.warmStart().epochs()).isEqualTo(2);
        assertThat(command.warmStart().batchSize()).isEqualTo(8);
        assertThat(command.warmStart().learningRate()).isEqualTo(1e-4);
        assertThat(command.warmStart().seed()).isEqualTo(7);
        status(job.id(), "queued");
        adaptation(job.id(), training, submission, "training");
        status(job.id(), "running");
        succeeded(job.id());
        status(job.id(), "succeeded");
        assertThat(client.fineTuning().jobs().retrieve(job.id()).fineTunedModel())
                .hasValue("greeter@1");
        assertThat(client.fineTuning().jobs().retrieve(job.id()).trainedTokens())
                .hasValue(300L);
        assertThat(client.fineTuning().jobs().listEvents(job.id()).data().get(0).message())
                .contains("greeter@1", "not in force, since nothing was gained", "/v1/tasks/greeter/promote");
        database.useTransaction(
                handle -> handle.execute("update steering_profile set state = 'in_force' where tenant = ?", tenant));
        assertThat(client.fineTuning().jobs().listEvents(job.id()).data().get(0).message())
                .endsWith("greeter@1");
        assertThat(client.fineTuning()
                        .jobs()
                        .checkpoints()
                        .list(job.id())
                        .data()
                        .get(0)
                        .fineTunedModelCheckpoint())
                .isEqualTo("greeter@1");
        assertThat(client.fineTuning().jobs().list().data()).hasSize(1);
    }

    /** Two passes of two steps over ten rows with 150 tokens in all; the profile is held back. */
    private void succeeded(String adaptation) {
        String digest = "d".repeat(64);
        database.useTransaction(handle -> {
            handle.execute(
                    "insert into artefact (tenant, digest, kind, bytes, chunks) values (?, ?, 'adapter', 0, 0)",
                    tenant,
                    digest);
            handle.execute(
                    "insert into adapter (tenant, digest, adaptation, artefact, manifest) values (?, ?, ?, ?,"
                            + " '{\"steps\": 4, \"final_loss\": 1.5, \"rows\": 10, \"tokens\": 150,"
                            + " \"warm_start\": {\"batch_size\": 8, \"gradient_accumulation_steps\": 1}}')",
                    tenant,
                    digest,
                    adaptation,
                    digest);
            handle.execute(
                    "insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest, vector_digest,"
                            + " direction, estimator, strength, strength_low, strength_high, bounded, insufficient, confidence, profile,"
                            + " report) values (?, 'greeter', 1, ?, 'candidate', ?, ?, 'delta', 'optimal', -1.5, -2, -1, false, false, 0.1,"
                            + " '{\"gain\": {\"sentence\": \"nothing was gained\"}}', '{}')",
                    tenant,
                    adaptation,
                    digest,
                    digest);
            handle.execute(
                    "update adaptation set state = 'succeeded', ended_at = now(), adapter_digest = ?, profile_version = 1"
                            + " where tenant = ?",
                    digest,
                    tenant);
        });
    }

    private void adaptation(String id, String dataset, String submission, String state) {
        database.useTransaction(handle -> {
            handle.execute("insert into task (tenant, task) values (?, 'greeter')", tenant);
            handle.execute(
                    "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state,"
                            + " warm_start, calibration, started_at) values (?, ?, 'greeter', ?, ?, ?, ?, '{}', '{}', now())",
                    tenant,
                    id,
                    dataset,
                    submission,
                    "e".repeat(64),
                    state);
        });
    }

    @Test
    void aFileOfBadRowsFailsItsJobByName() throws Exception {
        String training = upload("bad.jsonl", "{}");
        FineTuningJob job = client.fineTuning().jobs().create(job(training).build());
        records(Topic.DATASET_SUBMISSIONS, 2);
        sealed(training, job.id(), "rejected");
        status(job.id(), "failed");
        assertThat(client.fineTuning()
                        .jobs()
                        .retrieve(job.id())
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("invalid_training_file");
    }

    @Test
    void aJobWhoseDatasetIsDeletedBeforeItBeginsFailsByName() throws Exception {
        String training = upload("gone.jsonl", ROW);
        FineTuningJob job = client.fineTuning().jobs().create(job(training).build());
        records(Topic.DATASET_SUBMISSIONS, 2);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> database.<Boolean>read(
                        handle -> handle.createQuery("select published from fine_tuning_job where tenant = :tenant")
                                .bind("tenant", tenant)
                                .mapTo(Boolean.class)
                                .one()));
        assertThat(door.send(door.request("/v1/datasets/" + training).DELETE()).status())
                .isEqualTo(200);
        status(job.id(), "failed");
        assertThat(client.fineTuning()
                        .jobs()
                        .retrieve(job.id())
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo("dataset_not_found");
    }

    @Test
    void aJobIsCancelledBeforeItsAdaptationIsThere() throws Exception {
        FineTuningJob job = client.fineTuning()
                .jobs()
                .create(job(upload("train.jsonl", ROW)).build());
        assertThat(client.fineTuning().jobs().cancel(job.id()).status().asString())
                .isEqualTo("cancelled");
        await().atMost(Duration.ofSeconds(30)).until(() -> database.<String>read(
                        handle -> handle.createQuery("select state from fine_tuning_job where tenant = :tenant")
                                .bind("tenant", tenant)
                                .mapTo(String.class)
                                .one())
                .equals("cancelled"));
    }

    @Test
    void aJobWhoseAdaptationTheTrainerHasNotStoredIsCancelledByCommand() throws Exception {
        String training = upload("train.jsonl", ROW);
        String trace = "0af7651916cd43dd8448eb211c80319c";
        FineTuningJob job = client.fineTuning()
                .jobs()
                .create(job(training)
                        .putAdditionalHeader("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                        .build());
        sealed(training, job.id(), "sealed");
        status(job.id(), "queued");
        // As it is on another replica of an older build, and where the row was swept.
        database.useTransaction(handle -> handle.execute("delete from accepted_start where tenant = ?", tenant));
        client.fineTuning().jobs().cancel(job.id());
        List<ConsumerRecord<byte[], byte[]>> commands = records(Topic.ADAPTATION_COMMANDS, 2);
        assertThat(Log.header(commands.get(0), "traceparent")).contains(trace);
        assertThat(commands)
                .extracting(message -> Contracts.read(AdaptationCommand.class, message.value()))
                .extracting(command -> command.action() + " " + command.adaptation())
                .containsExactly("START " + job.id(), "CANCEL " + job.id());
    }

    @Test
    void aTenantHasOnlySoManyUnfinishedJobs() throws Exception {
        String training = upload("train.jsonl", ROW);
        database.useTransaction(handle -> handle.execute(
                "insert into fine_tuning_job (tenant, job, task, model, training_file, dataset, submission, settings,"
                        + " published) select ?, 'j' || n, 't', 'base', 'f', 'd', 's', '{}', true from generate_series(1, 20) n",
                tenant));
        Door.Answer refused =
                door.post("/v1/fine_tuning/jobs", "{\"model\":\"base\",\"training_file\":\"" + training + "\"}");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body().at("/error/code").asText()).isEqualTo("too_many_fine_tuning_jobs");
        assertThat(refused.raw().headers().firstValue("Retry-After")).hasValue("30");
        database.useTransaction(handle -> handle.execute("delete from fine_tuning_job where tenant = ?", tenant));
    }

    @Test
    void whatCannotBeRunIsRefusedByName() throws Exception {
        String training = upload("train.jsonl", ROW);
        assertThatThrownBy(
                        () -> client.fineTuning().jobs().create(job("file-none").build()))
                .hasMessageContaining("file-none");
        assertThatThrownBy(() -> client.fineTuning()
                        .jobs()
                        .create(job(training).model("gpt-4o-mini").build()))
                .hasMessageContaining("gpt-4o-mini");
        Door.Answer method = door.post(
                "/v1/fine_tuning/jobs",
                "{\"model\":\"base\",\"training_file\":\"" + training + "\",\"method\":{\"type\":\"dpo\"}}");
        assertThat(method.body().at("/error/param").asText()).isEqualTo("method.type");
        Door.Answer setting = door.post(
                "/v1/fine_tuning/jobs",
                "{\"model\":\"base\",\"training_file\":\"" + training
                        + "\",\"method\":{\"type\":\"supervised\",\"warm_start\":{\"rank\":-1}}}");
        assertThat(setting.status()).isEqualTo(400);
        assertThat(setting.body().at("/error/message").asText()).contains("rank");
        assertThatThrownBy(() -> client.fineTuning()
                        .jobs()
                        .create(job(training)
                                .hyperparameters(
                                        Hyperparameters.builder().batchSize(0).build())
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("batch_size");
    }
}
