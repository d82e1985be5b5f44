package dev.steerstream.model;

import dev.steerstream.model.engine.Device;
import dev.steerstream.model.engine.WeightFormat;
import dev.steerstream.model.memory.MemoryBudget;
import java.util.Optional;

/**
 * How a model is loaded.
 *
 * @param device where it computes
 * @param format how its base weights lie in memory
 * @param threads computing threads; one number per process
 * @param cacheBytes the most memory that sequences may take: key/value cache, and what their steps make; less where the budget leaves less
 * @param memory of the process; the model reserves its part
 */
public record LoadOptions(Device device, WeightFormat format, int threads, long cacheBytes, MemoryBudget memory) {
    /** 2 GiB: for the default model 16 rows of about 2900 positions. */
    public static final long DEFAULT_CACHE_BYTES = 2L << 30;

    public LoadOptions {
        if (cacheBytes < 1) {
            throw new IllegalArgumentException("cacheBytes is " + cacheBytes + ", but must be positive.");
        }
    }

    /** With all memory that the process may have. */
    public LoadOptions(Device device, WeightFormat format, int threads, long cacheBytes) {
        this(device, format, threads, cacheBytes, MemoryBudget.ofProcess(Optional.empty()));
    }

    public LoadOptions(Device device, WeightFormat format, int threads) {
        this(device, format, threads, DEFAULT_CACHE_BYTES);
    }

    /**
     * Options by their names in configuration.
     *
     * @throws dev.steerstream.model.engine.UnsupportedOptionException when a name is not known
     */
    public static LoadOptions named(String device, String format, int threads) {
        return new LoadOptions(Device.named(device), WeightFormat.named(format), threads);
    }

    /** float32 on all processors of this machine. */
    public static LoadOptions standard() {
        return new LoadOptions(
                Device.CPU, WeightFormat.FLOAT32, Runtime.getRuntime().availableProcessors());
    }
}
