package dev.steerstream.tracker;

import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/** A busy tenant with something for every page to show. */
final class Showcase {
    static final String LETTER = "00000000-0000-4000-8000-000000000001";
    static final int LINES = 247;

    private final Story story;
    private final Database database;
    private final String tenant;
    private final ArtefactStore artefacts;

    Showcase(Story story, Database database, String tenant) {
        this.story = story;
        this.database = database;
        this.tenant = tenant;
        this.artefacts = new ArtefactStore(database, TrackerParts.newFolder());
    }

    void tell() {
        Instant now = Instant.now();
        story.dataset("tickets", "s1", "sealed");
        story.rows("tickets", "s1", 8);
        story.framed("tickets", "s1");
        story.dataset("reviews", "s3", "rejected");
        story.adaptation("ticket-triage", "a0", "succeeded", null);
        story.adaptation("ticket-triage", "a1", "succeeded", null);
        story.profile("ticket-triage", 1, "a0", -0.85, 2.262, 1.104, 0.958);
        story.profile("ticket-triage", 2, "a1", -1.25, 2.262, 0.981, 0.752);
        story.adaptation("contract-clauses", "a2", "training", Events.training(128, 1));
        for (int step = 4; step <= 128; step += 4) {
            story.event(Events.progress("contract-clauses", "a2", 2, training(step), now));
        }
        story.adaptation("sentiment-of-reviews", "a3", "failed", null);
        story.adaptation("sql-from-questions", "a4", "queued", null);
        story.event(Events.adaptation("contract-clauses", "a2", 2, AdaptationEvent.Type.STARTED, now));
        story.event(Events.adaptation("ticket-triage", "a1", 9, AdaptationEvent.Type.CALIBRATED, now));
        story.event(Events.adaptation("ticket-triage", "a1", 10, AdaptationEvent.Type.PROMOTED, now));
        story.event(Events.adaptation("sentiment-of-reviews", "a3", 4, AdaptationEvent.Type.FAILED, now));
        story.publish(
                Topic.DEAD_LETTERS, "x", Events.deadLetter(UUID.randomUUID().toString(), now));
        for (int request = 0; request < 240; request++) {
            Instant at = now.minusSeconds(request * 11L + request % 7 * request % 5);
            String task = request % 9 == 4 ? null : "ticket-triage";
            story.result(
                    request % 17 == 5
                            ? Events.failed("request-" + request, task, at)
                            : Events.succeeded("request-" + request, task, at, 700 + request * 37 % 900));
        }
        story.queued("waiting-1", "ticket-triage");
        story.queued("waiting-2", "ticket-triage");
        rows();
    }

    private static Progress training(long step) {
        double warm = 0.9 + 1.4 * Math.exp(-step / 40.0);
        Progress.Evaluation measured = new Progress.Evaluation(
                step / 20 * 20,
                32,
                warm,
                warm,
                2.31,
                warm - 0.08 - 0.0004 * step,
                -1.1,
                0.08 + 0.0004 * step,
                20,
                null);
        return new Progress(
                "training",
                step,
                200,
                250 + step % 7 * 4.0,
                (200 - step) * 0.5,
                warm + 0.06 * Math.sin(step),
                5e-5 * (1 - step / 200.0),
                0.6 + 0.3 * Math.cos(step / 9.0),
                1,
                1,
                step < 20 ? null : measured);
    }

