package dev.steerstream.model.inspection;

import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.TensorEntry;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.text.definition.TokenizerDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Gathers an {@link Inspection}. What a reader refuses becomes a sentence of it. */
final class Findings {
    private final Path path;
    private final Inspection.Kind kind;
    private final Map<String, String> details = new LinkedHashMap<>();
    private final Map<String, Inspection.TensorType> types = new TreeMap<>();
    private final Set<String> unsupported = new LinkedHashSet<>();
    private long bytes;
    private String digest;
    private String architecture;
    private TransformerConfig shape;
    private Inspection.TokenizerSummary tokenizer;
    private String chatTemplate;

    Findings(Path path, Inspection.Kind kind) {
        this.path = path;
        this.kind = kind;
    }

    void bytes(long more) {
        bytes += more;
    }

    void digest(String found) {
        digest = found;
    }

    void architecture(String name) {
        architecture = name;
    }

    void shape(TransformerConfig config) {
        shape = config;
    }

    void detail(String name, String value) {
        if (!value.isEmpty()) {
            details.put(name, value);
        }
    }

    void chatTemplate(String found) {
        chatTemplate = found;
    }

    void unsupported(String sentence) {
        unsupported.add(sentence);
    }

    void tensors(List<TensorEntry> entries) {
        for (TensorEntry entry : entries) {
            types.merge(
                    entry.format(),
                    new Inspection.TensorType(entry.format(), entry.readable(), 1, entry.elements(), entry.bytes()),
                    Findings::sum);
        }
    }

    private static Inspection.TensorType sum(Inspection.TensorType a, Inspection.TensorType b) {
        return new Inspection.TensorType(
                a.format(), a.readable(), a.tensors() + b.tensors(), a.numbers() + b.numbers(), a.bytes() + b.bytes());
    }

    void tokenizer(TokenizerDefinition definition, Set<Integer> ends) {
        long tokens =
                Arrays.stream(definition.entries()).filter(Objects::nonNull).count();
        tokenizer = new Inspection.TokenizerSummary(
                definition.kind(),
                (int) tokens,
                definition.special().size(),
                ends.stream().mapToLong(Integer::longValue).findFirst(),
                definition.digest());
    }

    /** What the reader gives, or nothing and its reason. */
    <T> Optional<T> attempt(Supplier<T> reader) {
        try {
            return Optional.of(reader.get());
        } catch (ModelFileException refused) {
            unsupported.add(refused.getMessage());
            return Optional.empty();
        }
    }

    Inspection done(List<String> readableFormats) {
        List<String> sentences = new ArrayList<>();
        types.values().stream()
                .filter(type -> !type.readable())
                .forEach(type -> sentences.add("tensor format " + type.format() + " (" + type.tensors()
                        + " tensors): only " + String.join(", ", readableFormats) + " can be read"));
        sentences.addAll(unsupported);
        return new Inspection(
                path,
                kind,
                bytes,
                Optional.ofNullable(digest),
                Optional.ofNullable(architecture),
                Optional.ofNullable(shape),
                details,
                List.copyOf(types.values()),
                Optional.ofNullable(tokenizer),
                Optional.ofNullable(chatTemplate),
                sentences);
    }
}
