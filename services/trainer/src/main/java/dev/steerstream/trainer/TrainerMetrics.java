package dev.steerstream.trainer;

import dev.steerstream.model.memory.MemoryBudget;
import dev.steerstream.model.training.StepReport;
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.jobs.JobObserver;
import dev.steerstream.work.metrics.JobMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** What a trainer counts beside its jobs: steps and tokens; tokens per second is the rate of the one over the other's time. Safe from any thread. */
public final class TrainerMetrics {
    private final MeterRegistry registry;
    private final JobMetrics jobs;
    private final Counter tokens;
    private final Timer steps;
    private final Timer measurements;

    public TrainerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.jobs = new JobMetrics(registry, List.of(JobKind.WARM_START));
        this.tokens = Counter.builder("steerstream.trainer.tokens")
                .description("Tokens read by training steps, prompts included")
                .register(registry);
        this.steps = Timer.builder("steerstream.trainer.step")
                .description("Time of training steps")
                .register(registry);
        this.measurements = Timer.builder("steerstream.trainer.measurement")
                .description("Time of measurements on calibration rows during a training")
                .register(registry);
    }

    JobObserver jobs() {
        return jobs;
    }

    void show(MemoryBudget memory) {
        Gauge.builder("steerstream.memory.budget", memory::bytes)
                .description("Memory that this process may take")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("steerstream.memory.free", memory::free)
                .description("Memory of the budget that nobody has reserved")
                .baseUnit("bytes")
                .register(registry);
    }

    void stepped(StepReport step) {
        tokens.increment(step.tokens());
        steps.record(Duration.ofNanos((long) (step.seconds() * 1e9)));
    }

    void measured(double seconds) {
        measurements.record(Duration.ofNanos((long) (seconds * 1e9)));
    }
}
