package dev.steerstream.gateway.exchange;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.adaptations.AdaptationCommands;
import dev.steerstream.gateway.adaptations.AdaptationViews.Adaptation;
import dev.steerstream.gateway.decoders.DecoderQueries;
import dev.steerstream.gateway.decoders.DecoderView;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.artefacts.Digests;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.exchange.ProfileBundle;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;

/** Checks what is to be imported, stores its bytes and sends the command that puts it in force. */
@Singleton
public class ProfileImports {
    private static final int ID_DIGITS = 40;

    private final DecoderQueries decoders;
    private final AdaptationCommands commands;
    private final int limit;

    public ProfileImports(DecoderQueries decoders, AdaptationCommands commands, GatewayConfiguration configuration) {
        this.decoders = decoders;
        this.commands = commands;
        this.limit = configuration.gateway().profileLimit();
    }

    /**
     * @param adaptation id under which it is stored; null: one that follows from task and content
     * @throws ProblemException 413 where it is too large, 422 naming the file that is not as its manifest says, 409 {@code BASE_MISMATCH} naming
     *     both digests where it was made for another model, 409 {@code NO_DECODER} where nobody says what is served
     */
    Adaptation take(Tenant tenant, String task, String adaptation, InputStream body, Map<String, String> traceHeaders)
            throws IOException {
        ProfileBundle bundle = read(body);
        requireServed(bundle.profile());
        byte[] content = bundle.pack(); // the same bytes for the same files, whoever zipped them
        String artefact = sha256(content);
        String id = adaptation != null
                ? adaptation
                : "imported-"
                        + sha256((task + "\n" + artefact).getBytes(StandardCharsets.UTF_8))
                                .substring(0, ID_DIGITS);
        AdaptationCommand command = new AdaptationCommand(
                id, AdaptationCommand.Action.IMPORT, task, id, null, null, null, null, null, null, artefact, null);
        return commands.importProfile(tenant, command, content, traceHeaders);
    }

    private ProfileBundle read(InputStream body) throws IOException {
        Path spooled = Files.createTempFile("profile-import", ".zip");
        try {
            try (var out = Files.newOutputStream(spooled)) {
                long size = new BoundedBody(body, limit).transferTo(out);
                Rules.require(size > 0, "the body", size + " bytes", "it is a zip that export made");
            }
            return ProfileBundle.unpack(spooled, limit);
        } catch (ZipException damaged) {
            throw ProblemException.invalid(
                    "INVALID_EXPORT",
                    "the body is no readable zip: " + damaged.getMessage(),
                    "Send the zip that export made.");
        } catch (SteerStreamException refused) {
            if (refused instanceof ProblemException) throw refused;
            throw ProblemException.invalid("INVALID_EXPORT", refused.failure().message(), "Export the profile again.");
        } finally {
            Files.deleteIfExists(spooled);
        }
    }

    private void requireServed(SteeringProfile profile) {
        List<DecoderView> running = decoders.running();
        if (running.isEmpty()) {
            throw ProblemException.conflict(
                    "NO_DECODER",
                    "no decoder runs that says which base model this installation serves, so the profile cannot be held against it",
                    "Start a decoder, wait until it is ready, and import again.");
        }
        if (running.stream().anyMatch(decoder -> serves(decoder, profile))) return;
        DecoderView decoder = running.get(0);
        mismatch("base model", profile.modelDigest(), decoder.modelDigest(), decoder);
        mismatch("tokenizer", profile.tokenizerDigest(), decoder.tokenizerDigest(), decoder);
        mismatch("chat template", profile.chatTemplateDigest(), decoder.chatTemplateDigest(), decoder);
        mismatch("vocabulary", profile.vocabularySize(), decoder.vocabularySize(), decoder);
    }

    private static boolean serves(DecoderView decoder, SteeringProfile profile) {
        return decoder.modelDigest().equals(profile.modelDigest())
                && decoder.tokenizerDigest().equals(profile.tokenizerDigest())
                && decoder.chatTemplateDigest().equals(profile.chatTemplateDigest())
                && decoder.vocabularySize() == profile.vocabularySize();
    }

    private static void mismatch(String what, Object made, Object served, DecoderView decoder) {
        if (made.equals(served)) return;
        throw ProblemException.conflict(
                "BASE_MISMATCH",
                "the profile was made for the " + what + " " + made + ", but this installation's decoders serve "
                        + decoder.model() + " with the " + what + " " + served,
                "Import it where that model is served, or adapt the task here.");
    }

    private static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Digests.sha256().digest(content));
    }
}
