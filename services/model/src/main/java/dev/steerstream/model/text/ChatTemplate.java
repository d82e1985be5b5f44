package dev.steerstream.model.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.GgufFile;
import dev.steerstream.model.files.GgufMetadata;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The Jinja template by which a model's files turn a conversation into one text, with the variables that transformers gives it.
 * Rendered with transformers' settings (blocks trimmed, one newline at the end dropped); what a message contains is never
 * interpreted, and a template cannot load anything. Immutable and thread-safe.
 */
public final class ChatTemplate {
    private static final int LARGEST = 1 << 20;
    private static final long LONGEST_OUTPUT = 1L << 26;
    private static final Jinjava JINJAVA = jinjava();

    private final String source;
    private final Map<String, String> tokens; // bos_token, eos_token

    private ChatTemplate(String source, Map<String, String> tokens) {
        this.source = source;
        this.tokens = Map.copyOf(tokens);
    }

    /** A template by its source; {@code bos_token} and {@code eos_token} are empty. */
    public static ChatTemplate of(String source) {
        return new ChatTemplate(source, Map.of("bos_token", "", "eos_token", ""));
    }

    /**
     * The template of a GGUF file, or of a directory (chat_template.jinja, else tokenizer_config.json); empty when the model has
     * none, as base models do.
     */
    public static Optional<ChatTemplate> open(Path fileOrDirectory) {
        return Files.isDirectory(fileOrDirectory) ? fromDirectory(fileOrDirectory) : fromGguf(fileOrDirectory);
    }

    private static Optional<ChatTemplate> fromGguf(Path path) {
        try (GgufFile file = GgufFile.open(path)) {
            return of(file);
        }
    }

    /** The template of an opened GGUF file; empty when the model has none. */
    public static Optional<ChatTemplate> of(GgufFile file) {
        GgufMetadata metadata = file.metadata();
        List<String> vocabulary = metadata.strings("tokenizer.ggml.tokens").orElse(List.of());
        Map<String, String> tokens = new HashMap<>();
        for (String name : List.of("bos", "eos")) {
            long id = metadata.integer("tokenizer.ggml." + name + "_token_id").orElse(-1L);
            tokens.put(name + "_token", id >= 0 && id < vocabulary.size() ? vocabulary.get((int) id) : "");
        }
        return metadata.string("tokenizer.chat_template").map(source -> new ChatTemplate(source, tokens));
    }

    private static Optional<ChatTemplate> fromDirectory(Path directory) {
        Path file = directory.resolve("chat_template.jinja");
        Path configFile = directory.resolve("tokenizer_config.json");
        Map<String, String> tokens = new HashMap<>(Map.of("bos_token", "", "eos_token", ""));
        JsonNode inConfig = null;
        if (Files.exists(configFile)) {
            JsonNode config = StrictJson.read(configFile, LARGEST * 16);
            inConfig = config.get("chat_template");
            tokens.replaceAll((name, none) -> {
                JsonNode token = config.path(name);
                return token.isObject() ? token.path("content").asText("") : token.asText("");
            });
        }
        if (Files.exists(file)) {
            return Optional.of(new ChatTemplate(text(file), tokens));
        }
        if (inConfig == null || inConfig.isNull()) {
            return Optional.empty();
        }
        if (!inConfig.isTextual()) {
            throw new ModelFileException(
                    configFile, "chat_template", "a list", "only one template is supported", "Keep the default one.");
        }
        return Optional.of(new ChatTemplate(inConfig.textValue(), tokens));
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new ModelFileException(
                        file, "length", Files.size(file), "at most " + LARGEST + " bytes are read", "Shorten it.");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new ModelFileException(
                    file, "the file", "unreadable (" + e + ")", "it must be UTF-8 text", "Fetch it again.", e);
        }
    }

    private static Jinjava jinjava() {
        Jinjava jinjava = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false) // else a message with {{ }} would be run as a template
                .withMaxOutputSize(LONGEST_OUTPUT)
                .withMaxRenderDepth(20)
                .withRangeLimit(100_000)
                .withDisabled(Map.of(Context.Library.TAG, Set.of("include", "import", "from", "extends")))
                .withLegacyOverrides(LegacyOverrides.Builder.from(LegacyOverrides.ALL)
                        .withWhitespaceRequiredWithinTokens(false) // Jinja2 reads {{'a'}}
                        .build())
                .build());
        jinjava.getGlobalContext()
                .registerFunction(new ELFunctionDefinition(
                        "", "raise_exception", ChatTemplate.class, "raiseException", String.class));
        return jinjava;
    }

    /** What templates call to refuse a conversation, for example one whose roles do not alternate. Only for templates. */
    public static String raiseException(String message) {
        throw new ChatTemplateException("The model's chat template refuses the conversation: " + message);
    }

    /**
     * The text of a conversation.
     *
     * @param addGenerationPrompt whether to end with the beginning of the assistant's next turn
     * @throws ChatTemplateException when the template refuses the conversation or uses what is not supported
     */
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        if (messages.isEmpty()) {
            throw new ChatTemplateException("messages are empty, but a conversation has at least one. Send a message.");
        }
        Map<String, Object> variables = new HashMap<>(tokens);
        variables.put("add_generation_prompt", addGenerationPrompt);
        variables.put(
                "messages",
                messages.stream()
                        .map(message -> Map.of("role", message.role(), "content", message.content()))
                        .toList());
        String template = source.endsWith("\n") ? source.substring(0, source.length() - 1) : source;
        RenderResult result = JINJAVA.renderForResult(template, variables);
        if (result.hasErrors()) {
            throw failure(result.getErrors().get(0));
        }
        return result.getOutput();
    }

    /** What the template itself said by raise_exception, else what the renderer says. */
    private static ChatTemplateException failure(TemplateError error) {
        for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ChatTemplateException refused) {
                return refused;
            }
        }
        return new ChatTemplateException("The model's chat template cannot be rendered: " + error.getMessage()
                + ". Send the prompt as raw text or use another model.");
    }

    /** The template's source. */
    public String source() {
        return source;
    }

    /** sha256 of the template's source: profiles and adapters that were made with another template are refused. */
    public String digest() {
        return HexFormat.of().formatHex(FileDigest.sha256().digest(source.getBytes(StandardCharsets.UTF_8)));
    }
}
