package dev.steerstream.cli.command.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.inspection.Inspection;
import dev.steerstream.model.inspection.Inspector;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what a file is. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Tells what is in a GGUF or safetensors file, a model's directory, a PEFT adapter or an exported"
                + " profile, without loading it, and what the engine cannot use of it.")
final class InspectCommand implements Callable<Integer> {
    private static final int[] WIDTHS = {16, 40};

    @Parameters(paramLabel = "FILE", description = "A file or a directory.")
    private Path file;

    @Option(names = "--no-digest", description = "Read headers only: no sha256, for which all is read.")
    private boolean headersOnly;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws Exception {
        if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
        Inspection found = new Inspector(!headersOnly).inspect(file);
        output.print(json(found), writer -> print(found, writer));
        return ExitCode.OK.code();
    }

    private static ObjectNode json(Inspection found) {
        ObjectNode json = Output.MAPPER.createObjectNode();
        json.put("path", found.path().toString())
                .put("kind", found.kind().name().toLowerCase(Locale.ROOT))
                .put("bytes", found.bytes())
                .put("numbers", found.numbers());
        found.digest().ifPresent(digest -> json.put("digest", digest));
        found.architecture().ifPresent(name -> json.put("architecture", name));
        found.shape().ifPresent(shape -> json.set("shape", shape(shape)));
        if (!found.details().isEmpty()) {
            ObjectNode details = json.putObject("details");
            found.details().forEach(details::put);
        }
        ArrayNode types = json.putArray("tensor_types");
        found.tensorTypes().forEach(type -> types.addObject()
                .put("format", type.format())
                .put("readable", type.readable())
                .put("tensors", type.tensors())
                .put("numbers", type.numbers())
                .put("bytes", type.bytes()));
        found.tokenizer().ifPresent(tokenizer -> {
            ObjectNode node = json.putObject("tokenizer")
                    .put("kind", tokenizer.kind())
                    .put("tokens", tokenizer.tokens())
                    .put("special_tokens", tokenizer.specialTokens())
                    .put("digest", tokenizer.digest());
            tokenizer.endOfText().ifPresent(id -> node.put("end_of_text", id));
        });
        json.put("chat_template", found.chatTemplate().isPresent());
        found.chatTemplate().ifPresent(digest -> json.put("chat_template_digest", digest));
        found.unsupported().forEach(json.putArray("unsupported")::add);
        return json;
    }

    private static ObjectNode shape(TransformerConfig shape) {
        ObjectNode json = Output.MAPPER
                .createObjectNode()
                .put("layers", shape.layers())
                .put("hidden_size", shape.hiddenSize())
                .put("intermediate_size", shape.intermediateSize())
                .put("heads", shape.heads())
                .put("key_value_heads", shape.keyValueHeads())
                .put("head_size", shape.headSize())
                .put("context_length", shape.contextLength())
                .put("vocabulary_size", shape.vocabularySize())
                .put("tied_embeddings", shape.tiedEmbeddings())
                .put("rope_theta", shape.ropeTheta());
        if (shape.slidingWindow() > 0) json.put("sliding_window", shape.slidingWindow());
        return json;
    }

    private static void print(Inspection found, PrintWriter writer) {
        row(writer, "file", found.path());
        row(writer, "kind", found.kind().label());
        row(writer, "size", String.format(Locale.ROOT, "%,d bytes, %,d numbers", found.bytes(), found.numbers()));
        found.digest().ifPresent(digest -> row(writer, "digest", digest));
        found.architecture().ifPresent(name -> row(writer, "architecture", name));
        found.shape().ifPresent(shape -> print(shape, writer));
        found.details().forEach((name, value) -> row(writer, name, printable(value)));
        found.tensorTypes()
                .forEach(type -> row(
                        writer,
                        "tensors " + type.format(),
                        String.format(
                                Locale.ROOT,
                                "%d of %,d bytes%s",
                                type.tensors(),
                                type.bytes(),
                                type.readable() ? "" : ", cannot be read")));
        found.tokenizer()
                .ifPresent(tokenizer -> row(
                        writer,
                        "tokenizer",
                        tokenizer.kind() + ", " + tokenizer.tokens() + " tokens, " + tokenizer.specialTokens()
                                + " of them special"));
        if (found.kind() == Inspection.Kind.GGUF || found.kind() == Inspection.Kind.DIRECTORY) {
            row(
                    writer,
                    "chat template",
                    found.chatTemplate().map(digest -> "sha256 " + digest).orElse("none"));
        }
        if (found.unsupported().isEmpty()) row(writer, "unsupported", "nothing");
        found.unsupported().forEach(sentence -> row(writer, "unsupported", printable(sentence)));
    }

    private static void print(TransformerConfig shape, PrintWriter writer) {
        row(
                writer,
                "network",
                shape.layers() + " layers, hidden " + shape.hiddenSize() + ", inner " + shape.intermediateSize()
                        + ", " + shape.heads() + " heads of " + shape.headSize() + ", " + shape.keyValueHeads()
                        + " for keys and values"
                        + (shape.slidingWindow() > 0 ? ", window " + shape.slidingWindow() : ""));
        row(
                writer,
                "vocabulary",
                shape.vocabularySize() + (shape.tiedEmbeddings() ? ", output matrix is the embedding" : ""));
        row(writer, "context", shape.contextLength());
    }

    private static void row(PrintWriter writer, String name, Object value) {
        writer.println(Output.row(WIDTHS, printable(name), value));
    }

    /** What comes from the file itself must not steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
