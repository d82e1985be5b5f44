package dev.steerstream.decoder.store;

import dev.steerstream.model.ModelDescription;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.Failures;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the database what this decoder serves, again and again while it runs, and takes it back when it is closed. What a decoder that
 * died said is removed by any other after a while. Nothing of decoding waits for it. One thread of its own.
 */
public final class ServedModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedModel.class);
    private static final Duration INTERVAL = Duration.ofSeconds(20);
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    private final Database database;
    private final String decoder;
    private final String reference;
    private final ModelDescription model;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "served-model");
        named.setDaemon(true);
        return named;
    });

    private ServedModel(Database database, String reference, ModelDescription model) {
        this.database = database;
        this.decoder = "decoder-" + UUID.randomUUID();
        this.reference = reference;
        this.model = model;
    }

    /** @param reference of the model as it was configured */
    public static ServedModel start(Database database, String reference, ModelDescription model) {
        ServedModel served = new ServedModel(database, reference, model);
        var unused =
                served.thread.scheduleWithFixedDelay(served::sayOrLog, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return served;
    }

    private void sayOrLog() {
        try {
            say();
        } catch (RuntimeException thrown) {
            LOG.warn(
                    "what is served could not be stored, again later: {}",
                    Failures.of(thrown).message());
        }
    }

    private void say() {
        database.useTransaction(handle -> {
            handle.createUpdate("insert into served_model (decoder, model, model_digest, tokenizer_digest,"
                            + " chat_template_digest, vocabulary_size, weight_format, weight_format_reason, device, threads)"
                            + " values (:decoder, :model, :modelDigest, :tokenizerDigest, :chatTemplateDigest, :vocabularySize,"
                            + " :weightFormat, :weightFormatReason, :device, :threads)"
                            + " on conflict (decoder) do update set seen_at = clock_timestamp()")
                    .bind("decoder", decoder)
                    .bind("model", reference)
                    .bind("modelDigest", model.baseDigest())
                    .bind("tokenizerDigest", model.tokenizerDigest())
                    .bind("chatTemplateDigest", model.chatTemplateDigest())
                    .bind("vocabularySize", model.vocabularySize())
                    .bind("weightFormat", model.weightFormat())
                    .bind("weightFormatReason", model.weightFormatReason())
                    .bind("device", model.device())
                    .bind("threads", model.threads())
                    .execute();
            handle.createUpdate("delete from served_model where seen_at < clock_timestamp() - :silence")
                    .bind("silence", LONGEST_SILENCE)
                    .execute();
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) return;
            database.useTransaction(handle -> handle.createUpdate("delete from served_model where decoder = :decoder")
                    .bind("decoder", decoder)
                    .execute());
        } catch (RuntimeException thrown) {
            LOG.info(
                    "what was served stays stored for a while: {}",
                    Failures.of(thrown).message());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
