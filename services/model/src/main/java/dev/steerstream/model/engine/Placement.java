package dev.steerstream.model.engine;

/**
 * Whose kernels a model computes with, and where its tensors lie. Both are one device, but for a test that holds CUDA's source against
 * the CPU's on a machine without a GPU.
 */
record Placement(Device kernels, Device memory) {
    static Placement on(Device device) {
        return new Placement(device, device);
    }
}
