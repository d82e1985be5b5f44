package dev.steerstream.gateway.openai.finetuning;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.datasets.SubmissionPublisher;
import dev.steerstream.gateway.datasets.SubmissionPublisher.Upload;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.http.TraceContext;
import dev.steerstream.gateway.openai.files.FileStore;
import dev.steerstream.gateway.openai.files.FileViews.StoredFile;
import dev.steerstream.gateway.openai.finetuning.JobViews.JobRow;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SubmissionEnd;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** Publishes a job's files as one submission of the dataset that its training file is; a repetition has no second effect. */
@Singleton
public class JobRows {
    /** With a validation file no training row is held out. */
    private static final Map<Split, Double> WITHOUT_HELD_OUT = Map.of(Split.TRAIN, 0.9, Split.CALIBRATION, 0.1);

    private final FileStore files;
    private final SubmissionPublisher publisher;
    private final int lineLimit;

    public JobRows(FileStore files, SubmissionPublisher publisher, GatewayConfiguration configuration) {
        this.files = files;
        this.publisher = publisher;
        // Room for the split that a row is given.
        this.lineLimit = configuration.gateway().datasetLineLimit() - 64;
    }

    void publish(Tenant tenant, JobRow job) {
        SubmissionEnd end = new SubmissionEnd(null, job.validationFile() == null ? null : WITHOUT_HELD_OUT, null, null);
        Upload upload =
                new Upload(tenant, job.dataset(), job.submission(), end, TraceContext.headers(job.traceparent()));
        try (InputStream rows = rows(tenant, job)) {
            publisher.publish(upload, rows);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private InputStream rows(Tenant tenant, JobRow job) throws IOException {
        InputStream training = open(tenant, "training_file", job.trainingFile());
        if (job.validationFile() == null) return training;
        InputStream validation = open(tenant, "validation_file", job.validationFile());
        return new SequenceInputStream(training, new HeldOutRows(validation, lineLimit));
    }

    private InputStream open(Tenant tenant, String parameter, String file) throws IOException {
        StoredFile found = files.require(tenant, parameter, file, "fine-tune");
        return Files.newInputStream(files.content(tenant, found.digest()));
    }
}
