package dev.steerstream.trainer;

import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.text.ChatTemplate;
import dev.steerstream.model.text.PromptEncoder;
import dev.steerstream.model.text.Tokenizer;
import java.nio.file.Path;

/**
 * What every warm start on one base model shares: where its files are, its tokenizer and template. Weights are opened for each run and closed when
 * the engine has its copy. Safe from any thread.
 */
final class BaseModel implements AutoCloseable {
    private final String reference;
    private final Path path;
    private final Tokenizer tokenizer;
    private final ChatTemplate template;

    private BaseModel(String reference, Path path, Tokenizer tokenizer, ChatTemplate template) {
        this.reference = reference;
        this.path = path;
        this.tokenizer = tokenizer;
        this.template = template;
    }

    /** @param reference as it was configured, for the manifest */
    static BaseModel open(String reference, Path fileOrDirectory) {
        Tokenizer tokenizer = Tokenizer.open(fileOrDirectory);
        try {
            return new BaseModel(
                    reference,
                    fileOrDirectory,
                    tokenizer,
                    ChatTemplate.open(fileOrDirectory).orElse(null));
        } catch (RuntimeException failure) {
            tokenizer.close();
            throw failure;
        }
    }

    String reference() {
        return reference;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    boolean hasTemplate() {
        return template != null;
    }

    /** Empty where the model has no template. */
    String templateDigest() {
        return template == null ? "" : template.digest();
    }

    PromptEncoder encoder() {
        return new PromptEncoder(tokenizer, java.util.Optional.ofNullable(template));
    }

    /** The caller closes them. */
    Weights weights() {
        return Models.open(path);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
