package dev.steerstream.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform's process with a real broker, a real database and six small services, ended in every way. */
class LocalPlatformIT {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private StateDirectory state;
    private PlatformProcess platform;
    private String installationBefore;

    @BeforeEach
    void installTinyServices() throws Exception {
        for (Service service : Service.values()) {
            Path jar = service.application(directory.resolve("installation"));
            Files.createDirectories(jar.getParent());
            writeJar(jar);
        }
        installationBefore = System.getProperty("steerstream.installation");
        System.setProperty(
                "steerstream.installation", directory.resolve("installation").toString());
        state = new StateDirectory(directory.resolve("state"));
        platform = new PlatformProcess(state);
    }

    private static void writeJar(Path jar) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, TinyService.class.getName());
        String classes = TinyService.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classes);
        try (OutputStream file = Files.newOutputStream(jar);
                var stream = new JarOutputStream(file, manifest)) {
            stream.flush();
        }
    }

    @AfterEach
    void leaveNothingRunning() throws Exception {
        platform.stop();
        if (installationBefore == null) System.clearProperty("steerstream.installation");
        else System.setProperty("steerstream.installation", installationBefore);
    }

    private PlatformStatus up(List<String> lines) throws Exception {
        return platform.awaitReady(platform.launch(List.of()), START_LIMIT, lines::add);
    }

    private static ProcessHandle process(PlatformStatus status) {
        return ProcessHandle.of(status.processId()).orElseThrow();
    }

    private Optional<ProcessHandle> postmaster() throws Exception {
        Path file = state.postgres().resolve("data").resolve("postmaster.pid");
        if (!Files.exists(file)) return Optional.empty();
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).strip()));
    }

    @Test
    void startsEverythingWithALineEachAndStopsItWithoutATrace() throws Exception {
        List<String> lines = new ArrayList<>();
        PlatformStatus status = up(lines);

        assertThat(lines).hasSize(8);
        assertThat(status.services()).hasSize(6).allSatisfy((name, reached) -> assertThat(reached)
                .isEqualTo("ready"));
        assertThat(Files.readString(state.log("ingest"))).contains("jdbc:postgresql://127.0.0.1:");
        List<ProcessHandle> children = process(status).descendants().toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(6);
        assertThat(postmaster()).isPresent();

        assertThat(platform.stop()).isTrue();
        assertThat(platform.running()).isEmpty();
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        assertThat(postmaster()).isEmpty();
        assertThat(platform.stop()).isFalse();
    }

    @Test
    void aServiceThatIsKilledStartsAgain() throws Exception {
        up(new ArrayList<>());
        ProcessHandle killed = OrphanedServices.find(state).get(0);
        killed.destroyForcibly();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            List<ProcessHandle> services = OrphanedServices.find(state);
            return services.size() == 6 && !services.contains(killed);
        });
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(state.log("platform")).contains("exit code 137"));
        await().atMost(Duration.ofSeconds(30)).until(() -> platform.running().orElseThrow().services().values().stream()
                .allMatch("ready"::equals));
    }

    @Test
    void aServiceThatCrashesInNativeCodeStartsAgainAndItsReportIsNamed() throws Exception {
        up(new ArrayList<>());
        ProcessHandle crashing = OrphanedServices.find(state).stream()
                .filter(handle -> handle.info().commandLine().orElse("").contains("decoder"))
                .findFirst()
                .orElseThrow();
        assertThat(new ProcessBuilder("kill", "-SEGV", Long.toString(crashing.pid()))
                        .start()
                        .waitFor())
                .isZero();
        Path report = state.logs().resolve("decoder-crash-" + crashing.pid() + ".log");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.readString(state.log("platform")).contains("the report is " + report));
        assertThat(report).content().contains("SIGSEGV");
        assertThat(Path.of("hs_err_pid" + crashing.pid() + ".log")).doesNotExist();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            List<ProcessHandle> services = OrphanedServices.find(state);
            return services.size() == 6 && !services.contains(crashing);
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> platform.running().orElseThrow().services().values().stream()
                .allMatch("ready"::equals));
    }

    @Test
    void afterAKillTheNextStartEndsOrphansAndKeepsAddressesAndData() throws Exception {
        PlatformStatus before = up(new ArrayList<>());
        List<ProcessHandle> orphans = OrphanedServices.find(state);
        process(before).destroyForcibly();
        await().atMost(Duration.ofSeconds(60)).until(() -> platform.running().isEmpty());
        assertThat(orphans).hasSize(6).allMatch(ProcessHandle::isAlive);

        PlatformStatus after = up(new ArrayList<>());

        await().atMost(Duration.ofSeconds(60)).until(() -> orphans.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(after.gateway()).isEqualTo(before.gateway());
        assertThat(after.kafka()).isEqualTo(before.kafka());
        assertThat(after.postgres()).isEqualTo(before.postgres());
    }

    @Test
    void downAfterAKillEndsWhatIsLeft() throws Exception {
        PlatformStatus status = up(new ArrayList<>());
        List<ProcessHandle> all = new ArrayList<>(process(status).descendants().toList());
        all.add(postmaster().orElseThrow());
        process(status).destroyForcibly();
        await().atMost(Duration.ofSeconds(60)).until(() -> platform.running().isEmpty());

        assertThat(platform.stop()).isTrue();
        await().atMost(Duration.ofSeconds(60)).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** As Ctrl-C does in a demo's first second. */
    @Test
    void aPlatformThatHasNotSaidAWordYetEndsToo() throws Exception {
        Process launched = platform.launch(List.of());

        assertThat(platform.stop()).isTrue();
        assertThat(launched.isAlive()).isFalse();
        assertThat(OrphanedServices.find(state)).isEmpty();
        assertThat(postmaster()).isEmpty();
    }

    @Test
    void aSecondPlatformOnTheSameStateIsRefused() throws Exception {
        up(new ArrayList<>());
        Process second = platform.launch(List.of());
        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(Files.readString(state.log("platform"))).contains("a platform already runs on");
        assertThat(platform.running()).isPresent();
    }

    @Test
    void aMissingServiceIsNamed() throws Exception {
        Files.delete(Service.DECODER.application(directory.resolve("installation")));
        Process launched = platform.launch(List.of());
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> platform.awaitReady(launched, START_LIMIT, line -> {}))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("decoder");
    }
}
