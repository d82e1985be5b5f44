package dev.steerstream.gateway.openai.batches;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.Instance;
import dev.steerstream.gateway.generations.GenerationAdmission;
import dev.steerstream.gateway.generations.GenerationEnds;
import dev.steerstream.gateway.generations.GenerationStore;
import dev.steerstream.gateway.generations.intake.GenerationIntake;
import dev.steerstream.gateway.leases.LeasedWork;
import dev.steerstream.gateway.leases.RowLeases;
import dev.steerstream.gateway.leases.RowLeases.Held;
import dev.steerstream.gateway.openai.answers.Answers;
import dev.steerstream.gateway.openai.batches.BatchViews.LineError;
import dev.steerstream.gateway.openai.files.FileStore;
import dev.steerstream.gateway.streams.Background;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/** Works off batches: find the requests, ask a few, see what came, and write the files when nothing is left. */
@Singleton
@Startup
public class BatchDriver implements LeasedWork.Step {
    /** Of one batch before the next one has its turn. */
    private static final int MOST_ROUNDS = 20;

    private final Database database;
    private final FileStore files;
    private final BatchEndpoints endpoints;
    private final BatchValidation validation;
    private final BatchRequests requests;
    private final BatchEnds ends;
    private final RowLeases leases = new RowLeases("batch", "batch");
    private final LeasedWork work;
    private final Map<String, Path> inputs = new ConcurrentHashMap<>();

    public BatchDriver(
            Database database,
            FileStore files,
            BatchEndpoints endpoints,
            GenerationAdmission admission,
            GenerationIntake intake,
            GenerationStore generations,
            GenerationEnds generationEnds,
            Answers answers,
            Instance instance,
            Background background,
            Clock clock,
            GatewayConfiguration configuration) {
        GatewayConfiguration.Batches settings = configuration.gateway().batches();
        this.database = database;
        this.files = files;
        this.endpoints = endpoints;
        this.validation = new BatchValidation(configuration.gateway().jsonLimit(), settings.mostRequests());
        this.requests = new BatchRequests(database, admission, intake, generationEnds, clock, settings.inFlight());
        this.ends = new BatchEnds(database, leases, files, new BatchOutputs(database, leases, generations, answers));
        this.work = new LeasedWork(database, leases, instance.name(), this);
        background.every(settings.step(), work::step);
    }

    @Override
    public boolean goesOn(Held held) {
        BatchRow batch = database.inTransaction(handle -> {
            leases.renew(handle, held);
            return BatchRow.of(handle, held);
        });
        if (batch.cancelling()) return over(held, batch, "cancelled");
        if (batch.expired()) return over(held, batch, "expired");
        boolean busy = true;
        for (int rounds = 0; busy && rounds < MOST_ROUNDS; rounds++) {
            busy = batch.state().equals("validating") ? validate(held) : pass(held);
            batch = database.read(handle -> BatchRow.of(handle, held));
        }
        return switch (batch.state()) {
            case "finalizing" -> end(held, batch, "completed");
            case "failed" -> forget(held, batch);
            default -> true;
        };
    }

    /** One portion of the file; whether there is more to do. */
    private boolean validate(Held held) {
        return database.inTransaction(handle -> {
            leases.renew(handle, held);
            BatchRow batch = BatchRow.of(handle, held);
            if (!validation.portion(handle, held, batch, input(held, batch))) return true;
            boolean faulty = BatchRow.of(handle, held).faulty();
            if (faulty) BatchEnds.fail(handle, held);
            else BatchEnds.begin(handle, held);
            return !faulty;
        });
    }

    private boolean pass(Held held) {
        return database.inTransaction(handle -> {
            leases.renew(handle, held);
            BatchRow batch = BatchRow.of(handle, held);
            if (!batch.state().equals("in_progress")) return false;
            int moved = BatchRequests.collect(handle, held)
                    + requests.ask(handle, held, batch, endpoints.of(batch.endpoint()), input(held, batch));
            if (BatchEnds.nothingLeft(handle, held)) BatchEnds.finalizing(handle, held);
            return moved > 0;
        });
    }

    private boolean over(Held held, BatchRow batch, String state) {
        requests.takeBack(held, state);
        return end(held, batch, state);
    }

    private boolean end(Held held, BatchRow batch, String state) {
        ends.end(held, batch, endpoints.of(batch.endpoint()), state);
        return forget(held, batch);
    }

    private boolean forget(Held held, BatchRow batch) {
        inputs.remove(held.tenant().key(batch.inputDigest()));
        return false;
    }

    /** Fetched once and looked for again where the cache has let it go. */
    private Path input(Held held, BatchRow batch) {
        String key = held.tenant().key(batch.inputDigest());
        Path known = inputs.get(key);
        if (known != null && Files.exists(known)) return known;
        Path fetched = files.content(held.tenant(), batch.inputDigest());
        inputs.put(key, fetched);
        return fetched;
    }

    @Override
    public void failed(Held held, Failure failure) {
        requests.takeBack(held, "cancelled");
        LineError error = new LineError(failure.code().toLowerCase(Locale.ROOT), failure.message(), null, null);
        database.useTransaction(handle -> {
            leases.renew(handle, held);
            note(handle, held, error);
            BatchEnds.fail(handle, held);
        });
    }

    private static void note(Handle handle, Held held, LineError error) {
        handle.createUpdate("update batch set errors = cast(:errors as jsonb)"
                        + " where tenant = :tenant and batch = :batch")
                .bind("errors", Json.write(List.of(error)))
                .bind("tenant", held.tenant().name())
                .bind("batch", held.id())
                .execute();
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
    }
}
