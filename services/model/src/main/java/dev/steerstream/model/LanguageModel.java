package dev.steerstream.model;

import dev.steerstream.core.decoding.sequence.SequenceModel;
import dev.steerstream.model.engine.AnswerStates;
import dev.steerstream.model.engine.AnswerVisitor;
import dev.steerstream.model.engine.CompletionVisitor;
import dev.steerstream.model.engine.Engine;
import dev.steerstream.model.engine.Observing;
import dev.steerstream.model.engine.StatesStore;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.text.ChatTemplate;
import dev.steerstream.model.text.PromptEncoder;
import dev.steerstream.model.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A loaded base model with its tokenizer, and the adapters that are attached to it. The base weights are in memory once,
 * whatever runs on them. Safe for use by several threads, except {@link #sequences()}, which one thread drives.
 */
public final class LanguageModel implements AutoCloseable {
    private final Engine engine;
    private final TransformerConfig config;
    private final Tokenizer tokenizer;
    private final Optional<ChatTemplate> chatTemplate;
    private final ModelDescription description;

    private LanguageModel(
            Engine engine, Weights weights, Tokenizer tokenizer, Optional<ChatTemplate> template, LoadOptions options) {
        this.engine = engine;
        this.config = weights.config();
        this.tokenizer = tokenizer;
        this.chatTemplate = template;
        this.description = new ModelDescription(
                config.architecture(),
                weights.digest(),
                config.vocabularySize(),
                config.contextLength(),
                engine.format().format().label(),
                engine.format().reason(),
                options.threads(),
                options.device().label(),
                tokenizer.digest(),
                template.map(ChatTemplate::digest).orElse(""));
    }

    /**
     * Loads weights, tokenizer and chat template of a GGUF file or a directory in transformers' layout.
     *
     * @throws dev.steerstream.model.files.ModelFileException when a file is damaged or not supported
     * @throws dev.steerstream.model.engine.UnsupportedOptionException when this machine or process cannot serve an option
     * @throws dev.steerstream.model.memory.MemoryBudgetException when the model does not fit into the memory that the options allow
     */
    public static LanguageModel load(Path fileOrDirectory, LoadOptions options) {
        try (Weights weights = Models.open(fileOrDirectory)) {
            return load(weights, Tokenizer.open(fileOrDirectory), ChatTemplate.open(fileOrDirectory), options);
        }
    }

    /** Loads from opened parts. The weights may be closed afterwards; the tokenizer is closed with the model. */
    public static LanguageModel load(
            Weights weights, Tokenizer tokenizer, Optional<ChatTemplate> template, LoadOptions options) {
        try {
            Engine engine = Engine.load(
                    weights,
                    options.device(),
                    options.format(),
                    options.threads(),
                    options.cacheBytes(),
                    options.memory());
            return new LanguageModel(engine, weights, tokenizer, template, options);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    public ModelDescription description() {
        return description;
    }

    /** Bytes of the base weights in memory, embedding and output matrix included. */
    public long weightBytes() {
        return engine.format().format().bytes(config);
    }

    /** The shape of the network. */
    public TransformerConfig config() {
        return config;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    public Optional<ChatTemplate> chatTemplate() {
        return chatTemplate;
    }

    /** Turns messages and texts into this model's token ids. */
    public PromptEncoder promptEncoder() {
        return new PromptEncoder(tokenizer, chatTemplate);
    }

    /** Decoding sequences on this model, for the decoding loop of core. */
    public SequenceModel sequences() {
        return engine.sequences();
    }

    /**
     * Takes an adapter into memory under its digest, or counts one more user of it. Every attach wants its {@link #detach}.
     *
     * @throws dev.steerstream.model.engine.EngineException when the adapter was made for another model
     * @throws dev.steerstream.model.memory.MemoryBudgetException when it does not fit into what is free
     */
    public void attach(String digest, PeftAdapter adapter) {
        engine.attach(digest, adapter);
    }

    /** One user less; with the last one the adapter leaves memory. Open sequences count as users. */
    public void detach(String digest) {
        engine.detach(digest);
    }

    /**
     * Runs rows through the base and, unless adapter is null, through base and adapter, and shows the logits of every
     * completion token in order. Memory does not grow with the number of rows; sequences go on decoding meanwhile.
     *
     * @param adapter digest of an attached adapter, or null
     */
    public void score(List<TokenRow> rows, String adapter, CompletionVisitor visitor) {
        engine.score(rows, adapter, visitor);
    }

    /**
     * Runs rows through base and adapter and shows what calibrating and judging need of every completion token in order. The
     * engine sums over the vocabulary, so a pass costs little more than the two forwards. Memory does not grow with the number
     * of rows; sequences go on decoding meanwhile.
     *
     * @param adapter digest of an attached adapter
     */
    public void observe(List<TokenRow> rows, String adapter, Observing observing, AnswerVisitor visitor) {
        engine.observe(rows, adapter, observing, visitor);
    }

    /**
     * Runs rows through base and adapter and keeps the hidden states before their completion tokens, so that much can be asked of
     * them without another forward. Rows that begin alike share what they begin with. The caller closes the result.
     *
     * @param adapter digest of an attached adapter
     */
    public AnswerStates states(List<TokenRow> rows, String adapter) {
        return engine.states(rows, adapter);
    }

    /** The same, without running the base model where the store has its states: whatever the adapter, they are the same. */
    public AnswerStates states(List<TokenRow> rows, String adapter, StatesStore base) {
        return engine.states(rows, adapter, base, description.baseDigest());
    }

    @Override
    public void close() {
        engine.close();
        tokenizer.close();
    }
}
