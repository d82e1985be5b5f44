package dev.steerstream.cli.engine.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.peft.PeftAdapter;
import java.io.IOException;
import java.nio.file.Path;

/** A dataset's held-out prompts answered steered after a short warm start on it, in one weight format. */
public final class DemoBench {
    private final Path file;
    private final LoadOptions options;
    private final ShortWarmStart warmStart;

    /** @param rows JSON Lines of {messages, split}, as in ops/demo */
    public DemoBench(Path file, LoadOptions options, Path rows) throws IOException {
        this.file = file;
        this.options = options;
        this.warmStart = new ShortWarmStart(BenchDataset.read(rows));
    }

    /** Rates without and with guessing ahead, and whether the answers are the same. */
    public void run(ObjectNode into) {
        PeftAdapter adapter = warmStart.train(file, options.threads());
        try (LanguageModel model = LanguageModel.load(file, options)) {
            model.attach(adapter.digest(), adapter);
            double strength = warmStart.strength(model, adapter.digest());
            into.put("strength", strength);
            new DraftingBench(warmStart).run(model, adapter.digest(), strength, into);
        }
    }
}
