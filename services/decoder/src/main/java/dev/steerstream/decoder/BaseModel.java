package dev.steerstream.decoder;

import dev.steerstream.core.decoding.generation.TokenText;
import dev.steerstream.core.decoding.sequence.SequenceModel;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.model.UnusableTokens;
import dev.steerstream.model.engine.Device;
import dev.steerstream.model.engine.SequenceMemory;
import dev.steerstream.model.engine.WeightFormat;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import dev.steerstream.model.text.ChatTemplate;
import dev.steerstream.model.text.IncrementalDecoder;
import dev.steerstream.model.text.PromptEncoder;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.work.errors.SteerStreamException;
import io.quarkus.runtime.configuration.MemorySize;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one base model of a decoder, with what decoding needs to know about it. Safe from any thread, but for {@link #sequences()}. */
public final class BaseModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BaseModel.class);

    /** Base and warm. */
    private static final int ROWS_PER_ANSWER = 2;

    private final LanguageModel model;
    private final PromptEncoder encoder;
    private final TokenBans bans;
    private final int context;
    private final MemoryBudget memory;
    private final Map<String, String> adapterMethods = new ConcurrentHashMap<>();

    private BaseModel(LanguageModel model, int context, MemoryBudget memory) {
        this.model = model;
        this.memory = memory;
        this.encoder = model.promptEncoder();
        this.bans = UnusableTokens.of(model.tokenizer());
        this.context = context;
    }

    /**
     * Fetches what is not cached, and loads it with a key/value cache in which every slot has room for a whole context, where the memory budget
     * allows it; where it allows less, answers wait for one another.
     *
     * @throws SteerStreamException where not even one answer fits
     */
    public static BaseModel load(DecoderConfiguration configuration) {
        MemoryBudget memory = MemoryBudget.ofProcess(configuration.memory().map(MemorySize::asLongValue));
        ModelReference reference = ModelReference.parse(configuration.model());
        Path file = new ModelCache(configuration.modelCache().orElseGet(ModelCache::defaultFolder))
                .resolve(reference, (done, total) -> {
                    if (done == total) LOG.info("model {} fetched, {} bytes", reference.text(), total);
                });
        try (Weights weights = Models.open(file)) {
            int context =
                    Math.min(configuration.decoder().context(), weights.config().contextLength());
            LoadOptions options = new LoadOptions(
                    Device.named(configuration.device()),
                    WeightFormat.named(configuration.weightFormat()),
                    configuration.threads().orElse(Runtime.getRuntime().availableProcessors()),
                    SequenceMemory.bytes(
                            weights.config(),
                            ROWS_PER_ANSWER * configuration.decoder().slots(),
                            context),
                    memory);
            BaseModel loaded = new BaseModel(
                    LanguageModel.load(weights, Tokenizer.open(file), ChatTemplate.open(file), options),
                    context,
                    memory);
            loaded.checkRoom(configuration.decoder().slots());
            return loaded;
        }
    }

    private void checkRoom(int slots) {
        LOG.info("{}", memory);
        if (!sequences().fits(1, context)) {
            close();
            throw SteerStreamException.user(
                    "MEMORY_BUDGET",
                    "steerstream.decoder.context is " + context + ": one answer needs "
                            + SequenceMemory.bytes(config(), ROWS_PER_ANSWER, context)
                            + " bytes, more than is left of the " + memory,
                    "Lower steerstream.decoder.context, take a smaller steerstream.weight-format, or raise"
                            + " steerstream.memory where the machine has more.");
        }
        if (!sequences().fits(slots, context)) {
            LOG.warn(
                    "{} answers of {} tokens do not fit into the memory budget at one time: some will wait for others",
                    slots,
                    context);
        }
    }

    /** What this process may take, and who has what of it. */
    MemoryBudget memory() {
        return memory;
    }

    public SequenceModel sequences() {
        return model.sequences();
    }

    public ModelDescription description() {
        return model.description();
    }

    public TransformerConfig config() {
        return model.config();
    }

    public Tokenizer tokenizer() {
        return model.tokenizer();
    }

    public PromptEncoder encoder() {
        return encoder;
    }

    /** Tokens that a prompt and its answer may have together. */
    public int context() {
        return context;
    }

    Set<Integer> endOfText() {
        return model.tokenizer().endOfTextIds();
    }

    TokenBans bans() {
        return bans;
    }

    /**
     * Two best logits closer than this may change places with the batch that the answer runs in: twice the noise that the weight format's kernels
     * and attention's padding were measured to make.
     */
    double nearTie() {
        return model.description().weightFormat().equals(WeightFormat.FLOAT32.label()) ? 4e-4 : 4e-2;
    }

    /** The text of one answer. */
    TokenText text() {
        return new ShownText(new IncrementalDecoder(model.tokenizer(), true));
    }

    /** Attaches an adapter from PEFT's two files, which are checked against its digest and the model. */
    void attach(String digest, Map<String, byte[]> files) {
        PeftAdapter adapter = PeftFiles.fromBytes(files, "adapter-" + digest, model.config());
        if (!adapter.digest().equals(digest)) {
            throw SteerStreamException.resource(
                    "ADAPTER_DAMAGED",
                    "the stored adapter " + digest + " has the digest " + adapter.digest(),
                    "Restore the database from a backup, or adapt the task again.");
        }
        model.attach(digest, adapter);
        adapterMethods.put(digest, adapter.config().method());
    }

    /** How an attached adapter changes the base model, for example lora. */
    String adapterMethod(String digest) {
        return adapterMethods.get(digest);
    }

    void detach(String digest) {
        model.detach(digest);
        adapterMethods.remove(digest);
    }

    @Override
    public void close() {
        model.close();
    }
}
