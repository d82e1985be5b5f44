package dev.steerstream.cli.engine.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.model.LanguageModel;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What guessing ahead brings on a task's own answers. */
final class DraftingBench {
    private static final int ANSWERS = 16;
    private static final int LENGTH = 64;

    private final ShortWarmStart warmStart;

    DraftingBench(ShortWarmStart warmStart) {
        this.warmStart = warmStart;
    }

    /** Held-out prompts answered one after the other, without and with guessing ahead: the tokens must be the same. */
    void run(LanguageModel model, String adapter, double strength, ObjectNode into) {
        List<int[]> prompts = warmStart.heldOutPrompts(model, ANSWERS);
        List<String> adapters = Collections.nCopies(prompts.size(), adapter);
        DecodingBench bench = new DecodingBench(model.sequences());
        Steering steering = Steering.steered(strength, 0.1);
        Set<Integer> ends = model.tokenizer().endOfTextIds();
        bench.run(prompts.subList(0, 2), adapters, steering, LENGTH, true, ends, false); // not counted
        DecodingBench.Timed plain = bench.run(prompts, adapters, steering, LENGTH, false, ends, false);
        DecodingBench.Timed drafted = bench.run(prompts, adapters, steering, LENGTH, true, ends, false);
        long same = IntStream.range(0, prompts.size())
                .filter(i ->
                        Arrays.equals(plain.answers().get(i), drafted.answers().get(i)))
                .count();
        into.put("answers", prompts.size())
                .put("same_answers", same)
                .put("tokens_per_second", plain.rate())
                .put("drafted_tokens_per_second", drafted.rate());
    }
}