    /** What other services leave in the database. */
    private void rows() {
        database.useTransaction(handle -> {
            handle.execute(
                    "update steering_profile set report = cast(? as jsonb), profile = cast(? as jsonb)"
                            + " where tenant = ? and task = 'ticket-triage' and version = 2",
                    Reports.REPORT,
                    Reports.PROFILE,
                    tenant);
            String dose = artefacts.put(
                    handle, tenant, ArtefactKind.MEASURES, Reports.dose().getBytes(StandardCharsets.UTF_8));
            handle.execute(
                    "insert into evaluation (tenant, evaluation, task, adaptation, profile_version, dataset, submission,"
                            + " content_hash, state, settings, measures_digest, report_digest, dose_digest, ended_at) values"
                            + " (?, 'e1', 'ticket-triage', 'a1', 2, 'tickets', 's1', ?, 'succeeded', '{}', ?, ?, ?, now())",
                    tenant,
                    dose,
                    dose,
                    dose,
                    dose);
            handle.execute(
                    "insert into job (tenant, job, kind, adaptation, state, attempt, fence, lease_owner,"
                            + " lease_expires_at, started_at) values (?, 'j2', 'warm_start', 'a2', 'running', 1, 1,"
                            + " 'trainer-1', now() + interval '10 minutes', now() - interval '4 minutes')",
                    tenant);
            handle.execute(
                    "update dataset_submission set prompt_bytes = '{\"64\":120,\"128\":380,\"256\":240,\"512\":60}'"
                            + " where tenant = ?",
                    tenant);
            for (int row = 0; row < 3; row++) {
                handle.execute(
                        "insert into rejected_row (tenant, dataset, submission, number, line, field, value, rule)"
                                + " values (?, 'reviews', 's3', ?, ?, '/completion', 'null', 'is missing and must be a"
                                + " text')",
                        tenant,
                        row,
                        17 + row * 4);
            }
            handle.execute(
                    "insert into dead_letter (id, tenant, topic, partition, record_offset, record_timestamp,"
                            + " record_key, headers, body, failure) values (cast(? as uuid), ?, 'generation-requests', 3,"
                            + " ?, ?, ?, '[]', ?,"
                            + " '{\"kind\":\"user\",\"code\":\"CONTRACT_VIOLATION\",\"message\":\"/sampling/temperature is"
                            + " -1: it is 0 to 5\",\"advice\":\"Send a message that fits its schema.\"}') on conflict do"
                            + " nothing",
                    UUID.nameUUIDFromBytes((tenant + LETTER).getBytes(StandardCharsets.UTF_8))
                            .toString(),
                    tenant,
                    tenant.hashCode() & 0xffff,
                    System.currentTimeMillis(),
                    "default/r-9".getBytes(StandardCharsets.UTF_8),
                    "{\"id\":\"r-9\",\"prompt\":\"…\",\"sampling\":{\"temperature\":-1}}"
                            .getBytes(StandardCharsets.UTF_8));
            handle.execute(
                    "insert into audit (tenant, actor, action, subject, detail) values (?, 'anonymous', 'promote',"
                            + " 'ticket-triage', '{\"version\":2,\"reason\":\"better on held-out rows\"}')",
                    tenant);
            handle.execute(
                    "insert into generation_detail (tenant, request, body) values (?, 'request-1', ?)",
                    tenant,
                    detail());
            handle.execute(
                    "update generation set body = '{\"id\":\"request-1\",\"messages\":[{\"role\":\"user\",\"content\":"
                            + "\"Subject: My parcel has not arrived\"}]}' where tenant = ? and request = 'request-1'",
                    tenant);
        });
    }

    String letter() {
        return UUID.nameUUIDFromBytes((tenant + LETTER).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    static byte[] detail() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write(DETAIL.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static final String DETAIL = "{\"version\":1,\"choices\":[{\"index\":0,\"tokens\":["
            + token(1, "team", 0.12, 0.71, 0.74, "team", "Team")
            + "," + token(2, ":", 0.8, 0.97, 0.98, ":", " is")
            + "," + token(3, " delivery", 0.05, 0.32, 0.78, " delivery", " billing")
            + "," + token(4, ", priority", 0.3, 0.66, 0.61, ", priority", ".")
            + "," + token(5, ": high", 0.2, 0.41, 0.55, ": high", ": low")
            + "]}]}";

    private static String token(
            int id, String text, double base, double warm, double steered, String first, String second) {
        return String.format(
                Locale.ROOT,
                "{\"id\":%d,\"text\":\"%s\",\"base\":%f,\"warm\":%f,\"steered\":%f,\"top\":[{\"id\":1,\"text\":\"%s\",\"logprob\":%f},"
                        + "{\"id\":2,\"text\":\"%s\",\"logprob\":%f}]%s,\"explanation\":%s}",
                id,
                text,
                base,
                warm,
                steered,
                first,
                Math.log(steered),
                second,
                Math.log((1 - steered) / 2),
                warm < 0.4 ? ",\"changed\":true" : "",
                explanation(id, text, base, warm, steered, second));
    }

    /** As a chunk tells it and as the detail keeps it; where the warm model is in doubt it would have chosen the second token. */
    static String explanation(int id, String text, double base, double warm, double steered, String second) {
        boolean changed = warm < 0.4;
        String lists = "";
        for (double[] one : new double[][] {{0, base}, {1, warm}, {2, steered}}) {
            String name = List.of("base", "warm", "steered").get((int) one[0]);
            String own = ranked(text, id, one[1]);
            String other = ranked(second, 90 + id, one[1] < 0.4 ? 0.45 : (1 - one[1]) / 2);
            lists += ",\"" + name + "_logprob\":" + Math.log(one[1]) + ",\"" + name + "\":["
                    + (one[1] < 0.4 ? other + "," + own : own + "," + other) + "]";
        }
        return "{\"token\":\"" + text + "\",\"id\":" + id + ",\"changed\":" + changed
                + (changed ? ",\"warm_choice\":" + ranked(second, 90 + id, 0.45) : "") + lists + "}";
    }

    private static String ranked(String text, int id, double probability) {
        return "{\"token\":\"" + text + "\",\"id\":" + id + ",\"logprob\":" + Math.log(probability) + "}";
    }
}
