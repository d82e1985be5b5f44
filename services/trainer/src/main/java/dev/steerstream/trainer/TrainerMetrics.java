package dev.steerstream.trainer;

import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.training.StepReport;
import dev.steerstream.work.jobs.JobEnd;
import dev.steerstream.work.jobs.JobObserver;
import dev.steerstream.work.jobs.LeasedJob;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/** What a trainer counts: jobs by outcome, steps, tokens; tokens per second is the rate of the one over the other's time. Safe from any thread. */
public final class TrainerMetrics implements JobObserver {
    private final MeterRegistry registry;
    private final Counter tokens;
    private final Timer steps;
    private final Timer measurements;

    public TrainerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.tokens = Counter.builder("steerstream.training.tokens")
                .description("Tokens read by training steps, prompts included")
                .register(registry);
        this.steps = Timer.builder("steerstream.training.step")
                .description("Time of training steps")
                .register(registry);
        this.measurements = Timer.builder("steerstream.training.measurement")
                .description("Time of measurements on calibration rows during a training")
                .register(registry);
    }

    void show(MemoryBudget memory) {
        registry.gauge("steerstream.trainer.memory.budget.bytes", memory, MemoryBudget::bytes);
        registry.gauge("steerstream.trainer.memory.free.bytes", memory, MemoryBudget::free);
    }

    void stepped(StepReport step) {
        tokens.increment(step.tokens());
        steps.record(Duration.ofNanos((long) (step.seconds() * 1e9)));
    }

    void measured(double seconds) {
        measurements.record(Duration.ofNanos((long) (seconds * 1e9)));
    }

    @Override
    public void ended(LeasedJob job, JobEnd end) {
        Counter.builder("steerstream.jobs")
                .description("Jobs by how this worker's hold on them ended")
                .tag("kind", job.kind().id())
                .tag("outcome", end.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }
}
