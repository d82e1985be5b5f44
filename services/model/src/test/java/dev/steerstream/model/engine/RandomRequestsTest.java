package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.decoding.batch.BeamTask;
import dev.steerstream.core.decoding.batch.ContinuousBatch;
import dev.steerstream.core.decoding.batch.DecodingTask;
import dev.steerstream.core.decoding.batch.GenerationTask;
import dev.steerstream.core.decoding.generation.BeamAnswer;
import dev.steerstream.core.decoding.generation.BeamListener;
import dev.steerstream.core.decoding.generation.BeamSearch;
import dev.steerstream.core.decoding.generation.GeneratedToken;
import dev.steerstream.core.decoding.generation.Generation;
import dev.steerstream.core.decoding.generation.GenerationListener;
import dev.steerstream.core.decoding.generation.GenerationOutcome;
import dev.steerstream.core.decoding.generation.GenerationSpecification;
import dev.steerstream.core.decoding.generation.TokenText;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.model.ResidentMemory;
import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.memory.MemoryPart;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Requests of random shape on one engine: prompts, answers, modes, adapters that come and go, beams, drafts, cancelling. Each ends once,
 * nothing stays reserved, and resident memory does not grow once it is warm. {@code ops/fuzz/requests} runs 10,000.
 */
class RandomRequestsTest {
    private static final int REQUESTS = Integer.getInteger("steerstream.fuzz.requests", 1000);
    private static final long SEED = Long.getLong("steerstream.fuzz.seed", 1);
    private static final int REQUESTS_OF_A_BATCH = 40;
    private static final int ADAPTERS = 6;
    private static final long ALLOWED = 32L << 20;

    /** Until then oneDNN's cache of kernels fills, and the virtual machine compiles. */
    private static final int WARM_UP = Math.max(400, REQUESTS / 10);

    private final Random random = new Random(SEED);
    private final MemoryBudget budget = MemoryBudget.of(512L << 20, "a test");
    private int submitted;
    private int ended;
    private long tokens;

    @Test
    void everyOneEndsOnceAndMemoryDoesNotGrow() {
        long before = 0;
        try (Engine engine = Engine.load(TinyEngine.WEIGHTS, Device.CPU, WeightFormat.FLOAT32, 1, 4L << 20, budget)) {
            long idle = budget.free();
            while (submitted < REQUESTS) {
                if (before == 0 && submitted >= WARM_UP) before = ResidentMemory.now();
                batch(engine);
                assertThat(engine.attached()).isEmpty();
                assertThat(budget.free()).isEqualTo(idle);
            }
            long after = ResidentMemory.now();
            long growth = after - before;
            System.out.printf(
                    "%d requests, %d tokens: %.1f MB resident after %d of them, %.1f MB after all, %.1f MB more%n",
                    ended, tokens, before / 1e6, WARM_UP, after / 1e6, growth / 1e6);
            assertThat(growth).isLessThan(ALLOWED);
        }
        assertThat(ended).isEqualTo(submitted);
        assertThat(budget.taken(MemoryPart.CACHE)).isZero();
    }

    /** Requests that share a batch, arriving and cancelled at random moments. */
    private void batch(Engine engine) {
        int last = submitted + REQUESTS_OF_A_BATCH;
        try (ContinuousBatch batch = new ContinuousBatch(
                engine.sequences(), 3 + random.nextInt(5), 1 + random.nextInt(2), random.nextBoolean())) {
            while (submitted < last || batch.load() > 0) {
                for (int arrivals = random.nextInt(3); arrivals > 0 && submitted < last; arrivals--) {
                    batch.submit(request(engine, "request " + submitted++));
                }
                if (random.nextInt(20) == 0)
                    batch.cancel("request " + (last - 1 - random.nextInt(REQUESTS_OF_A_BATCH)));
                batch.step();
            }
        }
    }

    private DecodingTask request(Engine engine, String name) {
        int kind = random.nextInt(4);
        Steering steering =
                switch (kind) {
                    case 0 -> Steering.base();
                    case 1 -> Steering.warm();
                    case 2 -> Steering.steered(random.nextDouble() * 8 - 4, 0.1);
                    default -> Steering.steered(random.nextDouble() * 2 - 1, 0);
                };
        String adapter = kind == 0 ? null : attach(engine);
        int[] prompt = TinyLlama.prompt(random.nextInt(1000), 1 + random.nextInt(random.nextInt(10) == 0 ? 250 : 40));
        int length = 1 + random.nextInt(60);
        SequenceSpecification sequence = new SequenceSpecification(
                prompt,
                adapter,
                kind == 0 ? Rows.BASE : kind == 1 ? Rows.WARM : Rows.BOTH,
                prompt.length + length,
                random.nextInt(4) == 0);
        boolean searches = random.nextInt(8) == 0;
        SamplingParameters sampling = searches || random.nextBoolean()
                ? SamplingParameters.greedy()
                : new SamplingParameters(0.9, random.nextInt(12), 0.9, 0.02, random.nextLong());
        GenerationSpecification specification =
                GenerationSpecification.of(steering, sampling, length, Set.of(random.nextInt(97)));
        Ending ending = new Ending(engine, adapter);
        if (searches) {
            int width = 2 + random.nextInt(2);
            return new BeamTask(name, sequence, new BeamSearch(specification, new Silent(), width, 1, 1), ending);
        }
        return new GenerationTask(name, sequence, new Generation(specification, new Silent()), ending);
    }

    /** One of a few adapters of different ranks and targets; it goes when its last request has ended. */
    private String attach(Engine engine) {
        int number = random.nextInt(ADAPTERS);
        EnumSet<LoraTarget> targets =
                number % 2 == 0 ? EnumSet.of(LoraTarget.QUERY, LoraTarget.DOWN) : EnumSet.allOf(LoraTarget.class);
        engine.attach(
                "adapter " + number,
                new HashedLora(TinyLlama.CONFIG, 5000 + 300 * number, 1 + number, 0.5f, 0.4f, targets));
        return "adapter " + number;
    }

    /** Counts a request's end and gives its adapter back. */
    private final class Ending implements GenerationListener, BeamListener {
        private final Engine engine;
        private final String adapter;
        private boolean over;

        Ending(Engine engine, String adapter) {
            this.engine = engine;
            this.adapter = adapter;
        }

        private void over() {
            assertThat(over).isFalse();
            over = true;
            ended++;
            if (adapter != null) engine.detach(adapter);
        }

        @Override
        public void onToken(GeneratedToken token) {
            tokens++;
        }

        @Override
        public void onFinished(GenerationOutcome outcome) {
            over();
        }

        @Override
        public void onFinished(List<BeamAnswer> answers) {
            over();
        }

        @Override
        public void onFailed(Throwable failure) {
            throw new AssertionError("a request failed", failure);
        }
    }

    /** This model's tokens spell nothing. */
    private static final class Silent implements TokenText {
        @Override
        public String append(int token) {
            return "";
        }

        @Override
        public String finish() {
            return "";
        }

        @Override
        public TokenText fork() {
            return this;
        }
    }
}
