package dev.steerstream.model.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.StrictJson;
import dev.steerstream.model.source.ModelSourceException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Downloads a model's files from the Hugging Face hub, or a mirror of it. The revision is resolved to a commit first, so that
 * all files belong together; lengths and, where the hub states them, sha256 are checked.
 */
final class HubFetcher implements ModelFetcher<ModelReference.Hub> {
    private static final Pattern WANTED = Pattern.compile("config\\.json|generation_config\\.json|tokenizer\\.json"
            + "|tokenizer_config\\.json|chat_template\\.jinja|model\\.safetensors\\.index\\.json"
            + "|model(-[0-9]{5}-of-[0-9]{5})?\\.safetensors");
    private static final Pattern GGUF = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,120}\\.gguf");
    private static final int LARGEST_LISTING = 1 << 24;
    private static final long MOST_BYTES = 64L << 30;

    private final URI endpoint;
    private final HttpClient client;

    HubFetcher(URI endpoint) {
        this.endpoint = endpoint;
        this.client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(20))
                .followRedirects(HttpClient.Redirect.NORMAL) // never from https to http
                .build();
    }

    /** {@code HF_ENDPOINT}, else the public hub. */
    static URI defaultEndpoint() {
        String configured = System.getenv("HF_ENDPOINT");
        return URI.create(configured == null || configured.isBlank() ? "https://huggingface.co" : configured);
    }

    private record RemoteFile(String name, long bytes, String sha256) {}

    @Override
    public void fetch(ModelReference.Hub reference, Path folder, Path scratch, DownloadProgress progress)
            throws IOException {
        checkEndpoint();
        String repository = reference.owner() + "/" + reference.name();
        JsonNode listing = listing(reference, repository);
        String commit = listing.path("sha").asText();
        if (!commit.matches("[0-9a-f]{40}")) {
            throw unusable(reference, "has no commit in the hub's answer");
        }
        List<RemoteFile> files = wanted(reference, listing);
        long total = files.stream().mapToLong(RemoteFile::bytes).sum();
        if (total > MOST_BYTES) {
            throw unusable(reference, "has " + total + " bytes, but at most " + MOST_BYTES + " are fetched");
        }
        if (Files.getFileStore(folder).getUsableSpace() < total) {
            throw DiskSpace.full(reference.text(), folder);
        }
        long done = 0;
        for (RemoteFile file : files) {
            long before = done;
            download(
                    reference,
                    endpoint.resolve("/" + repository + "/resolve/" + commit + "/" + file.name()),
                    file,
                    folder.resolve(file.name()),
                    (bytes, ignored) -> progress.at(before + bytes, total));
            done += file.bytes();
            progress.at(done, total);
        }
    }

    private void checkEndpoint() throws IOException {
        boolean secure = "https".equals(endpoint.getScheme());
        if (endpoint.getHost() == null
                || !(secure || InetAddress.getByName(endpoint.getHost()).isLoopbackAddress())) {
            throw new ModelSourceException(
                    Reason.INVALID_REFERENCE,
                    "HF_ENDPOINT is " + endpoint + ", but must be an https address. Correct it.");
        }
    }

    private JsonNode listing(ModelReference.Hub reference, String repository) throws IOException {
        URI uri = endpoint.resolve("/api/models/" + repository + "/revision/" + reference.revision() + "?blobs=true");
        try (InputStream body = get(reference, uri)) {
            byte[] bytes = body.readNBytes(LARGEST_LISTING);
            return StrictJson.read(Path.of(uri.getPath()), "the hub's answer", bytes);
        } catch (ModelFileException e) {
            throw new ModelSourceException(
                    Reason.UNREACHABLE, "The hub's answer for " + reference.text() + " is not JSON. Try again.", e);
        }
    }

    private List<RemoteFile> wanted(ModelReference reference, JsonNode listing) {
        List<RemoteFile> directory = new ArrayList<>();
        List<RemoteFile> gguf = new ArrayList<>();
        for (JsonNode sibling : listing.path("siblings")) {
            String name = sibling.path("rfilename").asText();
            RemoteFile file = new RemoteFile(
                    name,
                    sibling.path("size").asLong(-1),
                    sibling.path("lfs").path("sha256").asText(""));
            if (WANTED.matcher(name).matches()) {
                directory.add(file);
            } else if (GGUF.matcher(name).matches()) {
                gguf.add(file);
            }
        }
        boolean hasWeights = directory.stream().anyMatch(file -> file.name().endsWith(".safetensors"));
        List<RemoteFile> chosen = hasWeights ? directory : gguf;
        if (chosen.isEmpty() || (!hasWeights && gguf.size() > 1)) {
            throw unusable(
                    reference,
                    "has " + (chosen.isEmpty() ? "no" : "several GGUF files and no")
                            + " safetensors weights, but must have them or one GGUF file");
        }
        if (chosen.stream().anyMatch(file -> file.bytes() < 0)) {
            throw unusable(reference, "has files of unknown length in the hub's answer");
        }
        return chosen;
    }

    private void download(ModelReference reference, URI uri, RemoteFile file, Path target, DownloadProgress progress)
            throws IOException {
        long bytes;
        try (InputStream body = get(reference, uri);
                OutputStream out = Files.newOutputStream(target)) {
            bytes = BoundedCopy.copy(body, out, file.bytes(), file.name(), progress, file.bytes());
        } catch (IOException e) {
            if (DiskSpace.isFull(e)) {
                throw e;
            }
            throw unreachable(reference, e);
        }
        String digest = FileDigest.of(target);
        if (bytes != file.bytes() || !(file.sha256().isEmpty() || file.sha256().equals(digest))) {
            throw new ModelSourceException(
                    Reason.UNREACHABLE,
                    file.name() + " of " + reference.text() + " arrived with " + bytes + " bytes and sha256 " + digest
                            + ", but the hub states " + file.bytes() + " and " + file.sha256() + ". Try again.");
        }
    }

    private InputStream get(ModelReference reference, URI uri) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
        HttpResponse<InputStream> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw unreachable(reference, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(reference, e);
        }
        if (response.statusCode() == 200) {
            return response.body();
        }
        response.body().close();
        int status = response.statusCode();
        if (status == 404 || status == 401 || status == 403) { // the hub answers 401 for what does not exist
            throw new ModelSourceException(
                    Reason.UNKNOWN_MODEL,
                    reference.text() + " is not a public model on " + endpoint + " (HTTP " + status
                            + "). Correct its name or revision, or download it yourself and name the directory.");
        }
        throw new ModelSourceException(
                Reason.UNREACHABLE,
                endpoint + " answered HTTP " + status + " for " + uri.getPath() + ". Try again later.");
    }

    private ModelSourceException unreachable(ModelReference reference, Exception e) {
        return new ModelSourceException(
                Reason.UNREACHABLE,
                "Fetching " + reference.text() + " from " + endpoint + " failed (" + e
                        + "). Check the network, or set HF_ENDPOINT to a mirror.",
                e);
    }

    private static ModelSourceException unusable(ModelReference reference, String why) {
        return new ModelSourceException(Reason.UNUSABLE, reference.text() + " " + why + ". Name another model.");
    }
}
