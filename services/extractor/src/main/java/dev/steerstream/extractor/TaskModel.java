package dev.steerstream.extractor;

import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.model.engine.Device;
import dev.steerstream.model.engine.WeightFormat;
import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.source.DownloadProgress;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.schemas.Progress;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.jobs.JobContext;
import dev.steerstream.work.jobs.LeasedJob;
import io.quarkus.runtime.configuration.MemorySize;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The base model, loaded at the first job, and the adapter of the job at hand. For the job's thread; closing from any. */
public final class TaskModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskModel.class);

    /** Rows are scored whole; what an evaluation generates is a portion of a few rows at a time. Bytes. */
    private static final long SEQUENCES = 512L << 20;

    private final ExtractorConfiguration configuration;
    private final MemoryBudget memory;
    private LanguageModel model;

    TaskModel(ExtractorConfiguration configuration) {
        this.configuration = configuration;
        this.memory = MemoryBudget.ofProcess(configuration.memory().map(MemorySize::asLongValue));
        LOG.info("{}", memory);
    }

    /** What this process may take, and who has what of it. */
    MemoryBudget memory() {
        return memory;
    }

    /** The loaded model, which the adapter was made for. */
    public synchronized LanguageModel loaded(LeasedJob job, JobContext context, MadeFor made) {
        if (model == null) {
            context.progress(
                    new Progress("loading", 0, 1, null, null, null, null, null, job.attempt(), job.fence(), null));
            Path file = new ModelCache(configuration.modelCache().orElseGet(ModelCache::defaultFolder))
                    .resolve(ModelReference.parse(configuration.model()), DownloadProgress.NONE);
            model = LanguageModel.load(
                    file,
                    new LoadOptions(
                            Device.named(configuration.device()),
                            WeightFormat.named(configuration.weightFormat()),
                            configuration.threads().orElse(Runtime.getRuntime().availableProcessors()),
                            SEQUENCES,
                            memory));
            LOG.info("{}", memory);
        }
        requireMatch(made);
        return model;
    }

    String reference() {
        return configuration.model();
    }

    synchronized ModelDescription description() {
        return model.description();
    }

    synchronized Tokenizer tokenizer() {
        return model.tokenizer();
    }

    /** An adapter that is attached until this is closed. */
    public interface Attached extends AutoCloseable {
        @Override
        void close();
    }

    public Attached attach(AdapterStore.Stored stored) {
        String digest = stored.digest();
        PeftAdapter adapter = PeftFiles.fromBytes(stored.files(), "adapter-" + digest, model.config());
        if (!adapter.digest().equals(digest)) {
            throw SteerStreamException.resource(
                    "ADAPTER_DAMAGED",
                    "the stored adapter " + digest + " has the digest " + adapter.digest(),
                    "Restore the database from a backup, or adapt the task again.");
        }
        model.attach(digest, adapter);
        return () -> model.detach(digest);
    }

    private void requireMatch(MadeFor made) {
        ModelDescription here = model.description();
        require("base model", made.modelDigest(), here.baseDigest());
        require("tokenizer", made.tokenizerDigest(), here.tokenizerDigest());
        require("chat template", made.chatTemplateDigest(), here.chatTemplateDigest());
        require("a vocabulary of", made.vocabularySize(), here.vocabularySize());
    }

    private static void require(String what, Object made, Object here) {
        if (made.equals(here)) return;
        throw SteerStreamException.user(
                "ADAPTER_MISMATCH",
                "the adapter was made for " + what + " " + made + ", this extractor runs " + here,
                "Run trainer and extractor on the same model, and start the adaptation again.");
    }

    @Override
    public synchronized void close() {
        if (model != null) model.close();
        model = null;
    }
}
