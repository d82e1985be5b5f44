package dev.steerstream.cli.doctor;

import dev.steerstream.cli.platform.StateDirectory;
import dev.steerstream.local.LoopbackPorts;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import dev.steerstream.model.source.ModelSourceException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a local platform keeps: rights of its files, its ports, its model. */
final class State {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private State() {}

    static List<Finding> check(StateDirectory state, boolean running) throws IOException {
        List<Finding> findings = new ArrayList<>();
        if (!Files.isDirectory(state.root())) {
            findings.add(Finding.ok("state directory", state.root() + " is not there yet: steer up makes it"));
            return findings;
        }
        findings.add(rights("state directory", state.root(), "chmod 700 " + state.root()));
        for (Path secret : new Path[] {state.operatorKey(), state.postgres().resolve("password")}) {
            if (Files.exists(secret))
                findings.add(rights("secret " + secret.getFileName(), secret, "chmod 600 " + secret));
        }
        Path data = state.postgres().resolve("data");
        if (Files.isDirectory(data)) findings.add(rights("database files", data, "chmod 700 " + data));
        if (!running) findings.addAll(ports(state));
        return findings;
    }

    private static Finding rights(String check, Path file, String remedy) throws IOException {
        if (!Files.isReadable(file)) {
            return Finding.problem(
                    check,
                    file + " belongs to " + Files.getOwner(file) + " and cannot be read",
                    "Run steer as its owner, or choose another directory with --state.");
        }
        Set<PosixFilePermission> open = Files.getPosixFilePermissions(file);
        if (open.stream().noneMatch(OTHERS::contains)) return Finding.ok(check, file + " is its owner's only");
        return Finding.problem(check, file + " can be read by other users of this machine", remedy);
    }

    private static List<Finding> ports(StateDirectory state) throws IOException {
        if (!Files.isDirectory(state.ports())) return List.of();
        List<String> taken = new ArrayList<>();
        try (DirectoryStream<Path> kept = Files.newDirectoryStream(state.ports())) {
            for (Path file : kept) {
                String text = Files.readString(file).strip();
                if (text.matches("[0-9]{4,5}") && !LoopbackPorts.isFree(Integer.parseInt(text))) {
                    taken.add(file.getFileName() + " " + text);
                }
            }
        }
        if (taken.isEmpty()) return List.of(Finding.ok("ports", "those of the last start are free"));
        return List.of(Finding.warning(
                "ports",
                "taken by other programs: " + String.join(", ", taken),
                "The next start takes others; end those programs to keep the addresses."));
    }

    static Finding model(String reference, Path cache) {
        try {
            ModelReference parsed = ModelReference.parse(reference);
            if (parsed instanceof ModelReference.Local local) {
                return Files.isReadable(local.path())
                        ? Finding.ok("model", local.path() + " can be read")
                        : Finding.problem(
                                "model", local.path() + " cannot be read", "Correct --model or STEERSTREAM_MODEL.");
            }
            return new ModelCache(cache).verify(parsed)
                    ? Finding.ok("model", reference + " is in " + cache + ", whole")
                    : Finding.warning(
                            "model",
                            reference + " is not in " + cache + " yet",
                            "The first start fetches it and needs the network; nothing needs to be done.");
        } catch (ModelSourceException refused) {
            return Finding.problem("model", refused.getMessage(), "Start again: it is fetched anew.");
        }
    }
}
