package dev.steerstream.model.training.method;

/**
 * One trained tensor, row-major float32.
 *
 * @param name what the checkpoint calls it: PEFT's name of the parameter
 */
@SuppressWarnings("ArrayRecordComponent") // a shape, never compared
public record Slot(String name, long... shape) {
    public int size() {
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
        }
        return Math.toIntExact(size);
    }
}
