package dev.steerstream.cli.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The platform's own view of its parts, written to the status file at every change. Safe from any thread. */
final class StatusBoard {
    private final Path file;
    private PlatformStatus status;

    StatusBoard(Path file) {
        this.file = file;
        ProcessHandle self = ProcessHandle.current();
        this.status = new PlatformStatus(
                self.pid(),
                self.info().startInstant().orElse(Instant.EPOCH),
                PlatformStatus.State.STARTING,
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                null);
        write();
    }

    synchronized void state(PlatformStatus.State state) {
        change(
                state,
                status.gateway(),
                status.tracker(),
                status.kafka(),
                status.postgres(),
                status.postgresPasswordFile(),
                status.services(),
                status.failure());
    }

    synchronized void failed(String reason) {
        change(PlatformStatus.State.FAILED, null, null, null, null, null, status.services(), reason);
    }

    synchronized void kafka(String bootstrap) {
        change(
                status.state(),
                status.gateway(),
                status.tracker(),
                bootstrap,
                status.postgres(),
                status.postgresPasswordFile(),
                status.services(),
                null);
    }

    synchronized void postgres(String url, String passwordFile) {
        change(
                status.state(),
                status.gateway(),
                status.tracker(),
                status.kafka(),
                url,
                passwordFile,
                status.services(),
                null);
    }

    synchronized void doors(String gateway, String tracker) {
        change(
                status.state(),
                gateway,
                tracker,
                status.kafka(),
                status.postgres(),
                status.postgresPasswordFile(),
                status.services(),
                null);
    }

    synchronized void service(Service service, ServiceState state) {
        if (state.id().equals(status.services().get(service.id()))) return;
        Map<String, String> services = new TreeMap<>(status.services());
        services.put(service.id(), state.id());
        change(
                status.state(),
                status.gateway(),
                status.tracker(),
                status.kafka(),
                status.postgres(),
                status.postgresPasswordFile(),
                services,
                status.failure());
    }

    private void change(
            PlatformStatus.State state,
            String gateway,
            String tracker,
            String kafka,
            String postgres,
            String passwordFile,
            Map<String, String> services,
            String failure) {
        status = new PlatformStatus(
                status.processId(),
                status.processStart(),
                state,
                gateway,
                tracker,
                kafka,
                postgres,
                passwordFile,
                services,
                failure);
        write();
    }

    private void write() {
        try {
            status.write(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("the status file " + file + " cannot be written", failure);
        }
    }
}
